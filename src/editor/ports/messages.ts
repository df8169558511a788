import * as vscode from 'vscode';
import { isExpected, sentence } from '../../core/errors.ts';

/** Shows an information message; resolves to the button pressed. */
export function tell<T extends string>(
  message: string,
  ...buttons: readonly T[]
): Thenable<T | undefined> {
  return vscode.window.showInformationMessage(message, ...buttons);
}

/** Asks before something that cannot be undone; resolves to the button, undefined for Cancel. */
export function confirm<T extends string>(
  message: string,
  detail: string,
  button: T,
): Thenable<T | undefined> {
  return vscode.window.showWarningMessage<T>(message, { modal: true, detail }, button);
}

/** Shows a failure once; a cancellation is none. Unexpected ones go to the log, with a button to it. */
export async function showError(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  if (isExpected(error, 'cancelled')) return;
  if (isExpected(error)) {
    log.warn(sentence(error));
    await vscode.window.showErrorMessage(sentence(error));
    return;
  }
  log.error(error instanceof Error ? error : String(error));
  const showLog = vscode.l10n.t('Show Log');
  const message = vscode.l10n.t('Something went wrong in MLOps Roadmap: {0}', sentence(error));
  if ((await vscode.window.showErrorMessage(message, showLog)) === showLog) log.show();
}
