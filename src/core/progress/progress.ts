import {
  compareStamps,
  instanceMark,
  isInstanceMark,
  type Entry,
  type Mark,
  type Reset,
  type TaskState,
  type Verified,
} from './entry.ts';

/**
 * What is known of a learner's progress: of each task the newest mark, of each step in each
 * project the newest proof, whose each project is, and the newest reset. Entries older than the
 * reset are forgotten. Immutable; merging is commutative, associative and idempotent.
 */
export interface Progress {
  readonly marks: ReadonlyMap<string, Mark>;
  /** By step id and project instance. */
  readonly verified: ReadonlyMap<string, Verified>;
  /** What the learner decided about project instances, by `instanceMark`. */
  readonly instances: ReadonlyMap<string, Mark>;
  readonly reset: Reset | undefined;
  /** The highest counter seen; a new entry takes the next one. */
  readonly counter: number;
}

/** Progress of somebody who has not begun. */
export const noProgress: Progress = {
  marks: new Map(),
  verified: new Map(),
  instances: new Map(),
  reset: undefined,
  counter: 0,
};

/** `progress` with `entries` taken in; the same object when they change nothing. */
export function withEntries(progress: Progress, entries: Iterable<Entry>): Progress {
  const marks = new Map(progress.marks);
  const verified = new Map(progress.verified);
  const instances = new Map(progress.instances);
  let { reset, counter } = progress;
  let changed = false;
  for (const entry of entries) {
    counter = Math.max(counter, entry.counter);
    if (reset && entry.kind !== 'reset' && compareStamps(entry, reset) < 0) continue;
    if (entry.kind === 'mark') {
      const map = isInstanceMark(entry.id) ? instances : marks;
      changed = keepNewer(map, entry.id, entry) || changed;
    } else if (entry.kind === 'verified') {
      changed = keepNewer(verified, verifiedKey(entry.id, entry.instance), entry) || changed;
    } else if (!reset || isNewer(entry, reset)) {
      reset = entry;
      changed = true;
      forgetBefore(marks, entry);
      forgetBefore(verified, entry);
      forgetBefore(instances, entry);
    }
  }
  if (!changed && counter === progress.counter) return progress;
  return { marks, verified, instances, reset, counter };
}

/** Everything that either side knows. */
export function mergeProgress(a: Progress, b: Progress): Progress {
  return withEntries(a, entriesOf(b));
}

/** The entries that make up `progress`, oldest first. */
export function entriesOf(progress: Progress): readonly Entry[] {
  const { marks, verified, instances } = progress;
  const entries: Entry[] = [marks, verified, instances].flatMap((map) => [...map.values()]);
  if (progress.reset) entries.push(progress.reset);
  return entries.sort((a, b) => compareStamps(a, b) || (canonical(a) < canonical(b) ? -1 : 1));
}

/** The entries of `progress` that `known` lacks and that would change it, oldest first. */
export function entriesMissing(progress: Progress, known: Progress): readonly Entry[] {
  const { marks, verified, instances, reset } = known;
  const has = new Set<Entry | undefined>([
    ...[marks, verified, instances].flatMap((map): Entry[] => [...map.values()]),
    reset,
  ]);
  return entriesOf(mergeProgress(known, progress)).filter((entry) => !has.has(entry));
}

/** How the learner last marked a task. */
export function stateOf(progress: Progress, taskId: string): TaskState {
  return progress.marks.get(taskId)?.state ?? 'open';
}

/** The key of a step's proof in one project instance. */
export function verifiedKey(stepId: string, instance: string): string {
  return `${stepId}@${instance}`;
}

/** Whose a project instance is. `unknown`: the learner has not said, and nothing tells. */
export type Owner = 'mine' | 'other' | 'unknown';

/**
 * Whose a project instance is: the learner's who scaffolded or adopted it, or whose journal already
 * knew a proof of it when nobody was asked yet.
 */
export function ownerOf(progress: Progress, instance: string): Owner {
  switch (progress.instances.get(instanceMark(instance))?.state) {
    case 'done':
      return 'mine';
    case 'skipped':
      return 'other';
    default:
      break;
  }
  const known = [...progress.verified.values()].some((entry) => entry.instance === instance);
  return known ? 'mine' : 'unknown';
}

/** The name of a project instance of which the learner was asked, or which they scaffolded. */
export function instanceName(progress: Progress, instance: string): string | undefined {
  return progress.instances.get(instanceMark(instance))?.reason;
}

/** The newest proof of a step in any project instance of the learner's. */
export function proofOf(progress: Progress, stepId: string): Verified | undefined {
  let newest: Verified | undefined;
  for (const entry of progress.verified.values()) {
    if (entry.id !== stepId || ownerOf(progress, entry.instance) === 'other') continue;
    if (!newest || compareStamps(entry, newest) > 0) newest = entry;
  }
  return newest;
}

function keepNewer<T extends Entry>(map: Map<string, T>, key: string, entry: T): boolean {
  const known = map.get(key);
  if (known && !isNewer(entry, known)) return false;
  map.set(key, entry);
  return true;
}

// Two different entries can only share a stamp in damaged data; the text then decides, so that
// every window decides alike.
function isNewer(entry: Entry, known: Entry): boolean {
  const order = compareStamps(entry, known);
  return order !== 0 ? order > 0 : canonical(entry) > canonical(known);
}

function canonical(entry: Entry): string {
  return JSON.stringify(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function forgetBefore<T extends Entry>(map: Map<string, T>, reset: Reset): void {
  for (const [key, entry] of map) if (compareStamps(entry, reset) < 0) map.delete(key);
}
