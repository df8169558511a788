import * as vscode from 'vscode';
import { ExpectedError } from '../../core/errors.ts';
import { findPython } from '../../node/findPython.ts';
import { confirm, tell } from '../ports/messages.ts';
import type { WorkspaceProject } from '../state/workspaceProjects.ts';
import { chooseProject, type Target } from '../state/chooseProject.ts';
import type { ScaffoldDeps } from './scaffoldDeps.ts';

/**
 * Makes the project's Python environment and runs the project's own check, in a terminal. What is
 * downloaded is said first. Running it again goes on where it stopped.
 * @throws ExpectedError `use` in an untrusted or virtual workspace, or without a fitting Python.
 */
export async function setupProject(deps: ScaffoldDeps, target: Target): Promise<void> {
  const project = await chooseProject(deps.projects, target);
  if (!project) return;
  refuseWhereNothingRuns(project);
  const python = await findPython(
    vscode.workspace.getConfiguration().get<string>('mlopsRoadmap.pythonPath') ?? '',
  );
  const size = deps.index.project(project.record.project)?.starter?.download;
  const start = vscode.l10n.t('Set Up');
  const pressed = await confirm(
    vscode.l10n.t('Set up {0}?', project.record.name),
    vscode.l10n.t(
      'Downloads about {0} MB of Python packages into .venv in the project, then runs the project’s own check.\n\nIt runs: python tasks.py setup, then python tasks.py check ({1}, Python {2}). You can stop it in the terminal and run it again; it goes on where it stopped.',
      size ?? '?',
      python.command,
      python.version,
    ),
    start,
  );
  if (pressed !== start) return;
  for (const name of ['setup', 'check']) {
    if ((await runTask(project, python.argv, name)) !== 0) return;
  }
  void tell(vscode.l10n.t('{0} is set up, and its own check is green.', project.record.name));
}

function refuseWhereNothingRuns({ uri }: WorkspaceProject): void {
  if (!vscode.workspace.isTrusted) {
    throw new ExpectedError(
      'use',
      'Setting up runs programs from the project, and this workspace is not trusted.',
      'Read the code, then run “Workspaces: Manage Workspace Trust”.',
    );
  }
  if (uri.scheme !== 'file') {
    throw new ExpectedError(
      'use',
      'Setting up needs files on a disk.',
      'Open the project from a local folder.',
    );
  }
}

/** Runs `tasks.py <name>` as a VS Code task; resolves to its exit code. */
async function runTask(
  project: WorkspaceProject,
  python: readonly string[],
  name: string,
): Promise<number> {
  const [command = 'python', ...args] = python;
  const folder = vscode.workspace.getWorkspaceFolder(project.uri);
  const task = new vscode.Task(
    { type: 'process' },
    folder ?? vscode.TaskScope.Workspace,
    name === 'setup' ? vscode.l10n.t('Set up the project') : vscode.l10n.t('Check the project'),
    'MLOps Roadmap',
    new vscode.ProcessExecution(command, [...args, 'tasks.py', name], { cwd: project.uri.fsPath }),
  );
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Shared,
    clear: false,
  };
  const execution = await vscode.tasks.executeTask(task);
  return new Promise((resolve) => {
    const end = (code: number) => {
      vscode.Disposable.from(process, whole).dispose();
      resolve(code);
    };
    // VS Code gives a task's definition back changed, so the execution itself is compared.
    const process = vscode.tasks.onDidEndTaskProcess((event) => {
      if (event.execution === execution) end(event.exitCode ?? 1);
    });
    // A program that could not be started has no process to end.
    const whole = vscode.tasks.onDidEndTask((event) => {
      if (event.execution === execution) end(1);
    });
  });
}
