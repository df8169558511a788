import * as vscode from 'vscode';
import { sentence } from '../../core/errors.ts';
import { commandIds, fullCommandId, type CommandId } from './commandIds.ts';
import { showError } from '../ports/messages.ts';

/** What a command does. Arguments come from menus, links or other code: unchecked. */
export type Handler = (...args: readonly unknown[]) => unknown;

/**
 * Registers every contributed command, so that each one always answers. One without a handler
 * says `why`; a failure is logged and shown, and the caller gets undefined.
 */
export function registerCommands(
  handlers: Partial<Record<CommandId, Handler>>,
  log: vscode.LogOutputChannel,
  why = '',
): vscode.Disposable {
  const registered = commandIds.map((id) =>
    vscode.commands.registerCommand(fullCommandId(id), async (...args: readonly unknown[]) => {
      if (id === 'showLog') {
        log.show();
        return undefined;
      }
      const handler = handlers[id];
      if (!handler) return vscode.window.showErrorMessage(why);
      const started = performance.now();
      try {
        return await handler(...args);
      } catch (error) {
        log.debug(`${id} failed: ${sentence(error)}`);
        return void showError(error, log);
      } finally {
        log.debug(`${id}: ${Math.round(performance.now() - started)} ms`);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}
