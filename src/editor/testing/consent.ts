import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { commandLines } from '../../core/checks/commandLines.ts';
import type { ProgramOfCheck } from '../../core/checks/kind.ts';
import type { WorkspaceProject } from '../state/workspaceProjects.ts';

const KEY = 'verify.consent';
const MOST_LINES = 30;

/**
 * Whether the learner agrees to the commands of a project's checks. They are shown once, and again
 * when they have changed. Undefined when the question is left: then nothing is to be done.
 */
export async function askConsent(
  memory: vscode.Memento,
  project: WorkspaceProject,
  programs: readonly ProgramOfCheck[],
): Promise<boolean | undefined> {
  const commands = commandLines(programs);
  if (commands.length === 0) return true;
  const key = `${KEY}.${project.record.instance}`;
  const shown = createHash('sha256').update(JSON.stringify(programs)).digest('hex');
  if (memory.get<string>(key) === shown) return true;
  const run = vscode.l10n.t('Run These Commands');
  const read = vscode.l10n.t('Only Read Files');
  const more = commands.length - MOST_LINES;
  const detail = [
    vscode.l10n.t('The checks start these programs in {0}, without a shell:', project.name),
    '',
    ...commands.slice(0, MOST_LINES),
    ...(more > 0 ? [vscode.l10n.t('… and {0} more', more)] : []),
    '',
    vscode.l10n.t(
      'You are asked again when they change. They come from .mlops-roadmap/checks.json.',
    ),
  ].join('\n');
  const pressed = await vscode.window.showWarningMessage(
    vscode.l10n.t('Run the checks of {0}?', project.record.name),
    { modal: true, detail },
    run,
    read,
  );
  if (pressed === undefined) return undefined;
  if (pressed === read) return false;
  await memory.update(key, shown);
  return true;
}
