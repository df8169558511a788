import * as vscode from 'vscode';

const KEY = 'pendingGuides';
const SHOWN = 'guideShown';

/** Stores that a folder's guide is to open once it has become the window's workspace. */
export async function leavePendingGuide(
  context: vscode.ExtensionContext,
  folder: vscode.Uri,
): Promise<void> {
  const pending = context.globalState.get<string[]>(KEY, []);
  await context.globalState.update(KEY, [...pending.slice(-9), folder.toString()]);
}

/** True once for a window whose folder was scaffolded just before it was opened. */
export async function takePendingGuide(context: vscode.ExtensionContext): Promise<boolean> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.toString());
  const pending = context.globalState.get<string[]>(KEY, []);
  if (!pending.some((folder) => folders.includes(folder))) return false;
  await context.globalState.update(
    KEY,
    pending.filter((folder) => !folders.includes(folder)),
  );
  if (context.workspaceState.get<boolean>(SHOWN, false)) return false;
  await context.workspaceState.update(SHOWN, true);
  return true;
}
