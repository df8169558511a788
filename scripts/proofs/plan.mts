import { createHash } from 'node:crypto';
import { ALL_STEPS, type Proof } from './keys.mts';
import type { Line } from './ledger.mts';

/** The work of a run, in seconds of one of the verifications that go on at the same time. */
export const BUDGET = { unknown: 20 * 60, recent: 8 * 60, drawn: 6 * 60 } as const;
/** Lines that were proved this many days before the commit, or less, are tried first. */
const RECENT_DAYS = 7;
/** So many projects are verified as a whole on each run, besides those that have changed. */
const WHOLE_PROJECTS = 4;
/** What is taken for a proof of which nobody knows yet how long it takes, in seconds. */
const UNKNOWN_SECONDS = { step: 20, project: 90 } as const;

/** A commit: what decides which lines are tried again. */
export interface Commit {
  readonly id: string;
  /** The day of the commit, as in 2026-11-28. */
  readonly day: string;
}

/** What a run proves. */
export interface Plan {
  /** What no ledger knows, as far as the budget goes. */
  readonly unknown: readonly Proof[];
  /** What no ledger knows either, and what there is no time for. */
  readonly left: readonly Proof[];
  /** Lines that are tried again, in the order in which they were chosen; first those that always are. */
  readonly sample: readonly { readonly proof: Proof; readonly line: Line }[];
}

/**
 * Chooses what a run proves: what the ledgers do not know; some projects as a whole; then lines of
 * the last days, newest first; then lines by a hash of the commit and their key, so that each commit
 * tries others.
 * @param lineOf the line of a ledger for a key
 * @param everything whether all that no ledger knows is proved, however long it takes
 */
export function planOf(
  proofs: readonly Proof[],
  lineOf: (proof: Proof) => Line | undefined,
  commit: Commit,
  everything: boolean,
): Plan {
  const lines = proofs.flatMap((proof) => {
    const line = lineOf(proof);
    return line ? [{ proof, line }] : [];
  });
  const unknown = proofs.filter((proof) => !lineOf(proof));
  const typical = (proof: Proof) => {
    const times = lines
      .filter((each) => each.proof.project === proof.project && each.proof.step === proof.step)
      .map(({ line }) => line.seconds);
    return Math.max(UNKNOWN_SECONDS[proof.step === ALL_STEPS ? 'project' : 'step'], ...times);
  };
  const now = everything ? unknown : within(unknown, BUDGET.unknown, typical);
  const isRecent = ({ line }: { readonly line: Line }) =>
    Date.parse(commit.day) - Date.parse(line.day) <= RECENT_DAYS * 86_400_000;
  const draw = ({ proof }: { readonly proof: Proof }) =>
    createHash('sha256').update(`${commit.id} ${proof.key}`).digest('hex');
  const seconds = ({ line }: { readonly line: Line }) => line.seconds;
  const drawn = lines.toSorted((a, b) => (draw(a) < draw(b) ? -1 : 1));
  const whole = drawn.filter(({ proof }) => proof.tried === 'together').slice(0, WHOLE_PROJECTS);
  const more = drawn.filter((each) => !whole.includes(each));
  const newest = more
    .filter(isRecent)
    .toSorted((a, b) => Date.parse(b.line.day) - Date.parse(a.line.day));
  const recent = within(newest, BUDGET.recent, seconds);
  const others = more.filter((each) => !recent.includes(each));
  return {
    unknown: now,
    left: unknown.filter((proof) => !now.includes(proof)),
    sample: everything ? [] : [...whole, ...recent, ...within(others, BUDGET.drawn, seconds)],
  };
}

/** The first ones that fit into a budget; one that does not fit ends the choice. */
function within<T>(all: readonly T[], budget: number, seconds: (each: T) => number): readonly T[] {
  let spent = 0;
  const over = all.findIndex((each) => (spent += seconds(each)) > budget);
  return over < 0 ? all : all.slice(0, over);
}
