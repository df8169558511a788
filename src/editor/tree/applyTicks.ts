import * as vscode from 'vscode';
import { ExpectedError } from '../../core/errors.ts';
import type { ProgressStore } from '../../core/progress/store.ts';
import { showError } from '../ports/messages.ts';

/**
 * Records what a view's checkboxes say. When it cannot be stored, the rows are drawn again as they
 * truly are, and the learner is told.
 */
export async function applyTicks(
  store: ProgressStore,
  log: vscode.LogOutputChannel,
  ticks: readonly (readonly [string, vscode.TreeItemCheckboxState])[],
  redraw: () => void,
): Promise<void> {
  try {
    await store.apply(
      ticks.map(([id, state]) => ({
        id,
        state: state === vscode.TreeItemCheckboxState.Checked ? 'done' : 'open',
      })),
    );
  } catch (error) {
    redraw();
    const reason = error instanceof Error ? error.message : String(error);
    const remedy = 'Free some space or mend the folder’s rights, then tick again.';
    const failure = new ExpectedError('state', `The tick could not be saved (${reason}).`, remedy);
    await showError(failure, log);
  }
}
