import * as vscode from 'vscode';
import type { Project } from '../../core/roadmap/model.ts';
import { proofIn, verifiedIn } from '../../core/checks/verified.ts';
import { sentence } from '../../core/errors.ts';
import type { ProjectStep, RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import type { ProgressStore } from '../../core/progress/store.ts';
import type { WorkspaceProject, WorkspaceProjects } from '../state/workspaceProjects.ts';
import { applyTicks } from './applyTicks.ts';
import { damagedItem } from './damagedItem.ts';
import { layOutRows } from './layOutRows.ts';
import { projectTooltip } from './roadmapItems.ts';
import { hoursText, proofAnywhere, stepItem, verifiedSoFar, verifiedText } from './stepItem.ts';

/** One row of the Projects view: this window's project, a group, a project, a step, or a fact. */
export type ProjectNode =
  | { readonly kind: 'here'; readonly id: string; readonly name: string; readonly folder: string }
  | { readonly kind: 'damaged'; readonly folder: string; readonly problem: string }
  | { readonly kind: 'group'; readonly of: Project['kind'] }
  | { readonly kind: 'project'; readonly id: string }
  | { readonly kind: 'step'; readonly id: string; readonly folder?: string }
  | { readonly kind: 'fact'; readonly of: string; readonly icon: string; readonly text: string };

/**
 * The Projects view: the project of this window with its steps, then milestones and portfolio
 * projects, each with what it is made of and shows.
 */
export class ProjectsTree implements vscode.TreeDataProvider<ProjectNode>, vscode.Disposable {
  readonly onDidChangeTreeData: vscode.Event<ProjectNode[] | undefined>;
  private readonly changed = new vscode.EventEmitter<ProjectNode[] | undefined>();
  readonly view: vscode.TreeView<ProjectNode>;
  private readonly index: RoadmapIndex;
  private readonly store: ProgressStore;
  private readonly subscriptions: vscode.Disposable[];
  // Always the same objects, as VS Code finds a row by its object.
  private readonly projects = new Map<string, ProjectNode>();
  private readonly steps = new Map<string, ProjectNode>();
  private readonly groups: Readonly<Record<Project['kind'], ProjectNode>> = {
    milestone: { kind: 'group', of: 'milestone' },
    portfolio: { kind: 'group', of: 'portfolio' },
  };
  private readonly window: WorkspaceProjects;
  private here: readonly (ProjectNode & { readonly kind: 'here' })[] = [];
  private damaged: readonly ProjectNode[] = [];
  private stepsHere: readonly (ProjectNode & { readonly kind: 'step' })[] = [];

  /** What the window's projects have proved, as it is shown. */
  private proven = '';

  constructor(
    index: RoadmapIndex,
    store: ProgressStore,
    projects: WorkspaceProjects,
    log: vscode.LogOutputChannel,
  ) {
    this.index = index;
    this.store = store;
    this.window = projects;
    for (const project of index.roadmap.projects) {
      this.projects.set(project.id, { kind: 'project', id: project.id });
      for (const { id } of index.stepsOf(project)) this.steps.set(id, { kind: 'step', id });
    }
    this.onDidChangeTreeData = this.changed.event;
    this.view = vscode.window.createTreeView('mlopsRoadmap.projects', {
      treeDataProvider: this,
      manageCheckboxStateManually: true,
      showCollapseAll: true,
    });
    this.subscriptions = [
      this.view,
      this.changed,
      layOutRows(this.view),
      this.view.onDidChangeCheckboxState(({ items }) => {
        const rows = items.flatMap(([node, state]) =>
          node.kind === 'step' ? [[node.id, state] as const] : [],
        );
        void applyTicks(store, log, rows, () => this.refresh(new Set(rows.map(([id]) => id))));
      }),
      store.onDidChange((ids) => this.refresh(ids)),
      projects.onDidChange(() => this.findHere()),
    ];
    this.findHere();
  }

  getParent(node: ProjectNode): ProjectNode | undefined {
    if (node.kind !== 'project') return undefined;
    const kind = this.index.project(node.id)?.kind;
    return kind && this.groups[kind];
  }

  /** Unfolds the view to a project and puts the focus on it. */
  async reveal(id: string): Promise<void> {
    await vscode.commands.executeCommand('mlopsRoadmap.projects.focus');
    const node = this.projects.get(id);
    if (node) await this.view.reveal(node, { select: true, focus: true, expand: true });
  }

  async getChildren(node?: ProjectNode): Promise<ProjectNode[]> {
    if (!node) {
      // The window's projects stand above the others, and would push them down later.
      await this.window.loaded();
      return [...this.here, ...this.damaged, this.groups.milestone, this.groups.portfolio];
    }
    if (node.kind === 'group') {
      const projects = this.index.roadmap.projects.filter((project) => project.kind === node.of);
      return projects.flatMap(({ id }) => this.projects.get(id) ?? []);
    }
    if (node.kind === 'here') {
      return this.stepsHere.filter(({ folder }) => folder === node.folder);
    }
    const project = node.kind === 'project' ? this.index.project(node.id) : undefined;
    if (!project) return [];
    const steps = this.index.stepsOf(project).flatMap(({ id }) => this.steps.get(id) ?? []);
    return [...steps, ...this.factsOf(project)];
  }

  getTreeItem(node: ProjectNode): vscode.TreeItem {
    switch (node.kind) {
      case 'here':
        return this.hereItem(node);
      case 'damaged': {
        const of = this.window.damaged.find(({ uri }) => uri.toString() === node.folder);
        return of ? damagedItem(of) : new vscode.TreeItem(node.folder);
      }
      case 'group':
        return groupItem(
          node.of,
          this.index.roadmap.projects.filter((each) => each.kind === node.of).length,
        );
      case 'project':
        return this.projectItem(node.id);
      case 'step': {
        const step = this.index.step(node.id);
        if (!step) return new vscode.TreeItem(node.id, vscode.TreeItemCollapsibleState.None);
        if (node.folder !== undefined) return this.stepHere(step, node.folder);
        return stepItem(step, this.store.progress, proofAnywhere(this.store.progress, step.id));
      }
      case 'fact':
        return factItem(node);
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Redraws the steps that changed, and their projects for the count. */
  private refresh(ids: ReadonlySet<string>): void {
    const touched = new Set<ProjectNode>();
    for (const id of ids) {
      const step = this.steps.get(id);
      const project = this.projects.get(this.index.step(id)?.project.id ?? '');
      const here = this.stepsHere.filter((row) => row.id === id);
      for (const row of [step, project, ...here]) if (row) touched.add(row);
    }
    if (touched.size > 0) this.changed.fire([...touched]);
  }

  /**
   * Takes over which projects this window holds, with the steps that their options have, and redraws
   * what their evidence says.
   */
  private findHere(): void {
    const shape = (nodes: Iterable<ProjectNode>) => JSON.stringify([...nodes]);
    const known = this.window.all.filter(({ record }) => this.index.project(record.project));
    const here = known.map(({ name, record, uri }) => {
      return { kind: 'here' as const, id: record.project, name, folder: uri.toString() };
    });
    const steps = known.flatMap(({ record, steps, uri }) =>
      steps
        .map(({ id }) => `${record.project}.${id}`)
        .filter((id) => this.index.step(id))
        .map((id) => ({ kind: 'step' as const, id, folder: uri.toString() })),
    );
    const damaged = this.window.damaged.map(({ uri, error }) => {
      return { kind: 'damaged' as const, folder: uri.toString(), problem: sentence(error) };
    });
    const proven = JSON.stringify(
      known.map((project) => [
        this.window.ownerOf(project),
        project.steps.map(({ id }) => proofIn(project, id)),
      ]),
    );
    const before = this.proven;
    this.proven = proven;
    const same = shape(damaged) === shape(this.damaged);
    this.damaged = damaged;
    if (same && shape(here) === shape(this.here) && shape(steps) === shape(this.stepsHere)) {
      if (proven !== before) this.changed.fire([...this.here, ...this.stepsHere]);
      return;
    }
    this.here = here;
    this.stepsHere = steps;
    this.changed.fire(undefined);
  }

  private projectIn(folder: string): WorkspaceProject | undefined {
    return this.window.all.find(({ uri }) => uri.toString() === folder);
  }

  /** A step of a project of this window: what is verified there, and nowhere else. */
  private stepHere(step: ProjectStep, folder: string): vscode.TreeItem {
    const project = this.projectIn(folder);
    const proof = project && proofIn(project, step.step.id);
    const counts = project && this.window.ownerOf(project) === 'mine';
    const note =
      proof && counts !== true
        ? vscode.l10n.t('It does not count in your progress: the project is not marked as yours.')
        : undefined;
    const item = stepItem(step, this.store.progress, proof, note);
    item.id = `here:${folder}:${step.id}`;
    if (item.command) item.command.arguments = [{ id: step.id, folder }];
    return item;
  }

  private hereItem({ id, name, folder }: ProjectNode & { kind: 'here' }): vscode.TreeItem {
    const project = this.index.project(id);
    const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
    item.id = `here:${folder}:${id}:${name}`;
    item.iconPath = new vscode.ThemeIcon('folder-active');
    item.contextValue = 'project.available.here';
    if (!project) return item;
    const here = this.projectIn(folder);
    const verified = here ? verifiedText(verifiedIn(here)) : '';
    item.description = [project.label, ...(verified === '' ? [] : [verified])].join(' · ');
    item.tooltip = projectTooltip(project);
    return item;
  }

  private projectItem(id: string): vscode.TreeItem {
    const project = this.index.project(id);
    const { Collapsed } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(project?.label ?? id, Collapsed);
    item.id = `project:${id}`;
    if (!project) return item;
    const ready = project.starter !== undefined;
    const verified = verifiedSoFar(this.index.stepsOf(project), this.store.progress);
    item.description = [
      ...(ready ? [verified || vscode.l10n.t('starter ready')] : []),
      hoursText(project.hours),
    ].join(' · ');
    item.iconPath = new vscode.ThemeIcon(project.kind === 'milestone' ? 'milestone' : 'briefcase');
    item.contextValue = ready ? 'project.available' : 'project.described';
    item.tooltip = projectTooltip(project);
    return item;
  }

  private factsOf(project: Project): ProjectNode[] {
    const phases = project.phases
      .map(
        (id) =>
          `${this.index.roadmap.phases.findIndex((phase) => phase.id === id) + 1} ${this.index.phase(id)?.title ?? ''}`,
      )
      .join(', ');
    const fact = (icon: string, text: string): ProjectNode => ({
      kind: 'fact',
      of: project.id,
      icon,
      text,
    });
    return [
      fact('info', project.summary),
      fact('layers', vscode.l10n.t('Built with {0}', project.stack.join(', '))),
      fact('star-empty', vscode.l10n.t('Shows {0}', project.demonstrates.join(', '))),
      fact(
        'list-ordered',
        project.phases.length === 1
          ? vscode.l10n.t('Phase {0}', phases)
          : vscode.l10n.t('Phases {0}', phases),
      ),
      ...(project.starter
        ? [
            fact(
              'cloud-download',
              vscode.l10n.t('Set-up downloads about {0} MB', project.starter.download),
            ),
          ]
        : []),
    ];
  }
}

function groupItem(kind: Project['kind'], count: number): vscode.TreeItem {
  const title = kind === 'milestone' ? vscode.l10n.t('Milestones') : vscode.l10n.t('Portfolio');
  const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group:${kind}`;
  item.description =
    kind === 'milestone'
      ? vscode.l10n.t('{0}, one a phase', count)
      : vscode.l10n.t('{0}, for your applications', count);
  return item;
}

function factItem(node: Extract<ProjectNode, { kind: 'fact' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(node.text, vscode.TreeItemCollapsibleState.None);
  item.id = `fact:${node.of}:${node.icon}`;
  item.iconPath = new vscode.ThemeIcon(node.icon);
  item.tooltip = node.text;
  return item;
}
