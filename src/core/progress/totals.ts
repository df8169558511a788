import type { Task } from '../roadmap/model.ts';
import { stateOf, type Progress } from './progress.ts';

/** Counts over a set of tasks. Skipped tasks are not part of `total`. */
export interface Totals {
  readonly studied: number;
  readonly total: number;
  readonly skipped: number;
}

/** Counts what is studied of `tasks`. */
export function totalsOf(tasks: readonly Task[], progress: Progress): Totals {
  let studied = 0;
  let skipped = 0;
  for (const task of tasks) {
    const state = stateOf(progress, task.id);
    if (state === 'done') studied += 1;
    else if (state === 'skipped') skipped += 1;
  }
  return { studied, total: tasks.length - skipped, skipped };
}

/** Whole percent studied, rounded down so that 100 means all; 100 when nothing is left to study. */
export function percentOf({ studied, total }: Totals): number {
  return total === 0 ? 100 : Math.floor((studied * 100) / total);
}

/** How far a set of tasks is. */
export type Stage = 'untouched' | 'begun' | 'complete';

/** Untouched, begun or complete. A set whose every task is skipped is complete. */
export function stageOf({ studied, total, skipped }: Totals): Stage {
  if (studied === total) return 'complete';
  return studied + skipped > 0 ? 'begun' : 'untouched';
}

/** The first task in the order of learning that is neither studied nor skipped. */
export function nextOpenTask(tasks: readonly Task[], progress: Progress): Task | undefined {
  return tasks.find((task) => stateOf(progress, task.id) === 'open');
}
