import * as vscode from 'vscode';
import type { Proof } from '../../core/checks/evidence.ts';
import { ExpectedError } from '../../core/errors.ts';
import { unpackFiles } from '../../core/scaffold/archive.ts';
import { fileAtCommit, saveOnBranch } from '../../node/saveBranch.ts';
import { tell } from '../ports/messages.ts';
import type { ChosenStep } from './chooseStep.ts';
import type { Solutions } from './solution.ts';
import { refuseWhereNothingRuns } from './verification.ts';

/**
 * Puts the files that a step is about back to how the step began: as the commit that proved the
 * step before holds them, otherwise as they were generated. Offers to save everything first.
 */
export async function restartStep(chosen: ChosenStep, solutions: Solutions): Promise<void> {
  const { project, step } = chosen;
  refuseWhereNothingRuns(project.uri);
  const files = (await solutions.filesOf(chosen)).map(({ path }) => path);
  const before = proofBefore(chosen);
  const states = await beginning(chosen, files, before);
  const changed = [];
  for (const [path, bytes] of states) {
    if (!(await isAs(project.uri, path, bytes))) changed.push({ path, bytes });
  }
  if (changed.length === 0) {
    void tell(vscode.l10n.t('The files of “{0}” are as they were when it began.', step.title));
    return;
  }
  const save = vscode.l10n.t('Save on a Branch, Then Restart');
  const restart = vscode.l10n.t('Restart Without Saving');
  const origin = before
    ? vscode.l10n.t('the commit that proved “{0}” ({1})', before.step, before.commit.slice(0, 7))
    : vscode.l10n.t('the starter as it was generated');
  const pressed = await vscode.window.showWarningMessage(
    vscode.l10n.t('Restart “{0}”?', step.title),
    {
      modal: true,
      detail: vscode.l10n.t(
        'These files go back to {0}:\n\n{1}\n\nSaving puts all of your work on a new Git branch first.',
        origin,
        changed.map(({ path }) => path).join('\n'),
      ),
    },
    save,
    restart,
  );
  if (pressed === undefined) return;
  const branch = `saved/${step.id}-${new Date().toISOString().slice(0, 19).replace(/\D/g, '')}`;
  if (pressed === save) {
    await saveOnBranch(project.uri.fsPath, branch, `Saved before restarting ${step.id}`);
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { path, bytes } of changed) {
    const uri = vscode.Uri.joinPath(project.uri, ...path.split('/'));
    if (bytes === undefined) edit.deleteFile(uri, { ignoreIfNotExists: true });
    else edit.createFile(uri, { overwrite: true, contents: bytes });
  }
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new ExpectedError(
      'target',
      'The files could not be put back.',
      pressed === save ? `Your work is on the branch ${branch}.` : 'Close the files and try again.',
    );
  }
  void tell(
    pressed === save
      ? vscode.l10n.t('Restarted. Your work is on the branch {0}.', branch)
      : vscode.l10n.t('Restarted {0} files.', changed.length),
  );
}

/** The proof of the nearest step before this one whose commit holds all of its work. */
function proofBefore({ project, step }: ChosenStep): Proof | undefined {
  const place = project.steps.findIndex(({ id }) => id === step.id);
  return project.steps
    .slice(0, place)
    .reverse()
    .map(({ id }) => project.evidence.proofs.get(id))
    .find((proof) => proof !== undefined && proof.commit !== '' && !proof.uncommitted);
}

async function beginning(
  { project }: ChosenStep,
  files: readonly string[],
  before: Proof | undefined,
): Promise<readonly (readonly [string, Uint8Array | undefined])[]> {
  if (before) {
    return Promise.all(
      files.map(
        async (path) =>
          [path, await fileAtCommit(project.uri.fsPath, before.commit, path)] as const,
      ),
    );
  }
  const base = unpackFiles(
    await vscode.workspace.fs.readFile(
      vscode.Uri.joinPath(project.uri, '.mlops-roadmap', 'base.zip'),
    ),
  );
  return files.map((path) => [path, base.find((file) => file.path === path)?.bytes]);
}

async function isAs(
  folder: vscode.Uri,
  path: string,
  bytes: Uint8Array | undefined,
): Promise<boolean> {
  let there: Uint8Array | undefined;
  try {
    there = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, ...path.split('/')));
  } catch {
    there = undefined;
  }
  if (there === undefined || bytes === undefined) return there === bytes;
  return Buffer.compare(Buffer.from(there), Buffer.from(bytes)) === 0;
}
