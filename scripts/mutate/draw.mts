import { hashOf, type Mutant } from './mutant.mts';

/** Changed only when all steps are to be tried with other mutants. */
const SEED = 1;

/**
 * All mutants in the order in which they are tried: one of each kind in turn, so that any beginning
 * is spread over all kinds. A mutant's place among those of its kind depends on nothing but its diff:
 * a change of the solution leaves the order of the others as it is.
 */
export function drawn(mutants: readonly Mutant[]): readonly Mutant[] {
  const kinds = [...new Set(mutants.map(({ kind }) => kind))];
  const queues = kinds
    .map((kind) => ({ kind, place: hashOf(SEED, kind) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ kind }) => sorted(mutants.filter((mutant) => mutant.kind === kind)));
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  return Array.from({ length: longest }, (_, round) =>
    queues.flatMap((queue) => queue.slice(round, round + 1)),
  ).flat();
}

function sorted(mutants: readonly Mutant[]): readonly Mutant[] {
  return mutants
    .map((mutant) => ({ mutant, place: hashOf(SEED, mutant.diff) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ mutant }) => mutant);
}
