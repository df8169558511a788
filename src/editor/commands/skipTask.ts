import * as vscode from 'vscode';
import type { CommandDeps } from './commandDeps.ts';
import { markableOrPick } from './targets.ts';

/** Skips a task with the learner's reason. Skipped tasks are not counted; ticking one undoes it. */
export async function skipTask(deps: CommandDeps, id: string | undefined): Promise<void> {
  const task = await markableOrPick(deps, id, vscode.l10n.t('Which task do you skip?'));
  if (!task) return;
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Skip “{0}”', task.title),
    prompt: vscode.l10n.t(
      'Why? Your reason stays with the task; ticking it later undoes the skip.',
    ),
    value: deps.store.progress.marks.get(task.id)?.reason ?? '',
    validateInput: (text) => {
      if (text.trim() === '')
        return vscode.l10n.t('Type a reason, such as “we use GitLab at work”.');
      return text.length > 300 ? vscode.l10n.t('Use at most 300 characters.') : undefined;
    },
  });
  if (reason === undefined) return;
  await deps.store.apply([{ id: task.id, state: 'skipped', reason: reason.trim() }]);
}
