import * as vscode from 'vscode';
import { ExpectedError } from '../../core/errors.ts';
import { BEFORE_FOLDER } from '../../core/project/updateJournal.ts';
import type { UpdateAction, UpdateKind } from '../../core/scaffold/update.ts';
import { applyFolderUpdate, undoFolderUpdate } from '../../node/update/applyFolderUpdate.ts';
import {
  isUpToDate,
  planFolderUpdate,
  type PlannedUpdate,
} from '../../node/update/planFolderUpdate.ts';
import { showError, tell } from '../ports/messages.ts';
import type { WorkspaceProject } from '../state/workspaceProjects.ts';
import { chooseProject, type Target } from '../state/chooseProject.ts';
import type { ScaffoldDeps } from './scaffoldDeps.ts';

/**
 * Brings a project to what this version carries: lists everything first, takes untouched files
 * along, merges touched ones, and opens those whose conflicts the learner must settle. The summary
 * offers to take it back.
 */
export async function updateProject(deps: ScaffoldDeps, target: Target): Promise<void> {
  const project = await chooseProject(deps.projects, target);
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
  if (isUpToDate(update)) {
    void tell(vscode.l10n.t('{0} is up to date; nothing was written.', project.record.name));
    return;
  }
  if (!(await review(project.record.name, update))) return;
  await applyFolderUpdate(root, update);
  await deps.projects.refresh();
  const conflicts = update.actions.filter(({ kind }) => kind === 'conflict');
  for (const { path } of conflicts) {
    await vscode.window.showTextDocument(vscode.Uri.joinPath(project.uri, ...path.split('/')), {
      preview: false,
    });
  }
  const undo = vscode.l10n.t('Undo Update');
  const said =
    conflicts.length > 0
      ? vscode.l10n.t(
          'Updated. Settle the conflicts in {0} files, then commit. Your files from before are in {1}.',
          conflicts.length,
          BEFORE_FOLDER,
        )
      : vscode.l10n.t('Updated. Look at the changes in Source Control, then commit.');
  void tell(said, undo).then((pressed) =>
    pressed === undo
      ? undoUpdate(deps, project).catch((error: unknown) => showError(error, deps.log))
      : undefined,
  );
}

async function undoUpdate(deps: ScaffoldDeps, { uri }: WorkspaceProject): Promise<void> {
  const kept = await undoFolderUpdate(uri.fsPath);
  await deps.projects.refresh();
  void tell(
    kept.length === 0
      ? vscode.l10n.t('The update was undone.')
      : vscode.l10n.t(
          'The update was undone, except for files that you have changed since: {0}. Their versions from before are in {1}.',
          kept.join(', '),
          BEFORE_FOLDER,
        ),
  );
}

const KINDS: Readonly<Record<UpdateKind, readonly [string, string]>> = {
  conflict: ['$(warning)', vscode.l10n.t('both changed the same lines; you settle it')],
  blocked: ['$(warning)', vscode.l10n.t('left as it is')],
  merge: ['$(git-merge)', vscode.l10n.t('merged with yours')],
  follow: ['$(arrow-up)', vscode.l10n.t('new version')],
  add: ['$(new-file)', vscode.l10n.t('added')],
  remove: ['$(trash)', vscode.l10n.t('no longer part of the project; you have not changed it')],
  keep: ['$(lock)', vscode.l10n.t('yours is kept')],
  deleted: ['$(circle-slash)', vscode.l10n.t('you deleted or moved it; stays so')],
};

/** Shows every file on one page; the first row carries the update out. */
async function review(name: string, update: PlannedUpdate): Promise<boolean> {
  const { actions, interrupted } = update;
  const go = {
    label:
      actions.length === 0
        ? vscode.l10n.t('$(check) Update the checks and the verifier')
        : vscode.l10n.t('$(check) Update {0} files, the checks and the verifier', actions.length),
    go: true,
  };
  const order = Object.keys(KINDS);
  const sorted = [...actions].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const separator = (label: string) => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
    go: false,
  });
  const takenBack = [
    ...[...(interrupted?.restored.keys() ?? [])].map((path) => ({
      label: `$(discard) ${path}`,
      description: vscode.l10n.t('taken back first'),
      go: false,
    })),
    ...(interrupted?.kept ?? []).map((path) => ({
      label: `$(lock) ${path}`,
      description: vscode.l10n.t('changed since the interrupted update; stays as it is'),
      go: false,
    })),
  ];
  const rows = [
    go,
    ...(interrupted
      ? [separator(vscode.l10n.t('an earlier update was interrupted')), ...takenBack]
      : []),
    ...(sorted.length === 0 ? [] : [separator(vscode.l10n.t('files'))]),
    ...sorted.map(rowOf),
  ];
  const picked = await vscode.window.showQuickPick(rows, {
    title: vscode.l10n.t('Update {0}', name),
    placeHolder: vscode.l10n.t('Enter on the first row updates; Escape leaves everything as it is'),
  });
  return picked?.go === true;
}

function rowOf({ path, kind, reason }: UpdateAction) {
  const [icon, words] = KINDS[kind];
  const description = reason === undefined ? words : `${words}: ${reason}`;
  return { label: `${icon} ${path}`, description, go: false };
}
