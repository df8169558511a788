import type * as vscode from 'vscode';
import type { WorkspaceProject, WorkspaceProjects } from './workspaceProjects.ts';

/** Reports each interrupted update of the window's projects once, as soon as it is seen. */
export function reportInterruptedUpdates(
  projects: WorkspaceProjects,
  report: (project: WorkspaceProject) => void,
): vscode.Disposable {
  const reported = new Set<string>();
  return projects.onDidChange(() => {
    for (const project of projects.all) {
      const key = project.uri.toString();
      if (project.interrupted === undefined) reported.delete(key);
      else if (!reported.has(key)) {
        reported.add(key);
        report(project);
      }
    }
  });
}
