import * as vscode from 'vscode';
import type { Check, CheckResult, Step } from '../../core/checks/model.ts';
import type { Report } from '../../core/checks/report.ts';
import { ExpectedError } from '../../core/errors.ts';
import { tell } from '../ports/messages.ts';
import type { WorkspaceProject } from '../state/workspaceProjects.ts';
import { noteAttempt } from '../state/attempts.ts';
import { askConsent } from './consent.ts';
import { extensionVersion, type TestingDeps } from './testingDeps.ts';

/** Whom a verification tells what happens. */
export interface VerificationListener {
  readonly onStart?: (step: Step, check: Check) => void;
  readonly onResult?: (result: CheckResult) => void;
  readonly onOutput?: (text: string) => void;
}

/** Runs the checks of the window's projects, one verification of a project at a time. */
export class Verification implements vscode.Disposable {
  private readonly deps: TestingDeps;
  private readonly running = new Set<AbortController>();
  private readonly queues = new Map<string, Promise<unknown>>();

  constructor(deps: TestingDeps) {
    this.deps = deps;
  }

  /**
   * Verifies steps of a project, all of them by default.
   * @returns undefined when the learner left the question about its commands.
   * @throws ExpectedError `use` where nothing may run, `state` when the project's files are damaged.
   */
  async run(
    project: WorkspaceProject,
    steps: ReadonlySet<string> | undefined,
    token: vscode.CancellationToken,
    listener: VerificationListener = {},
  ): Promise<Report | undefined> {
    refuseWhereNothingRuns(project.uri);
    const key = project.uri.toString();
    const before = this.queues.get(key) ?? Promise.resolve();
    const running = before
      .catch(() => undefined)
      .then(() => this.runNow(project, steps, token, listener));
    this.queues.set(key, running);
    return running;
  }

  /** Ends what runs: the window is closed or reloaded. */
  dispose(): void {
    for (const stop of this.running) stop.abort();
  }

  private async runNow(
    project: WorkspaceProject,
    steps: ReadonlySet<string> | undefined,
    token: vscode.CancellationToken,
    listener: VerificationListener,
  ): Promise<Report | undefined> {
    const { context, projects } = this.deps;
    const { commandsOf, openProject, verifyProject } = this.deps.verifier();
    const opened = await openProject(project.uri.fsPath);
    const consent = await askConsent(
      context.workspaceState,
      project,
      commandsOf(opened.checks.steps),
    );
    if (consent === undefined || token.isCancellationRequested) return undefined;
    await this.examineOnce(project, listener);
    await saveFilesOf(project.uri);
    const stop = new AbortController();
    this.running.add(stop);
    const cancelling = token.onCancellationRequested(() => stop.abort());
    try {
      const { report, notRecorded } = await verifyProject(opened, {
        ...(steps === undefined ? {} : { steps }),
        consent,
        signal: stop.signal,
        where: 'editor',
        verifier: extensionVersion(context),
        ...listener,
      });
      await this.remember(project, report);
      if (notRecorded !== undefined) void vscode.window.showWarningMessage(notRecorded);
      await projects.refresh();
      return report;
    } finally {
      cancelling.dispose();
      this.running.delete(stop);
    }
  }

  /** The doctor's word before the first verification of a project; it informs and blocks nothing. */
  private async examineOnce(
    project: WorkspaceProject,
    listener: VerificationListener,
  ): Promise<void> {
    const memory = this.deps.context.workspaceState;
    const key = `examined.${project.record.instance}`;
    if (memory.get<boolean>(key, false)) return;
    await memory.update(key, true);
    const lines = await this.deps.examine(project).catch(() => []);
    if (lines.length === 0) return;
    listener.onOutput?.(`${lines.join('\n')}\n`);
    const show = vscode.l10n.t('Check My Tools');
    void tell(lines.join(' '), show).then((pressed) =>
      pressed === show ? vscode.commands.executeCommand('mlopsRoadmap.doctor') : undefined,
    );
  }

  private async remember({ uri, record }: WorkspaceProject, report: Report): Promise<void> {
    const { context, projects } = this.deps;
    for (const step of new Set(report.results.map((result) => result.step))) {
      const own = report.results.filter((result) => result.step === step);
      projects.setResults(uri, step, own);
      await noteAttempt(context.workspaceState, record.instance, step, own, report.run.at);
    }
  }
}

/** Why nothing of a project can be run here, as an expected error; returns when it can. */
export function refuseWhereNothingRuns(uri: vscode.Uri): void {
  if (!vscode.workspace.isTrusted) {
    throw new ExpectedError(
      'use',
      'Verifying runs programs from the project, and this workspace is not trusted.',
      'Read the code, then run “Workspaces: Manage Workspace Trust”.',
    );
  }
  if (uri.scheme !== 'file') {
    throw new ExpectedError(
      'use',
      'Verifying needs files on a disk.',
      'Open the project from a local folder.',
    );
  }
}

/** Saves a project's open files: what is on the disk is read, and the learner means what is on the screen. */
export async function saveFilesOf(folder: vscode.Uri): Promise<void> {
  const inside = `${folder.path}/`;
  for (const document of vscode.workspace.textDocuments) {
    if (document.isDirty && !document.isUntitled && document.uri.path.startsWith(inside)) {
      await document.save();
    }
  }
}
