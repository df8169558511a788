import * as vscode from 'vscode';
import type { WorkspaceProject } from '../state/workspaceProjects.ts';

/** Says that the last update of a project was interrupted, and offers to go on. */
export async function reportInterrupted({ record, interrupted }: WorkspaceProject): Promise<void> {
  if (interrupted === undefined) return;
  const message = `${record.name}: ${interrupted}`;
  if (!vscode.workspace.isTrusted) {
    await vscode.window.showWarningMessage(message);
    return;
  }
  const show = vscode.l10n.t('Update Project…');
  if ((await vscode.window.showWarningMessage(message, show)) !== show) return;
  await vscode.commands.executeCommand('mlopsRoadmap.updateProject', record.project);
}
