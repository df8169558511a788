import * as vscode from 'vscode';
import { noProgress } from '../../core/progress/progress.ts';
import type { ProgressStore } from '../../core/progress/store.ts';
import { nextOpenTask } from '../../core/progress/totals.ts';
import type { Task } from '../../core/roadmap/model.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import { applyTicks } from './applyTicks.ts';
import { layOutRows } from './layOutRows.ts';
import { itemOf } from './roadmapItems.ts';
import { RoadmapNodes, type RoadmapNode } from './roadmapNodes.ts';

/** How long after the last tick the counts above follow, in milliseconds. */
const HAND_RESTS = 400;

/**
 * The Roadmap view. Only tasks have checkboxes: a skill or a phase is as far as its tasks are,
 * and “I Know This” ticks them all.
 */
export class RoadmapTree implements vscode.TreeDataProvider<RoadmapNode>, vscode.Disposable {
  readonly view: vscode.TreeView<RoadmapNode>;
  readonly onDidChangeTreeData: vscode.Event<RoadmapNode[]>;
  private readonly changed = new vscode.EventEmitter<RoadmapNode[]>();
  private readonly nodes: RoadmapNodes;
  private readonly subscriptions: vscode.Disposable[];
  private readonly index: RoadmapIndex;
  private readonly store: ProgressStore;
  private readonly log: vscode.LogOutputChannel;
  private next: Task | undefined;
  /** The phases and skills whose counts are behind their tasks. */
  private readonly outdated = new Set<RoadmapNode>();
  private resting: ReturnType<typeof setTimeout> | undefined;

  constructor(index: RoadmapIndex, store: ProgressStore, log: vscode.LogOutputChannel) {
    this.index = index;
    this.store = store;
    this.log = log;
    this.nodes = new RoadmapNodes(index);
    this.next = nextOpenTask(index.tasks, store.progress);
    this.onDidChangeTreeData = this.changed.event;
    this.view = vscode.window.createTreeView('mlopsRoadmap.roadmap', {
      treeDataProvider: this,
      manageCheckboxStateManually: true,
      showCollapseAll: true,
    });
    this.updateMessage();
    this.subscriptions = [
      this.view,
      this.changed,
      layOutRows(this.view),
      this.view.onDidChangeVisibility(() => this.updateMessage()),
      this.view.onDidChangeCheckboxState(({ items }) => this.ticked(items)),
      store.onDidChange((ids) => this.refresh(ids)),
    ];
  }

  getTreeItem(node: RoadmapNode): vscode.TreeItem {
    return itemOf(node, { index: this.index, progress: this.store.progress, next: this.next });
  }

  getChildren(node?: RoadmapNode): RoadmapNode[] {
    return [...(node ? this.nodes.childrenOf(node) : this.nodes.roots)];
  }

  getParent(node: RoadmapNode): RoadmapNode | undefined {
    return this.nodes.parentOf(node);
  }

  /** Unfolds the tree to a phase, skill or task and puts the focus on it. */
  async reveal(id: string): Promise<void> {
    await vscode.commands.executeCommand('mlopsRoadmap.roadmap.focus');
    const node = this.nodes.find(id);
    if (node) await this.view.reveal(node, { select: true, focus: true, expand: true });
  }

  /** Shows how many steps of the window's project are open; nothing when it has none. */
  showOpenSteps(open: number): void {
    this.view.badge =
      open === 0 ? undefined : { value: open, tooltip: vscode.l10n.t('{0} open steps', open) };
  }

  dispose(): void {
    clearTimeout(this.resting);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private ticked(
    items: readonly (readonly [RoadmapNode, vscode.TreeItemCheckboxState])[],
  ): Promise<void> {
    const rows = items.filter(([{ kind }]) => kind === 'task' || kind === 'step');
    const ticks = rows.map(([{ id }, state]) => [id, state] as const);
    return applyTicks(this.store, this.log, ticks, () =>
      this.changed.fire(rows.map(([node]) => node)),
    );
  }

  /**
   * Redraws the changed tasks and the rows that lose or get the marker, and, after a pause,
   * what stands above them. VS Code forgets the rows under a redrawn one until it has read them
   * again, and drops a tick that comes in between.
   */
  private refresh(ids: ReadonlySet<string>): void {
    const before = this.next;
    this.next = nextOpenTask(this.index.tasks, this.store.progress);
    const markers = before === this.next ? [] : [before?.id, this.next?.id];
    const rows = new Set<RoadmapNode>();
    for (const id of [...ids, ...markers]) {
      const node = id === undefined ? undefined : this.nodes.find(id);
      if (!node) continue;
      rows.add(node);
      for (let above = this.nodes.parentOf(node); above; above = this.nodes.parentOf(above))
        this.outdated.add(above);
    }
    this.updateMessage();
    if (rows.size > 0) this.changed.fire([...rows]);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.redrawOutdated(), HAND_RESTS);
  }

  private redrawOutdated(): void {
    const rows = [...this.outdated];
    this.outdated.clear();
    if (rows.length > 0) this.changed.fire(rows);
  }

  /** A message pushes the rows down: it comes and goes only while nobody aims at one. */
  private updateMessage(): void {
    if (this.view.visible) return;
    const untouched = this.store.progress.marks.size === noProgress.marks.size;
    // An absent message is `undefined`, which the setter's type does not say.
    this.view.message = (
      untouched ? vscode.l10n.t('Start with phase 1, or mark what you already know.') : undefined
    ) as string;
  }
}
