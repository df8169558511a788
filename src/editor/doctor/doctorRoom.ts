import type { DoctorReport } from '../../core/doctor/diagnose.ts';
import type { WorkspaceProject } from '../state/workspaceProjects.ts';
import { doctorBeforeFirstVerification } from './examine.ts';
import { showDoctor, type DoctorDeps } from './showDoctor.ts';

/** What this room does. */
export interface Doctor {
  show(): Promise<DoctorReport | undefined>;
  beforeFirstVerification(project: WorkspaceProject): Promise<readonly string[]>;
}

/** The doctor, bound to what it needs. */
export function createDoctor(deps: DoctorDeps): Doctor {
  return {
    show: () => showDoctor(deps),
    beforeFirstVerification: (project) => doctorBeforeFirstVerification(deps.index, project),
  };
}
