import type { Migration } from '../roadmap/model.ts';
import type { TaskState } from './entry.ts';
import type { Progress } from './progress.ts';

/** What a task that the roadmap now calls otherwise is to be marked as. */
export interface MigratedMark {
  readonly id: string;
  readonly state: TaskState;
  readonly reason?: string;
}

/**
 * The marks that follow when content has renamed, split or merged tasks. A task that the learner
 * has marked under its new id keeps that mark; the old marks stay as they are. Of merged tasks all
 * must be done or skipped, and one done makes the whole done.
 */
export function planMigration(
  progress: Progress,
  migrations: readonly Migration[],
): readonly MigratedMark[] {
  const planned = new Map<string, MigratedMark>();
  const markOf = (id: string): MigratedMark | undefined =>
    planned.get(id) ?? progress.marks.get(id);
  const settled = (id: string) => {
    const mark = markOf(id);
    return mark && mark.state !== 'open' ? mark : undefined;
  };
  const follow = (id: string, { state, reason }: MigratedMark) => {
    if (markOf(id)) return;
    planned.set(id, reason === undefined ? { id, state } : { id, state, reason });
  };
  for (const { from, to } of migrations) {
    const marks = from.map(settled);
    if (marks.some((mark) => mark === undefined)) continue;
    const known = marks.filter((mark) => mark !== undefined);
    const best = known.find(({ state }) => state === 'done') ?? known[0];
    if (best) for (const id of to) follow(id, best);
  }
  return [...planned.values()];
}
