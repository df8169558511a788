import * as vscode from 'vscode';
import { ExpectedError } from '../../core/errors.ts';
import type { UpdateAction, UpdateKind } from '../../core/scaffold/update.ts';
import { applyFolderUpdate, planFolderUpdate } from '../../node/updateFolder.ts';
import { tell } from '../ports/messages.ts';
import { chooseProject } from '../testing/chooseStep.ts';
import type { ScaffoldDeps } from './scaffoldDeps.ts';

/**
 * Brings a project to what this version carries: lists everything first, takes untouched files
 * along, merges touched ones, and opens those whose conflicts the learner must settle.
 */
export async function updateProject(deps: ScaffoldDeps, id: string | undefined): Promise<void> {
  const project = await chooseProject(deps.projects, id);
  if (!project) return;
  if (!vscode.workspace.isTrusted || project.uri.scheme !== 'file') {
    throw new ExpectedError(
      'use',
      'Updating runs Git in the project, which needs a trusted folder on a disk.',
      'Trust the folder with “Workspaces: Manage Workspace Trust”, or open it from a local disk.',
    );
  }
  const root = project.uri.fsPath;
  const update = await planFolderUpdate(root, deps.content);
  if (!(await review(project.record.name, update.actions))) return;
  await applyFolderUpdate(root, update);
  await deps.projects.refresh();
  const conflicts = update.actions.filter(({ kind }) => kind === 'conflict');
  for (const { path } of conflicts) {
    await vscode.window.showTextDocument(vscode.Uri.joinPath(project.uri, ...path.split('/')), {
      preview: false,
    });
  }
  void tell(
    conflicts.length > 0
      ? vscode.l10n.t('Updated. Settle the conflicts in {0} files, then commit.', conflicts.length)
      : vscode.l10n.t('Updated. Look at the changes in Source Control, then commit.'),
  );
}

const KINDS: Readonly<Record<UpdateKind, readonly [string, string]>> = {
  conflict: ['$(warning)', 'both changed the same lines; you settle it'],
  merge: ['$(git-merge)', 'merged with yours'],
  follow: ['$(arrow-up)', 'new version'],
  add: ['$(new-file)', 'added'],
  remove: ['$(trash)', 'no longer part of the project; you have not changed it'],
  keep: ['$(lock)', 'yours is kept'],
  deleted: ['$(circle-slash)', 'you deleted or moved it; stays so'],
};

/** Shows every file on one page; the first row carries the update out. */
async function review(name: string, actions: readonly UpdateAction[]): Promise<boolean> {
  const go = {
    label: vscode.l10n.t('$(check) Update {0} files, the checks and the verifier', actions.length),
    go: true,
  };
  const order = Object.keys(KINDS);
  const sorted = [...actions].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const files = sorted.map(({ path, kind }) => ({
    label: `${KINDS[kind][0]} ${path}`,
    description: KINDS[kind][1],
    go: false,
  }));
  const separator = {
    label: vscode.l10n.t('files'),
    kind: vscode.QuickPickItemKind.Separator,
    go: false,
  };
  const picked = await vscode.window.showQuickPick([go, separator, ...files], {
    title: vscode.l10n.t('Update {0}', name),
    placeHolder: vscode.l10n.t('Enter on the first row updates; Escape leaves everything as it is'),
  });
  return picked?.go === true;
}
