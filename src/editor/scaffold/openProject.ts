import * as vscode from 'vscode';
import { leavePendingGuide } from '../state/pendingGuide.ts';
import { tell } from '../ports/messages.ts';
import type { OpenIn } from './reviewPlan.ts';
import type { ScaffoldDeps } from './scaffoldDeps.ts';

/**
 * Opens a written project as chosen. Opening a folder restarts the extension host, so the wish to
 * see the guide is stored first.
 */
export async function openProject(
  { context, showGuide }: ScaffoldDeps,
  folder: vscode.Uri,
  open: OpenIn,
): Promise<void> {
  const isOpen = vscode.workspace.workspaceFolders?.some(
    (each) => each.uri.toString() === folder.toString(),
  );
  if (isOpen && open !== 'newWindow') return showGuide(folder);
  switch (open) {
    case 'here':
    case 'newWindow':
      await leavePendingGuide(context, folder);
      await vscode.commands.executeCommand('vscode.openFolder', folder, {
        forceNewWindow: open === 'newWindow',
      });
      return;
    case 'addToWorkspace': {
      const count = vscode.workspace.workspaceFolders?.length ?? 0;
      // The first folder that is added, and the second, change the kind of workspace and restart the host.
      if (count < 2) await leavePendingGuide(context, folder);
      vscode.workspace.updateWorkspaceFolders(count, 0, { uri: folder });
      if (count >= 2) await showGuide(folder);
      return;
    }
    case 'nowhere':
      void tell(
        vscode.l10n.t(
          'The project is in {0}.',
          folder.scheme === 'file' ? folder.fsPath : folder.toString(true),
        ),
      );
  }
}
