import * as vscode from 'vscode';
import { stateOf } from '../../core/progress/progress.ts';
import type { CommandDeps } from './commandDeps.ts';
import { markableOrPick } from './targets.ts';

/** Ticks an open or skipped task, and opens a studied one again. */
export async function toggleTask(deps: CommandDeps, id: string | undefined): Promise<void> {
  const task = await markableOrPick(
    deps,
    id,
    vscode.l10n.t('Which task is studied, or open again?'),
  );
  if (!task) return;
  const done = stateOf(deps.store.progress, task.id) === 'done';
  await deps.store.apply([{ id: task.id, state: done ? 'open' : 'done' }]);
}
