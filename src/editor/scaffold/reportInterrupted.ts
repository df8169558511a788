import * as vscode from 'vscode';
import { UPDATE_FOLDER } from '../../core/project/paths.ts';
import { readUpdateState } from '../../core/project/updateJournal.ts';
import type { WorkspaceProject } from '../state/workspaceProjects.ts';
import { workspaceReader } from '../state/workspaceReader.ts';

/**
 * Says that the last update of a project was interrupted, with the one button that helps: going on
 * with it, or, where its journal cannot be used, looking at the copies that it left.
 */
export async function reportInterrupted(project: WorkspaceProject): Promise<void> {
  const { uri, record, interrupted } = project;
  if (interrupted === undefined) return;
  const message = `${record.name}: ${interrupted}`;
  const { kind } = await readUpdateState(workspaceReader(uri));
  const update = vscode.l10n.t('Update Project…');
  const show = vscode.l10n.t('Show the Copies');
  const button = kind === 'interrupted' ? update : show;
  // Updating runs Git in the project.
  const buttons = kind === 'interrupted' && !vscode.workspace.isTrusted ? [] : [button];
  const pressed = await vscode.window.showWarningMessage(message, ...buttons);
  if (pressed === update) {
    await vscode.commands.executeCommand('mlopsRoadmap.updateProject', {
      folder: uri.toString(),
    });
  } else if (pressed === show) {
    const folder = vscode.Uri.joinPath(uri, ...UPDATE_FOLDER.split('/'));
    await vscode.commands.executeCommand('revealInExplorer', folder);
  }
}
