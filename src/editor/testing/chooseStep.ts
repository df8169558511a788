import * as vscode from 'vscode';
import { proofIn } from '../../core/checks/verified.ts';
import { ExpectedError } from '../../core/errors.ts';
import type { StepView } from '../../core/project/stepView.ts';
import type { WorkspaceProject, WorkspaceProjects } from '../state/workspaceProjects.ts';

/** A step in a project of this window. */
export interface ChosenStep {
  readonly project: WorkspaceProject;
  readonly step: StepView;
}

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

/**
 * The step that a target is about, or the learner's pick; the first step that is not proved comes
 * first. Undefined when the pick is left.
 */
export async function chooseStep(
  projects: WorkspaceProjects,
  target: Target,
  placeHolder: string,
): Promise<ChosenStep | undefined> {
  const stepId = target.id?.split('.')[1];
  const project = await chooseProject(projects, target);
  if (!project) return undefined;
  if (project.steps.length === 0) {
    throw new ExpectedError(
      'use',
      `The project “${project.record.name}” has no steps in this version.`,
      'Its guide describes the path; run “Open Project Guide”.',
    );
  }
  if (stepId !== undefined) {
    const step = project.steps.find((each) => each.id === stepId);
    if (step) return { project, step };
    throw new ExpectedError(
      'use',
      `The project in this window has no step “${stepId}”.`,
      'It may have been scaffolded by another version, or with other options.',
    );
  }
  const proved = ({ id: of }: StepView) => proofIn(project, of);
  const items = project.steps.map((step, position) => ({
    label: `${proved(step) ? '$(verified-filled)' : '$(circle-outline)'} ${position + 1}  ${step.title}`,
    description: proved(step) ? vscode.l10n.t('verified') : '',
    step,
  }));
  const next = items.find(({ step }) => !proved(step));
  const ordered = next ? [next, ...items.filter((item) => item !== next)] : items;
  const picked = await vscode.window.showQuickPick(ordered, { placeHolder });
  return picked && { project, step: picked.step };
}
