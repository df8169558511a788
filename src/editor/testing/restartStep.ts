import * as vscode from 'vscode';
import { proofIn } from '../../core/checks/verified.ts';
import {
  applyRestart,
  planRestart,
  type Origin,
  type PlannedRestart,
} from '../../node/restartStep.ts';
import { saveOnBranch } from '../../node/git/saveBranch.ts';
import { tell } from '../ports/messages.ts';
import type { ChosenStep } from './chooseStep.ts';
import type { Solutions } from './solution.ts';
import type { TestingDeps } from './testingDeps.ts';
import { refuseWhereNothingRuns, saveFilesOf } from './verification.ts';

/**
 * Puts the files that a step is about back to how the step began: as the commit that proved the
 * step before holds them, otherwise as they were generated. Shows first what it will change, and
 * offers to save everything.
 */
export async function restartStep(
  chosen: ChosenStep,
  solutions: Solutions,
  verifier: TestingDeps['verifier'],
): Promise<void> {
  const { project, step } = chosen;
  refuseWhereNothingRuns(project.uri);
  await saveFilesOf(project.uri);
  const root = project.uri.fsPath;
  const files = (await solutions.filesOf(chosen)).map(({ path }) => path);
  const before = await workBefore(chosen, verifier);
  const origin: Origin = before ? { kind: 'commit', commit: before.commit } : { kind: 'generated' };
  const plan = await planRestart(root, files, origin);
  if (plan.changes.length === 0) {
    void tell(nothingToDo(step.title, plan));
    return;
  }
  const save = vscode.l10n.t('Save on a Branch, Then Restart');
  const restart = vscode.l10n.t('Restart Without Saving');
  const pressed = await vscode.window.showWarningMessage(
    vscode.l10n.t('Restart “{0}”?', step.title),
    { modal: true, detail: detailOf(chosen, plan, before) },
    save,
    restart,
  );
  if (pressed === undefined) return;
  const branch = `saved/${step.id}-${new Date().toISOString().slice(0, 19).replace(/\D/g, '')}`;
  if (pressed === save) {
    await saveOnBranch(root, branch, `Saved before restarting ${step.id}`);
  }
  await applyRestart(root, plan);
  void tell(
    pressed === save
      ? vscode.l10n.t('Restarted. Your work is on the branch {0}.', branch)
      : vscode.l10n.t('Restarted {0} files.', plan.changes.length),
  );
}

function nothingToDo(title: string, { kept }: PlannedRestart): string {
  const same = vscode.l10n.t('The files of “{0}” are as they were when it began.', title);
  if (kept.length === 0) return same;
  const names = kept.map(({ path, why }) => `${path} (${why})`).join(', ');
  return vscode.l10n.t('Nothing to restart in “{0}”. Left as they are: {1}.', title, names);
}

/** What will change, file by file, and what stays. */
function detailOf(
  { project }: ChosenStep,
  { changes, kept }: PlannedRestart,
  before: ProvedWork | undefined,
): string {
  const proved = project.steps.find(({ id }) => id === before?.step)?.title ?? before?.step;
  const origin = before
    ? vscode.l10n.t('the commit that proved “{0}” ({1})', proved ?? '', before.commit.slice(0, 7))
    : vscode.l10n.t('the starter as it was generated');
  const restored = changes.filter(({ to }) => to !== undefined).map(({ path }) => path);
  const removed = changes.filter(({ to }) => to === undefined).map(({ path }) => path);
  return [
    ...(restored.length === 0
      ? []
      : [vscode.l10n.t('These files go back to {0}:', origin), restored.join('\n')]),
    ...(removed.length === 0
      ? []
      : [
          vscode.l10n.t('These files are deleted; they are not in {0}:', origin),
          removed.join('\n'),
        ]),
    ...(kept.length === 0
      ? []
      : [
          vscode.l10n.t('These files stay as they are:'),
          kept.map(({ path, why }) => `${path} (${why})`).join('\n'),
        ]),
    vscode.l10n.t('Saving puts all of your work on a new Git branch first.'),
  ].join('\n\n');
}

/** A step that was proved, and the commit that holds its work. */
interface ProvedWork {
  readonly step: string;
  readonly commit: string;
}

/** The nearest step before this one that was proved and whose work a commit holds. */
async function workBefore(
  { project, step }: ChosenStep,
  verifier: TestingDeps['verifier'],
): Promise<ProvedWork | undefined> {
  const place = project.steps.findIndex(({ id }) => id === step.id);
  for (const { id } of project.steps.slice(0, place).reverse()) {
    const proof = proofIn(project, id);
    const commit = proof && (await verifier().commitOfWork(project.uri.fsPath, proof));
    if (commit !== undefined) return { step: id, commit };
  }
  return undefined;
}
