import type { ExtensionContext } from 'vscode';
import { startApp } from './app.ts';

/** Called by VS Code when one of our views, commands or projects is first used. */
export async function activate(context: ExtensionContext): Promise<unknown> {
  return startApp(context);
}
