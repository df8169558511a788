import { randomBytes, randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { PageFrame } from './pageHtml.ts';

/** Lets a panel load our style sheet and script, and nothing else. */
export function prepareWebview(webview: vscode.Webview, extension: vscode.Uri): void {
  webview.options = {
    enableScripts: true,
    localResourceRoots: [
      vscode.Uri.joinPath(extension, 'media'),
      vscode.Uri.joinPath(extension, 'dist', 'webview'),
    ],
  };
}

/** Where a panel's document finds its files. */
export function frameOf(webview: vscode.Webview, extension: vscode.Uri): PageFrame {
  const uri = (...parts: readonly string[]) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, ...parts)).toString();
  return {
    cspSource: webview.cspSource,
    styleUri: uri('media', 'notes.css'),
    scriptUri: uri('dist', 'webview', 'notes.js'),
    nonce: randomBytes(16).toString('base64url'),
    shown: randomUUID(),
  };
}

/** Opens a code block of a page as an untitled file beside the page. */
export async function openCodeAsFile(content: string, language: string): Promise<void> {
  const known = new Set(await vscode.languages.getLanguages());
  const names: Readonly<Record<string, string>> = { bash: 'shellscript', text: 'plaintext' };
  const id = names[language] ?? language;
  const document = await vscode.workspace.openTextDocument({
    content,
    language: known.has(id) ? id : 'plaintext',
  });
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
}
