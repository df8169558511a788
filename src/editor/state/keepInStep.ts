import * as vscode from 'vscode';
import { sentence } from '../../core/errors.ts';
import type { Journals, ProgressStore } from '../../core/progress/store.ts';
import { journalLocation, SCOPE_SETTING } from './journalLocation.ts';

/** Takes in what other windows write, on their change and when this window gets the focus. */
export function keepInStep(
  context: vscode.ExtensionContext,
  store: ProgressStore,
  journals: () => Journals,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const attempt = (what: Promise<void>) =>
    what.catch((error: unknown) => log.warn(`Reading progress: ${sentence(error)}`));
  const refresh = () => void attempt(store.refresh());
  const watch = () => {
    const pattern = new vscode.RelativePattern(
      vscode.Uri.file(journalLocation(context)),
      '*.jsonl',
    );
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    watcher.onDidCreate(refresh);
    watcher.onDidChange(refresh);
    return watcher;
  };
  let watcher = watch();
  const focus = vscode.window.onDidChangeWindowState(({ focused }) => focused && refresh());
  const scope = vscode.workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration(SCOPE_SETTING)) return;
    watcher.dispose();
    watcher = watch();
    void attempt(store.moveTo(journals()));
  });
  return {
    dispose() {
      for (const item of [watcher, focus, scope]) item.dispose();
    },
  };
}

/** Tells once of stored progress that could not be read, and where the original is kept. */
export function reportDamage(
  store: ProgressStore,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return store.onDidFindDamage(({ where, why }) => {
    const message =
      why === 'newer'
        ? vscode.l10n.t(
            'Some saved progress is from a newer version of MLOps Roadmap. It is kept and not changed; update the extension to see it.',
          )
        : vscode.l10n.t(
            'Some saved progress could not be read. What was readable is here; the original is kept aside.',
          );
    log.warn(`${message} (${where})`);
    const showLog = vscode.l10n.t('Show Log');
    void vscode.window
      .showWarningMessage(message, showLog)
      .then((pressed) => pressed === showLog && log.show());
  });
}
