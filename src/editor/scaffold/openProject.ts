import * as vscode from 'vscode';
import { tell } from '../ports/messages.ts';
import type { OpenIn } from './reviewPlan.ts';
import type { ScaffoldDeps } from './scaffoldDeps.ts';

/**
 * Opens a written project as chosen. Opening a folder may restart the extension host, so the wish
 * to see the guide is stored first; the window that gets the folder meets it.
 */
export async function openProject(
  { pendingGuides, showGuide }: ScaffoldDeps,
  folder: vscode.Uri,
  open: OpenIn,
): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const isOpen = folders.some((each) => each.uri.toString() === folder.toString());
  if (isOpen && open !== 'newWindow') return showGuide(folder);
  if (open !== 'nowhere') await pendingGuides.leave(folder);
  switch (open) {
    case 'here':
    case 'newWindow':
      await vscode.commands.executeCommand('vscode.openFolder', folder, {
        forceNewWindow: open === 'newWindow',
      });
      return;
    case 'addToWorkspace':
      if (!vscode.workspace.updateWorkspaceFolders(folders.length, 0, { uri: folder })) {
        tellPlace(folder);
      }
      return;
    case 'nowhere':
      tellPlace(folder);
  }
}

function tellPlace(folder: vscode.Uri): void {
  const place = folder.scheme === 'file' ? folder.fsPath : folder.toString(true);
  void tell(vscode.l10n.t('The project is in {0}.', place));
}
