import * as vscode from 'vscode';

/** How long VS Code may take to know a redrawn row again, and how often it is asked, in ms. */
const REDRAWN_WITHIN = 1000;
const ASK_EVERY = 20;

/**
 * The row that has the keyboard, which VS Code tells extensions only of a selected one: so it is
 * selected, without opening it. Undefined when no row has the keyboard.
 */
export async function focusedRow<T>(view: vscode.TreeView<T>): Promise<T | undefined> {
  const before = view.selection;
  await vscode.commands.executeCommand('list.toggleSelection');
  // It was selected already, and has just been taken out.
  if (view.selection.length < before.length) {
    await vscode.commands.executeCommand('list.toggleSelection');
  }
  // Rows that are being redrawn are missing from the selection, before and after it was changed.
  let row = await selectedRow(view);
  if (row === undefined) {
    await vscode.commands.executeCommand('list.toggleSelection');
    row = await selectedRow(view);
  }
  if (row !== undefined) await view.reveal(row, { select: true, focus: true });
  return row;
}

async function selectedRow<T>(view: vscode.TreeView<T>): Promise<T | undefined> {
  const until = Date.now() + REDRAWN_WITHIN;
  while (view.selection.length === 0 && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
  }
  return view.selection.at(-1);
}
