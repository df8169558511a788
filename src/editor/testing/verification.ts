import * as vscode from 'vscode';
import type { Check, CheckResult, Step } from '../../core/checks/model.ts';
import type { Report } from '../../core/checks/report.ts';
import { ExpectedError } from '../../core/errors.ts';
import { shippedChecks } from '../../node/shippedChecks.ts';
import { tell } from '../ports/messages.ts';
import type { WorkspaceProject } from '../state/workspaceProjects.ts';
import { noteAttempt } from '../state/attempts.ts';
import type { VerifiableProject } from '../../node/checks/verifyFolder.ts';
import { Consent } from './consent.ts';
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
  private readonly consent: Consent;
  private readonly queues = new Map<string, Promise<unknown>>();
  /** The questions that are open, by project. */
  private readonly asking = new Map<string, AbortController>();

  constructor(deps: TestingDeps) {
    this.deps = deps;
    this.consent = new Consent(deps.context.workspaceState);
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
    // Who verifies again has passed over the question, and is asked again.
    this.asking.get(key)?.abort();
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
    this.consent.dispose();
  }

  private async runNow(
    project: WorkspaceProject,
    steps: ReadonlySet<string> | undefined,
    token: vscode.CancellationToken,
    listener: VerificationListener,
  ): Promise<Report | undefined> {
    const { context, projects } = this.deps;
    const { verifyProject } = this.deps.verifier();
    // Before anything is read: what the learner means is what is on the screen.
    await saveFilesOf(project.uri);
    const agreed = await this.agree(project, token);
    if (agreed === undefined || token.isCancellationRequested) return undefined;
    await this.examineOnce(project, listener);
    const stop = new AbortController();
    this.running.add(stop);
    const cancelling = token.onCancellationRequested(() => stop.abort());
    try {
      const { report, notRecorded } = await verifyProject(agreed.opened, {
        ...(steps === undefined ? {} : { steps }),
        consent: agreed.consent,
        signal: stop.signal,
        where: 'editor',
        verifier: extensionVersion(context),
        shippedChecks: await shippedChecks(this.deps.content, agreed.opened.record),
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

  /**
   * The project as it was read for the question, and whether its programs may run; undefined when
   * the learner left the question.
   */
  private async agree(
    project: WorkspaceProject,
    token: vscode.CancellationToken,
  ): Promise<{ readonly opened: VerifiableProject; readonly consent: boolean } | undefined> {
    const { agreementOf, openProject } = this.deps.verifier();
    const key = project.uri.toString();
    let yes: string | undefined;
    for (;;) {
      const opened = await openProject(project.uri.fsPath);
      const agreement = await agreementOf(opened);
      // Read again after a yes: what runs is what was asked about, however long that took.
      if (agreement.hash === yes || this.consent.isGiven(project, agreement)) {
        return { opened, consent: true };
      }
      const withdraw = new AbortController();
      const cancelling = token.onCancellationRequested(() => withdraw.abort());
      this.asking.set(key, withdraw);
      try {
        const answer = await this.consent.ask(project, agreement, withdraw.signal);
        if (answer !== true) return answer === undefined ? undefined : { opened, consent: false };
        yes = agreement.hash;
      } finally {
        cancelling.dispose();
        this.asking.delete(key);
      }
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
