import * as vscode from 'vscode';
import { ExpectedError } from '../../core/errors.ts';
import { RECORD_FOLDER } from '../../core/scaffold/projectRecord.ts';
import { projectFolder } from './projectFolder.ts';

/** Opens the guide of the workspace's project, to the right. */
export async function openGuide(): Promise<void> {
  const project = await projectFolder(vscode.l10n.t('Which project’s guide?'));
  if (project) await showGuideOf(project.uri);
}

/**
 * Opens the guide of the project in `folder` beside the README, rendered.
 * @throws ExpectedError `content` when the guide is gone.
 */
export async function showGuideOf(folder: vscode.Uri): Promise<void> {
  const guide = vscode.Uri.joinPath(folder, RECORD_FOLDER, 'guide.md');
  try {
    await vscode.workspace.fs.stat(guide);
  } catch {
    throw new ExpectedError(
      'content',
      'The project’s guide is no longer there.',
      'Bring .mlops-roadmap/guide.md back from Git.',
    );
  }
  await vscode.commands.executeCommand('markdown.showPreviewToSide', guide);
}
