import * as vscode from 'vscode';
import { sentence } from '../../core/errors.ts';
import { showError } from '../ports/messages.ts';
import { commandIds, fullCommandId, type CommandId } from './commandIds.ts';

/** What a command does. Arguments come from menus, links or other code: unchecked. */
export type Handler = (...args: readonly unknown[]) => unknown;

/** What each command does. The log's own needs nothing else. */
export type Handlers = Readonly<Record<Exclude<CommandId, 'showLog'>, Handler>>;

/**
 * Registers every contributed command, so that each one always answers. The handlers are loaded
 * with the first call; a failure, theirs included, is logged and shown, and the caller gets
 * undefined.
 */
export function registerCommands(
  handlers: () => Handlers,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const registered = commandIds.map((id) =>
    vscode.commands.registerCommand(fullCommandId(id), async (...args: readonly unknown[]) => {
      if (id === 'showLog') {
        log.show();
        return undefined;
      }
      const started = performance.now();
      try {
        return await handlers()[id](...args);
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
