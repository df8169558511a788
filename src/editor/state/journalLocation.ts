import * as path from 'node:path';
import * as vscode from 'vscode';

/** The setting that says where ticks count. */
export const SCOPE_SETTING = 'mlopsRoadmap.progress.scope';

/** The folder of the journals: the profile's, or the workspace's own when the setting asks for it. */
export function journalLocation(context: vscode.ExtensionContext): string {
  const scope = vscode.workspace.getConfiguration().get<string>(SCOPE_SETTING);
  const base =
    scope === 'workspace'
      ? (context.storageUri ?? context.globalStorageUri)
      : context.globalStorageUri;
  return path.join(base.fsPath, 'progress');
}
