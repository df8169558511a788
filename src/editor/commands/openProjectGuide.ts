import { chooseProject } from '../testing/chooseStep.ts';
import type { CommandDeps } from './commandDeps.ts';

/** Opens the guide of a project in this window, at a step when the id is one. */
export async function openProjectGuide(deps: CommandDeps, id: string | undefined): Promise<void> {
  const step = id === undefined ? undefined : deps.index.step(id);
  const project = await chooseProject(deps.projects, step?.project.id ?? id);
  if (project) await deps.guide().open(project.uri, step?.step.id);
}
