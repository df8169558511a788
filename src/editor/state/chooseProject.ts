import * as vscode from 'vscode';
import { ExpectedError } from '../../core/errors.ts';
import type { WorkspaceProject, WorkspaceProjects } from './workspaceProjects.ts';

/** What a command is about, as far as it is known; the learner is asked for the rest. */
export interface Target {
  /** Full id of a step, `project.step`, or of a project. */
  readonly id?: string | undefined;
  /** Address of the folder of this window that holds the project. */
  readonly folder?: string | undefined;
}

/**
 * The project that a target is about; where several fit, the learner's pick, with the one that is
 * being edited first. Undefined when the pick is left.
 * @throws ExpectedError `use` when no folder of the window holds it.
 */
export async function chooseProject(
  projects: WorkspaceProjects,
  { id: wanted, folder }: Target = {},
): Promise<WorkspaceProject | undefined> {
  await projects.loaded();
  const id = wanted?.split('.')[0];
  const fitting = projects.all.filter(
    ({ record, uri }) =>
      (folder === undefined || uri.toString() === folder) &&
      (id === undefined || record.project === id),
  );
  const [only] = fitting;
  const [damage] = projects.problems;
  if (!only && damage) throw damage;
  if (!only) {
    throw new ExpectedError(
      'use',
      id === undefined
        ? 'No folder of this window holds a roadmap project.'
        : `No folder of this window holds the project “${id}”.`,
      'Open its folder, or start it with “Scaffold Project…”.',
    );
  }
  if (fitting.length === 1) return only;
  const edited = editedFolder();
  const items = fitting
    .map((project) => ({
      label: project.name,
      description: projects.titleOf(project),
      detail: showPath(project.uri),
      project,
    }))
    .sort((a, b) => Number(b.detail === edited) - Number(a.detail === edited));
  const placeHolder = vscode.l10n.t('Which project?');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.project;
}

/** The folder of the file in the active editor, as a path to show. */
function editedFolder(): string | undefined {
  const file = vscode.window.activeTextEditor?.document.uri;
  const folder = file && vscode.workspace.getWorkspaceFolder(file);
  return folder && showPath(folder.uri);
}

function showPath(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
}
