import type { ScaffoldDeps } from './scaffoldDeps.ts';
import { scaffoldProject } from './scaffoldProject.ts';
import { setupProject } from './setupProject.ts';
import type { Target } from '../state/chooseProject.ts';
import type { WorkspaceProject } from '../state/workspaceProjects.ts';
import { reportInterrupted } from './reportInterrupted.ts';
import { updateProject } from './updateProject.ts';

/** The commands of this room. */
export interface Scaffold {
  scaffoldProject(id: string | undefined): Promise<void>;
  setupProject(target: Target): Promise<void>;
  updateProject(target: Target): Promise<void>;
  /** Says that the last update of a project was interrupted, and offers to go on. */
  reportInterrupted(project: WorkspaceProject): Promise<void>;
}

/** The room's commands, bound to what they need. */
export function createScaffold(deps: ScaffoldDeps): Scaffold {
  return {
    scaffoldProject: (id) => scaffoldProject(deps, id),
    setupProject: (target) => setupProject(deps, target),
    updateProject: (target) => updateProject(deps, target),
    reportInterrupted: (project) => reportInterrupted(project),
  };
}
