import * as vscode from 'vscode';
import type { EvidenceIndex } from '../../core/checks/evidence.ts';
import { proofIn } from '../../core/checks/verified.ts';
import type { CheckResult } from '../../core/checks/model.ts';
import { sentence } from '../../core/errors.ts';
import { isInstanceMark } from '../../core/progress/entry.ts';
import { ownerOf, type Owner } from '../../core/progress/progress.ts';
import type { ProgressStore } from '../../core/progress/store.ts';
import type { StepView } from '../../core/project/stepView.ts';
import { RECORD_FOLDER } from '../../core/project/paths.ts';
import type { ProjectRecord } from '../../core/scaffold/projectRecord.ts';

/** A workspace folder that holds a project. */
export interface WorkspaceProject {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly record: ProjectRecord;
  readonly steps: readonly StepView[];
  readonly evidence: EvidenceIndex;
  /** What to say when its last update was interrupted. */
  readonly interrupted: string | undefined;
  /** What the last verification of each step in this window said. */
  readonly results: ReadonlyMap<string, readonly CheckResult[]>;
}

/** A workspace folder whose project cannot be read. */
export interface DamagedProject {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly error: Error;
}

/** Reads the project in a folder; undefined when the folder holds none. */
export type ReadProject = (
  folder: vscode.WorkspaceFolder,
) => Promise<Omit<WorkspaceProject, 'results'> | undefined>;

/**
 * The projects of this window. What the evidence of the learner's own ones proves goes into the
 * progress, in a trusted window.
 */
export class WorkspaceProjects implements vscode.Disposable {
  private projects: readonly WorkspaceProject[] = [];
  private first: Promise<void> | undefined;
  private damagedProjects: readonly DamagedProject[] = [];
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[] = [this.changed];
  private watchers: readonly vscode.Disposable[] = [];
  private pending: ReturnType<typeof setTimeout> | undefined;
  private readonly store: ProgressStore;
  private readonly log: vscode.LogOutputChannel;
  private readonly readProject: ReadProject;
  private readonly isStep: (id: string) => boolean;
  private readonly title: (project: string) => string | undefined;
  readonly onDidChange = this.changed.event;

  /**
   * @param isStep whether the roadmap has a step of this full id
   * @param title the roadmap's title of a project, if it has it
   */
  constructor(
    store: ProgressStore,
    log: vscode.LogOutputChannel,
    readProject: ReadProject,
    isStep: (id: string) => boolean,
    title: (project: string) => string | undefined,
  ) {
    this.store = store;
    this.log = log;
    this.readProject = readProject;
    this.isStep = isStep;
    this.title = title;
    this.subscriptions.push(
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.refresh()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.refresh()),
      vscode.Disposable.from(
        store.onDidChange((ids) => {
          if ([...ids].some(isInstanceMark)) void this.refresh();
        }),
      ),
    );
  }

  get all(): readonly WorkspaceProject[] {
    return this.projects;
  }

  /** Why folders that look like projects cannot be read, as expected errors. */
  get problems(): readonly Error[] {
    return this.damagedProjects.map(({ error }) => error);
  }

  /** The folders that hold a project which cannot be read. */
  get damaged(): readonly DamagedProject[] {
    return this.damagedProjects;
  }

  /** The project in a folder. */
  find(uri: vscode.Uri): WorkspaceProject | undefined {
    return this.projects.find((project) => project.uri.toString() === uri.toString());
  }

  /** What kind of project it is, in words. */
  titleOf({ record }: Pick<WorkspaceProject, 'record'>): string {
    return this.title(record.project) ?? record.project;
  }

  /** Whose a project is. */
  ownerOf({ record }: Pick<WorkspaceProject, 'record'>): Owner {
    return ownerOf(this.store.progress, record.instance);
  }

  /** Keeps the learner's answer whose a project is; what it proves counts, or no longer does. */
  async answerOwner({ record }: WorkspaceProject, owner: Exclude<Owner, 'unknown'>): Promise<void> {
    await this.store.noteOwner(record.instance, owner, record.name);
  }

  /** Resolves when the window's projects have been read once. */
  loaded(): Promise<void> {
    return (this.first ??= this.refresh());
  }

  /** Reads the workspace's projects again. */
  async refresh(): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const damaged: DamagedProject[] = [];
    const read = await Promise.all(
      folders.map((folder) =>
        this.read(folder).catch((error: unknown) => {
          this.log.warn(`${folder.name}: ${sentence(error)}`);
          damaged.push({
            uri: folder.uri,
            name: folder.name,
            error: error instanceof Error ? error : new Error(String(error)),
          });
          return undefined;
        }),
      ),
    );
    this.projects = read.filter((project) => project !== undefined);
    this.damagedProjects = damaged;
    this.watch(folders);
    for (const project of this.projects) await this.index(project);
    this.changed.fire();
  }

  /** Keeps the result of a step's verification, until the window is closed. */
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
    const project = await this.readProject(folder);
    const results = this.find(folder.uri)?.results ?? new Map<string, readonly CheckResult[]>();
    return project && { ...project, results };
  }

  private async index(project: WorkspaceProject): Promise<void> {
    if (!vscode.workspace.isTrusted || this.ownerOf(project) !== 'mine') return;
    const proofs = project.steps.flatMap(({ id: step }) => {
      const id = `${project.record.project}.${step}`;
      const proof = this.isStep(id) ? proofIn(project, step) : undefined;
      return proof ? [{ id, instance: proof.instance, commit: proof.commit, at: proof.at }] : [];
    });
    const { instance, name } = project.record;
    await this.store
      .noteOwner(instance, 'mine', name)
      .then(() => this.store.noteVerified(proofs))
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
