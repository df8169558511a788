import * as vscode from 'vscode';
import type { ProgressStore } from '../../core/progress/store.ts';
import { tickFailure } from '../../core/progress/tickFailure.ts';
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
    await showError(tickFailure(error), log);
  }
}
