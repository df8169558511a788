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

/**
 * The project to work with: of this id when one is given, otherwise the window's only one or the
 * learner's pick. Undefined when the pick is left.
 * @throws ExpectedError `use` when no folder of the window holds it.
 */
export async function chooseProject(
  projects: WorkspaceProjects,
  id?: string,
): Promise<WorkspaceProject | undefined> {
  await projects.loaded();
  const fitting = projects.all.filter(({ record }) => id === undefined || record.project === id);
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
  const items = fitting.map((project) => ({
    label: project.name,
    description: project.record.project,
    project,
  }));
  const placeHolder = vscode.l10n.t('Which project?');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.project;
}

/**
 * The step of a full id (`project.step`) in this window, or the learner's pick; the first step that
 * is not proved comes first. Undefined when the pick is left.
 */
export async function chooseStep(
  projects: WorkspaceProjects,
  id: string | undefined,
  placeHolder: string,
): Promise<ChosenStep | undefined> {
  const [projectId, stepId] = id?.split('.') ?? [];
  const project = await chooseProject(projects, projectId);
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
