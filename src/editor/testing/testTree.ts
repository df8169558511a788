import * as vscode from 'vscode';
import type { CheckResult } from '../../core/checks/model.ts';
import { isCore } from '../../core/checks/coreSteps.ts';
import { explain, type Report } from '../../core/checks/report.ts';
import { sentence } from '../../core/errors.ts';
import { showError } from '../ports/messages.ts';
import type { WorkspaceProject } from '../state/workspaceProjects.ts';
import type { TestingDeps } from './testingDeps.ts';
import type { Verification } from './verification.ts';

/** What a row of the Test Explorer stands for. */
interface ItemData {
  readonly project: vscode.Uri;
  readonly step?: string;
  readonly check?: string;
}

const SAVE_DELAY = 500;

/** The Test Explorer's view of the window's projects: project → steps → checks. */
export class TestTree implements vscode.Disposable {
  private readonly controller: vscode.TestController;
  private readonly data = new WeakMap<vscode.TestItem, ItemData>();
  private readonly subscriptions: vscode.Disposable[];
  private readonly deps: TestingDeps;
  private readonly verification: Verification;

  constructor(deps: TestingDeps, verification: Verification) {
    this.deps = deps;
    this.verification = verification;
    this.controller = vscode.tests.createTestController('mlopsRoadmap', 'MLOps Roadmap');
    this.controller.refreshHandler = () => deps.projects.refresh();
    this.controller.createRunProfile(
      vscode.l10n.t('Verify'),
      vscode.TestRunProfileKind.Run,
      (request, token) => this.handle(request, token),
      true,
      undefined,
      true,
    );
    this.subscriptions = [this.controller, deps.projects.onDidChange(() => this.update())];
    this.update();
  }

  /** Runs steps of a project as the Test Explorer would, all of them by default. */
  async verify(
    project: WorkspaceProject,
    step: string | undefined,
    token: vscode.CancellationToken,
  ): Promise<Report | undefined> {
    const root = this.controller.items.get(project.uri.toString());
    const item = step === undefined ? root : root?.children.get(step);
    const request = new vscode.TestRunRequest(item ? [item] : undefined);
    return this.run(request, project, step === undefined ? undefined : new Set([step]), token);
  }

  /** The step that a row of the Test Explorer stands for or belongs to. */
  stepOf(
    item: vscode.TestItem,
  ): { readonly project: vscode.Uri; readonly step?: string } | undefined {
    return this.data.get(item);
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private update(): void {
    const items = this.deps.projects.all
      .filter(({ steps }) => steps.length > 0)
      .map((project) => {
        const item = this.item(project.uri.toString(), project.record.name, {
          project: project.uri,
        });
        const steps = project.steps.map((step, position) => {
          const data = { project: project.uri, step: step.id };
          const row = this.item(step.id, step.title, data);
          if (!isCore(step)) row.description = vscode.l10n.t('deeper');
          row.sortText = String(position).padStart(3, '0');
          row.children.replace(
            step.checks.map((check, place) => {
              const one = this.item(check.id, check.title, { ...data, check: check.id });
              one.sortText = String(place).padStart(3, '0');
              return one;
            }),
          );
          return row;
        });
        item.children.replace(steps);
        return item;
      });
    const damaged = this.deps.projects.damaged.map(({ uri, name, error }) => {
      const item = this.controller.createTestItem(uri.toString(), name, uri);
      item.error = sentence(error);
      return item;
    });
    const shape = JSON.stringify([
      this.deps.projects.all.map(({ uri, steps }) => [uri.toString(), steps]),
      damaged.map(({ id, error }) => [id, error]),
    ]);
    // New rows would lose their results, so they are made only when the steps have changed.
    if (shape !== this.shape) this.controller.items.replace([...items, ...damaged]);
    this.shape = shape;
  }
  private shape = '';

  private item(id: string, label: string, data: ItemData): vscode.TestItem {
    const item = this.controller.createTestItem(id, label, data.project);
    this.data.set(item, data);
    return item;
  }

  private async handle(
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
  ): Promise<void> {
    if (request.continuous === true) {
      this.runOnSave(request, token);
      return;
    }
    await this.runAll(request, token);
  }

  private async runAll(
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
  ): Promise<void> {
    for (const [project, steps] of this.chosen(request)) {
      await this.run(request, project, steps, token);
    }
  }

  private runOnSave(request: vscode.TestRunRequest, token: vscode.CancellationToken): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const saving = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (vscode.workspace.getWorkspaceFolder(uri) === undefined) return;
      clearTimeout(timer);
      timer = setTimeout(() => void this.runAll(request, token), SAVE_DELAY);
    });
    token.onCancellationRequested(() => {
      clearTimeout(timer);
      saving.dispose();
    });
  }

  /** The projects of a request with the steps that are asked for; undefined stands for all steps. */
  private chosen(
    request: vscode.TestRunRequest,
  ): ReadonlyMap<WorkspaceProject, ReadonlySet<string> | undefined> {
    const chosen = new Map<WorkspaceProject, Set<string> | undefined>();
    const items = request.include ?? [...this.controller.items].map(([, item]) => item);
    for (const item of items) {
      const data = this.data.get(item);
      const project = data && this.deps.projects.find(data.project);
      if (!project) continue;
      if (data.step === undefined) chosen.set(project, undefined);
      else if (chosen.has(project)) chosen.get(project)?.add(data.step);
      else chosen.set(project, new Set([data.step]));
    }
    return chosen;
  }

  private async run(
    request: vscode.TestRunRequest,
    project: WorkspaceProject,
    steps: ReadonlySet<string> | undefined,
    token: vscode.CancellationToken,
  ): Promise<Report | undefined> {
    const run = this.controller.createTestRun(request, project.record.name);
    const root = this.controller.items.get(project.uri.toString());
    const of = (step: string, check: string) => root?.children.get(step)?.children.get(check);
    const stop = new vscode.CancellationTokenSource();
    const ends = [token, run.token].map((each) =>
      each.onCancellationRequested(() => stop.cancel()),
    );
    try {
      return await this.verification.run(project, steps, stop.token, {
        onStart: (step, check) => {
          const item = of(step.id, check.id);
          if (item) run.started(item);
        },
        onResult: (result) => {
          const item = of(result.step, result.check);
          if (item) this.show(run, item, project, result);
        },
        onOutput: (text) => run.appendOutput(text.replace(/\r?\n/g, '\r\n')),
      });
    } catch (error) {
      void showError(error, this.deps.log);
      return undefined;
    } finally {
      vscode.Disposable.from(...ends, stop).dispose();
      run.end();
    }
  }

  private show(
    run: vscode.TestRun,
    item: vscode.TestItem,
    project: WorkspaceProject,
    result: CheckResult,
  ): void {
    const text = explain(result);
    run.appendOutput(`${result.step}/${result.check}: ${result.status}\r\n`, undefined, item);
    if (result.status === 'passed') return run.passed(item);
    run.appendOutput(`${text.replace(/\n/g, '\r\n')}\r\n`, undefined, item);
    if (result.status === 'unavailable') return run.skipped(item);
    const message = new vscode.TestMessage(text);
    if (result.file !== undefined) {
      const line = Math.max(0, (result.line ?? 1) - 1);
      const uri = vscode.Uri.joinPath(project.uri, ...result.file.split('/'));
      message.location = new vscode.Location(uri, new vscode.Position(line, 0));
    }
    if (result.status === 'failed') run.failed(item, message);
    else run.errored(item, message);
  }
}
