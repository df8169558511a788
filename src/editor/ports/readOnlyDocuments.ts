import * as vscode from 'vscode';

/**
 * Texts that VS Code shows without a file behind them: read-only, so closing one never asks to save
 * it.
 */
export class ReadOnlyDocuments implements vscode.Disposable {
  private readonly scheme: string;
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;

  /** @param scheme of the documents' addresses, which no other documents have */
  constructor(scheme: string) {
    this.scheme = scheme;
    this.registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.changed.event,
      provideTextDocumentContent: (uri) => this.texts.get(uri.toString()) ?? '',
    });
  }

  /**
   * The address of a document with this text; one that is open there already takes it up.
   * @param path ends in the name that its tab and its language are taken from
   * @param query tells documents of one path apart
   */
  put(path: string, query: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: this.scheme, path: `/${path}`, query });
    const before = this.texts.get(uri.toString());
    this.texts.set(uri.toString(), text);
    if (before !== undefined && before !== text) this.changed.fire(uri);
    return uri;
  }

  /** Closes every difference that shows one of these documents. */
  async closeDiffs(): Promise<void> {
    const tabs = vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(
        ({ input }) =>
          input instanceof vscode.TabInputTextDiff && input.modified.scheme === this.scheme,
      );
    await vscode.window.tabGroups.close(tabs, true);
  }

  dispose(): void {
    vscode.Disposable.from(this.registration, this.changed).dispose();
  }
}
