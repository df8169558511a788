import * as vscode from 'vscode';
import { exportText, planImport, unknownMarks } from '../../core/progress/transfer.ts';
import { confirm, tell } from '../ports/messages.ts';
import type { CommandDeps } from './commandDeps.ts';

const FILTERS = { JSON: ['json'] };

/** Writes all progress to a file that the learner chooses. */
export async function exportProgress({ store }: CommandDeps): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = 'mlops-roadmap-progress.json';
  const target = await vscode.window.showSaveDialog({
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
    filters: FILTERS,
    title: vscode.l10n.t('Export Progress'),
  });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(exportText(store.progress)));
  void tell(vscode.l10n.t('Progress exported to {0}.', vscode.workspace.asRelativePath(target)));
}

/** Brings back ticks and skips from an export; takes nothing away. */
export async function importProgress({ store, index }: CommandDeps): Promise<void> {
  const [source] =
    (await vscode.window.showOpenDialog({
      filters: FILTERS,
      title: vscode.l10n.t('Import Progress'),
    })) ?? [];
  if (!source) return;
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(source));
  const marks = planImport(store.progress, text);
  await store.apply(marks);
  const unknown = unknownMarks(marks, index).length;
  const added = vscode.l10n.t('Imported {0} marks; what you had is unchanged.', marks.length);
  const kept =
    unknown > 0
      ? vscode.l10n.t(
          ' {0} of them belong to tasks that this roadmap does not know; they are kept.',
          unknown,
        )
      : '';
  void tell(added + kept);
}

/** Forgets all ticks and skips, after asking. */
export async function resetProgress(deps: CommandDeps): Promise<void> {
  const reset = vscode.l10n.t('Reset');
  const pressed = await confirm(
    vscode.l10n.t('Reset all progress?'),
    vscode.l10n.t(
      'Every tick and skip is forgotten, in all windows. Projects and their evidence stay. Export your progress first if you may want it back.',
    ),
    reset,
  );
  if (pressed === reset) await deps.store.reset();
}
