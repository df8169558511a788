import * as vscode from 'vscode';

/**
 * The row that has the keyboard, which VS Code tells extensions only of a selected one: so it is
 * selected, without opening it.
 */
export async function focusedRow<T>(view: vscode.TreeView<T>): Promise<T | undefined> {
  const before = view.selection;
  await vscode.commands.executeCommand('list.toggleSelection');
  // It was selected already, and has just been taken out.
  if (view.selection.length < before.length) {
    await vscode.commands.executeCommand('list.toggleSelection');
  }
  const row = view.selection.at(-1);
  if (row !== undefined) await view.reveal(row, { select: true, focus: true });
  return row;
}
