import * as vscode from 'vscode';
import type { CommandDeps } from './commandDeps.ts';
import { taskOrPick } from './targets.ts';

/** Opens a task's page on the web; with several, asks which. */
export async function openTaskLinks(deps: CommandDeps, id: string | undefined): Promise<void> {
  const task = await taskOrPick(deps, id, vscode.l10n.t('Which task’s links?'));
  if (!task) return;
  const items = task.links.map((link) => ({
    label: link.title,
    description: new URL(link.url).host,
    link,
  }));
  const picked =
    items.length === 1
      ? items[0]
      : await vscode.window.showQuickPick(items, {
          placeHolder: vscode.l10n.t('Links of “{0}”', task.title),
        });
  if (picked) await vscode.env.openExternal(vscode.Uri.parse(picked.link.url, true));
}
