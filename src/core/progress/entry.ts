/**
 * When an entry was made, as an order that no clock can disturb: first the logical counter,
 * then the replica (one session of one window) as a tie-break.
 */
export interface Stamp {
  readonly counter: number;
  readonly replica: string;
}

/**
 * Counters are below this. No learner gets there; a larger one comes from damage, and would leave
 * no number for the next entry.
 */
export const COUNTER_LIMIT = 2 ** 48;

/** How a learner marks a task. */
export type TaskState = 'open' | 'done' | 'skipped';

/** A tick, a skip, or the removal of either. */
export interface Mark extends Stamp {
  readonly kind: 'mark';
  readonly id: string;
  readonly state: TaskState;
  /** Why a task is skipped; of a project instance, the project's name. */
  readonly reason?: string;
  /** Wall time in ISO 8601, for display only. */
  readonly at: string;
}

const INSTANCE = 'instance:';

/**
 * The id of the mark that says whose a project instance is: `done` when it is the learner's,
 * `skipped` when not. It is a mark, as version 0.1.0 keeps marks of ids that it does not know, and
 * calls a journal with another kind of entry damaged.
 */
export function instanceMark(instance: string): string {
  return `${INSTANCE}${instance}`;
}

/** Whether a mark is about a project instance, and not about a task or step. */
export function isInstanceMark(id: string): boolean {
  return id.startsWith(INSTANCE);
}

/** Forgets every entry that was made before it. */
export interface Reset extends Stamp {
  readonly kind: 'reset';
  readonly at: string;
}

/** Says that evidence in a project proves a step; `id` is the step's full id. */
export interface Verified extends Stamp {
  readonly kind: 'verified';
  readonly id: string;
  readonly instance: string;
  readonly commit: string;
  /** When the step was proved. */
  readonly at: string;
}

export type Entry = Mark | Reset | Verified;

/** Negative when `a` was made before `b`, positive when after, 0 when they are the same entry. */
export function compareStamps(a: Stamp, b: Stamp): number {
  if (a.counter !== b.counter) return a.counter - b.counter;
  return a.replica < b.replica ? -1 : a.replica > b.replica ? 1 : 0;
}

const STATES: readonly unknown[] = ['open', 'done', 'skipped'];

/**
 * The entry in an unknown value, or undefined when it is none. Unknown keys are dropped. A counter
 * that no session can have given is 0 instead: every window then takes the entry as the oldest.
 */
export function parseEntry(value: unknown): Entry | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, id, state, reason, counter, replica, at, instance, commit } = value as Record<
    string,
    unknown
  >;
  if (typeof counter !== 'number' || !Number.isInteger(counter) || counter < 0) return undefined;
  if (!isText(replica) || !isText(at)) return undefined;
  const stamp = { counter: counter < COUNTER_LIMIT ? counter : 0, replica, at };
  if (kind === 'reset') return { kind, ...stamp };
  if (!isText(id)) return undefined;
  if (kind === 'mark' && STATES.includes(state)) {
    const mark: Mark = { kind, id, state: state as TaskState, ...stamp };
    return typeof reason === 'string' ? { ...mark, reason } : mark;
  }
  if (kind === 'verified' && isText(instance) && typeof commit === 'string') {
    return { kind, id, instance, commit, ...stamp };
  }
  return undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 500;
}
