import * as vscode from 'vscode';
import { VERIFIER_PATH } from '../../core/project/paths.ts';
import type { WorkspaceProject } from '../state/workspaceProjects.ts';
import { refuseWhereNothingRuns } from './verification.ts';

/**
 * Opens a terminal in the project with the command that verifies it, typed and not yet run. It
 * takes the editor's own runtime, so that Node need not be installed.
 */
export function openVerifyTerminal({ uri, record }: WorkspaceProject): void {
  refuseWhereNothingRuns(uri);
  const terminal = vscode.window.createTerminal({
    name: vscode.l10n.t('Verify {0}', record.name),
    cwd: uri,
    // A desktop editor's program is Electron, which is Node when it is told so.
    env: { ELECTRON_RUN_AS_NODE: '1' },
  });
  terminal.show();
  terminal.sendText(verifyCommand(process.execPath, vscode.env.shell), false);
}

/** The command line for a shell: PowerShell calls a quoted program with `&`. */
export function verifyCommand(program: string, shell: string): string {
  const call = /pwsh|powershell/i.test(shell) ? '& ' : '';
  return `${call}"${program}" ${VERIFIER_PATH} --yes`;
}
