import * as path from 'node:path/posix';
import * as vscode from 'vscode';
import { sentence } from '../../core/errors.ts';
import { isDamagedFile } from '../../core/project/damagedFile.ts';
import { RECORD_PATH } from '../../core/project/paths.ts';
import type { DamagedProject } from '../state/workspaceProjects.ts';

/** The row of a folder whose project cannot be read: why, and its file on a click. */
export function damagedItem({ uri, name, error }: DamagedProject): vscode.TreeItem {
  const damage = isDamagedFile(error) ? error : undefined;
  const file = damage?.file ?? RECORD_PATH;
  const label = vscode.l10n.t('{0}: {1} cannot be read', name, path.basename(file));
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.id = `damaged:${uri.toString()}`;
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.tooltip = sentence(error);
  item.accessibilityInformation = { label: `${label}. ${sentence(error)}` };
  item.contextValue = 'project.damaged';
  const line = (damage?.line ?? 1) - 1;
  const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(line, 0, line, 0) };
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Open the File'),
    arguments: [vscode.Uri.joinPath(uri, ...file.split('/')), options],
  };
  return item;
}
