import * as vscode from 'vscode';
import { readEvidence, type EvidenceIndex } from '../../core/checks/evidence.ts';
import type { CheckResult } from '../../core/checks/model.ts';
import { sentence } from '../../core/errors.ts';
import type { ProgressStore } from '../../core/progress/store.ts';
import {
  CHECKS_PATH,
  EVIDENCE_PATH,
  readProjectRecord,
  RECORD_FOLDER,
  RECORD_PATH,
  type ProjectRecord,
} from '../../core/scaffold/projectRecord.ts';

/** A step as the editor shows it; its checks are read when they are run. */
export interface StepView {
  readonly id: string;
  readonly title: string;
  readonly goal: string;
  readonly without?: string;
  readonly hints: readonly string[];
  readonly checks: readonly { readonly id: string; readonly title: string }[];
}

/** A workspace folder that holds a project. */
export interface WorkspaceProject {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly record: ProjectRecord;
  readonly steps: readonly StepView[];
  readonly evidence: EvidenceIndex;
  /** What the last verification of each step in this window said. */
  readonly results: ReadonlyMap<string, readonly CheckResult[]>;
}

/** The projects of this window; what their evidence proves goes into the progress. */
export class WorkspaceProjects implements vscode.Disposable {
  private projects: readonly WorkspaceProject[] = [];
  private first: Promise<void> | undefined;
  private damage: readonly Error[] = [];
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[] = [this.changed];
  private watchers: readonly vscode.Disposable[] = [];
  private pending: ReturnType<typeof setTimeout> | undefined;
  private readonly store: ProgressStore;
  private readonly log: vscode.LogOutputChannel;
  readonly onDidChange = this.changed.event;

  constructor(store: ProgressStore, log: vscode.LogOutputChannel) {
    this.store = store;
    this.log = log;
    this.subscriptions.push(
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.refresh()),
    );
  }

  get all(): readonly WorkspaceProject[] {
    return this.projects;
  }

  /** Why folders that look like projects cannot be read, as expected errors. */
  get problems(): readonly Error[] {
    return this.damage;
  }

  /** The project in a folder. */
  find(uri: vscode.Uri): WorkspaceProject | undefined {
    return this.projects.find((project) => project.uri.toString() === uri.toString());
  }

  /** Resolves when the window's projects have been read once. */
  loaded(): Promise<void> {
    return (this.first ??= this.refresh());
  }

  /** Reads the workspace's projects anew. */
  async refresh(): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const damage: Error[] = [];
    const read = await Promise.all(
      folders.map((folder) =>
        this.read(folder).catch((error: unknown) => {
          this.log.warn(`${folder.name}: ${sentence(error)}`);
          damage.push(error instanceof Error ? error : new Error(String(error)));
          return undefined;
        }),
      ),
    );
    this.projects = read.filter((project) => project !== undefined);
    this.damage = damage;
    this.watch(folders);
    for (const project of this.projects) await this.index(project);
    this.changed.fire();
  }

  /** Keeps what a verification said of a step, until the window is closed. */
  setResults(uri: vscode.Uri, step: string, results: readonly CheckResult[]): void {
    this.projects = this.projects.map((project) =>
      project.uri.toString() === uri.toString()
        ? { ...project, results: new Map([...project.results, [step, results]]) }
        : project,
    );
    this.changed.fire();
  }

  dispose(): void {
    clearTimeout(this.pending);
    vscode.Disposable.from(...this.watchers, ...this.subscriptions).dispose();
  }

  private async read(folder: vscode.WorkspaceFolder): Promise<WorkspaceProject | undefined> {
    const record = await readText(folder.uri, RECORD_PATH);
    if (record === undefined) return undefined;
    const read = readProjectRecord(record);
    const checks = await readText(folder.uri, CHECKS_PATH);
    const evidence = (await readText(folder.uri, EVIDENCE_PATH)) ?? '';
    return {
      uri: folder.uri,
      name: folder.name,
      record: read,
      steps: checks === undefined ? [] : stepsIn(checks),
      evidence: readEvidence(evidence, read.instance),
      results: this.find(folder.uri)?.results ?? new Map<string, readonly CheckResult[]>(),
    };
  }

  private async index({ record, evidence }: WorkspaceProject): Promise<void> {
    const proofs = [...evidence.proofs.values()].map(({ step, instance, commit }) => ({
      id: `${record.project}.${step}`,
      instance,
      commit,
    }));
    await this.store
      .noteVerified(proofs)
      .catch((error: unknown) => this.log.warn(`Indexing evidence: ${sentence(error)}`));
  }

  private watch(folders: readonly vscode.WorkspaceFolder[]): void {
    vscode.Disposable.from(...this.watchers).dispose();
    const refresh = () => this.refreshQuietly();
    this.watchers = folders.map((folder) => {
      const pattern = new vscode.RelativePattern(folder, `${RECORD_FOLDER}/*.{json,jsonl}`);
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      watcher.onDidCreate(refresh);
      watcher.onDidChange(refresh);
      watcher.onDidDelete(refresh);
      return watcher;
    });
  }

  // One write of several files fires several events; the last one alone reads.
  private refreshQuietly(): void {
    clearTimeout(this.pending);
    this.pending = setTimeout(() => void this.refresh(), 100);
  }
}

// Only what is shown; whether the checks themselves are sound is said when they are run.
function stepsIn(checks: string): readonly StepView[] {
  const { steps } = JSON.parse(checks) as { readonly steps?: unknown };
  return Array.isArray(steps) ? (steps as readonly StepView[]) : [];
}

async function readText(folder: vscode.Uri, relative: string): Promise<string | undefined> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, relative));
    return new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}
