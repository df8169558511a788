import * as vscode from 'vscode';

const SCHEME = 'mlops-roadmap-skipped';

/** The address that makes a task's row dimmed. */
export function skippedUri(taskId: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${taskId}` });
}

/** Dims the rows of skipped tasks; their description and tooltip say why. */
export class SkippedDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly registration = vscode.window.registerFileDecorationProvider(this);

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== SCHEME) return undefined;
    return new vscode.FileDecoration(
      undefined,
      undefined,
      new vscode.ThemeColor('disabledForeground'),
    );
  }

  dispose(): void {
    this.registration.dispose();
  }
}
