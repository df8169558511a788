import * as vscode from 'vscode';
import { focusedRow } from '../tree/focusedRow.ts';
import type { CommandDeps } from './commandDeps.ts';
import { toggleTask } from './toggleTask.ts';

/** The space bar in our views: ticks a task or a step, and unfolds every other row. */
export async function toggleFocusedRow(deps: CommandDeps, view: unknown): Promise<void> {
  const row =
    view === 'projects'
      ? await focusedRow(deps.projectsTree().view)
      : await focusedRow(deps.roadmapTree.view);
  if (row?.kind === 'task' || row?.kind === 'step') return toggleTask(deps, row.id);
  await vscode.commands.executeCommand('list.toggleExpand');
}
