import * as vscode from 'vscode';
import { nextOpenTask } from '../../core/progress/totals.ts';
import { tell } from '../ports/messages.ts';
import type { CommandDeps } from './commandDeps.ts';

/** Shows the next open task in the tree. */
export async function continueRoadmap(deps: CommandDeps): Promise<void> {
  const next = nextOpenTask(deps.index.tasks, deps.store.progress);
  if (next) return deps.roadmapTree.reveal(next.id);
  await vscode.commands.executeCommand('mlopsRoadmap.roadmap.focus');
  void tell(
    vscode.l10n.t(
      'Every task is studied or skipped. The portfolio projects are in the Projects view.',
    ),
  );
}
