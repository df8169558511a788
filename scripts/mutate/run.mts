import { Pool } from '../../test/harness/pool.ts';
import { drawn } from './draw.mts';
import type { Mutant } from './mutant.mts';
import { OUTSIDE_THE_GOAL, type Verdicts } from './survivors.mts';
import type { Trial } from './trial.mts';

/** So many mutants of a step are tried by its checks, or all that there are. */
export const MUTANTS_OF_A_STEP = 40;

/** A mutant that was tried, and what became of it. */
export interface Tried {
  readonly mutant: Mutant;
  readonly ended: 'left out' | 'refused' | 'refused by other steps' | 'timed out' | 'survived';
  /** The tools or checks that refused it. */
  readonly by: readonly string[];
}

/** What became of the mutants of a step. */
export interface StepRun {
  readonly step: string;
  readonly generated: number;
  readonly tried: readonly Tried[];
}

/**
 * Tries the mutants of a step, two at a time: the project's own check first, then the step's checks,
 * and those of other steps for what survives. Goes on until enough were tried by the step's checks.
 */
export async function runMutants(
  trial: Trial,
  mutants: readonly Mutant[],
  count: number,
  tell: (tried: Tried) => void,
): Promise<readonly Tried[]> {
  const solution = await trial.ofSolution();
  if (solution.ended !== 'passed') {
    throw new Error(`The step's own solution is refused by ${solution.by.join(', ')}.`);
  }
  const tools = await trial.tools();
  const one = async (mutant: Mutant): Promise<Tried> => {
    const left = await trial.left(mutant, tools);
    if (left.ended === 'refused') return { mutant, ended: 'left out', by: left.by };
    if (left.ended === 'timed out') return { mutant, ended: 'timed out', by: left.by };
    const own = await trial.checked(mutant, solution);
    if (own.ended !== 'passed') return { mutant, ended: own.ended, by: own.by };
    const others = await trial.checkedByOthers(mutant);
    if (others.ended === 'refused') {
      return { mutant, ended: 'refused by other steps', by: others.by };
    }
    return { mutant, ended: others.ended === 'passed' ? 'survived' : 'timed out', by: others.by };
  };
  const order = drawn(mutants);
  const tried: Tried[] = [];
  const run = () => tried.filter(({ ended }) => ended !== 'left out').length;
  // As many as are missing, again and again: which ones are tried depends on no machine's speed.
  for (let next = 0; next < order.length && run() < count;) {
    const some = order.slice(next, next + count - run());
    next += some.length;
    const pool = new Pool();
    const works = some.map((mutant) =>
      pool.add(async () => {
        const result = await one(mutant);
        tell(result);
        return result;
      }),
    );
    const ended = await Promise.allSettled(works);
    for (const each of ended) {
      if (each.status === 'rejected') throw each.reason;
      tried.push(each.value);
    }
  }
  return tried;
}

/** The mutants that survive and on which there is no verdict yet, by file and line. */
export function openSurvivors({ tried }: StepRun, verdicts: Verdicts): readonly Mutant[] {
  return tried
    .filter(({ ended, mutant }) => ended === 'survived' && !verdicts.has(mutant.diff))
    .map(({ mutant }) => mutant)
    .sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
}

/** Why a step's Goal is too weak, when many of its mutants are outside of it. */
export function weakGoal({ tried }: StepRun, verdicts: Verdicts): string | undefined {
  const run = tried.filter(({ ended }) => ended !== 'left out');
  const outside = run.filter(
    ({ mutant }) => verdicts.get(mutant.diff)?.reason === 'outside the goal',
  );
  if (outside.length <= run.length * OUTSIDE_THE_GOAL) return undefined;
  return `${outside.length} of ${run.length} mutants are outside the goal: it asks for too little.`;
}

const COLUMNS = [
  'step',
  'generated',
  'tried',
  'left out',
  'run',
  'refused',
  'by other steps',
  'timed out',
  'harmless',
  'open',
] as const;

/** The table of a run, one step a line. */
export function tableOf(
  runs: readonly (StepRun & { readonly verdicts: Verdicts })[],
): readonly string[] {
  const rows = runs.map((run) => {
    const count = (ended: Tried['ended']) =>
      run.tried.filter((each) => each.ended === ended).length;
    const open = openSurvivors(run, run.verdicts).length;
    return [
      run.step,
      run.generated,
      run.tried.length,
      count('left out'),
      run.tried.length - count('left out'),
      count('refused'),
      count('refused by other steps'),
      count('timed out'),
      count('survived') - open,
      open,
    ].map(String);
  });
  const widths = COLUMNS.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ');
  return [line(COLUMNS), ...rows.map(line)];
}
