import { chooseProject, type Target } from '../state/chooseProject.ts';
import type { CommandDeps } from './commandDeps.ts';

/** Opens the guide of a project in this window, at a step when the target names one. */
export async function openProjectGuide(deps: CommandDeps, target: Target): Promise<void> {
  const project = await chooseProject(deps.projects, target);
  if (project) await deps.guide().open(project.uri, target.id?.split('.')[1]);
}
