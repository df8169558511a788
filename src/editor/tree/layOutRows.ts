import type * as vscode from 'vscode';

/**
 * Shows the rows of a view as soon as it is first unfolded. VS Code makes the tree of a folded view
 * after it has laid out the view, and lays out the tree two seconds later; but it does so whenever
 * the view's message is set, also to what it is.
 */
export function layOutRows(view: vscode.TreeView<unknown>): vscode.Disposable {
  const first = view.onDidChangeVisibility(({ visible }) => {
    if (!visible) return;
    first.dispose();
    view.message = view.message ?? '';
  });
  return first;
}
