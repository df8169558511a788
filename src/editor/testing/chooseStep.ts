import * as vscode from 'vscode';
import { isCore } from '../../core/checks/coreSteps.ts';
import { nextStepIn, proofIn } from '../../core/checks/verified.ts';
import { ExpectedError } from '../../core/errors.ts';
import type { StepView } from '../../core/project/stepView.ts';
import { chooseProject, type Target } from '../state/chooseProject.ts';
import type { WorkspaceProject, WorkspaceProjects } from '../state/workspaceProjects.ts';
import { alsoCalled } from '../commands/alsoCalled.ts';

/** A step in a project of this window. */
export interface ChosenStep {
  readonly project: WorkspaceProject;
  readonly step: StepView;
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
    description: alsoCalled(
      step,
      isCore(step) ? '' : vscode.l10n.t('deeper'),
      proved(step) ? vscode.l10n.t('verified') : '',
    ),
    step,
  }));
  const first = nextStepIn(project);
  const next = items.find(({ step }) => step === first);
  const ordered = next ? [next, ...items.filter((item) => item !== next)] : items;
  const picked = await vscode.window.showQuickPick(ordered, {
    placeHolder,
    matchOnDescription: true,
  });
  return picked && { project, step: picked.step };
}
