import type * as vscode from 'vscode';
import type { PendingGuides } from './pendingGuides.ts';
import type { WorkspaceProjects } from './workspaceProjects.ts';

/** Opens the guide of a project just scaffolded, as soon as this window knows its folder. */
export function openPendingGuides(
  projects: WorkspaceProjects,
  pending: PendingGuides,
  show: (folder: vscode.Uri) => Promise<void>,
  failed: (error: unknown) => void,
): vscode.Disposable {
  const open = async () => {
    const folder = await pending.take(projects.all.map(({ uri }) => uri));
    if (folder) await show(folder);
  };
  return projects.onDidChange(() => void open().catch(failed));
}
