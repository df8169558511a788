import * as vscode from 'vscode';
import type { PreviewedFile } from '../../core/scaffold/preview.ts';
import { ReadOnlyDocuments } from '../ports/readOnlyDocuments.ts';

const SCHEME = 'mlops-roadmap-starter';

/** Shows the learner's files beside those that a starter would write, until it is closed. */
export class Differences {
  private readonly target: vscode.Uri;
  private readonly documents = new ReadOnlyDocuments(SCHEME);
  private readonly opened: Thenable<unknown>[] = [];

  constructor(target: vscode.Uri) {
    this.target = target;
  }

  /** Shows the difference of a file; the keyboard stays where it is. */
  show({ path, bytes }: PreviewedFile): void {
    const starter = this.documents.put(path, '', new TextDecoder().decode(bytes));
    const yours = vscode.Uri.joinPath(this.target, ...path.split('/'));
    const title = vscode.l10n.t('{0}: yours ↔ the starter’s', path);
    const options: vscode.TextDocumentShowOptions = { preserveFocus: true, preview: true };
    this.opened.push(vscode.commands.executeCommand('vscode.diff', yours, starter, title, options));
  }

  /** Closes what was shown, also what is just being opened. */
  async close(): Promise<void> {
    // Closed before it is open, a difference would stay.
    await Promise.allSettled(this.opened);
    await this.documents.closeDiffs();
    this.documents.dispose();
  }
}
