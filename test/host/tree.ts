import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RoadmapNode } from '../../src/editor/tree/roadmapNodes.ts';
import { cleanSlate } from './extension.ts';

const { Expanded } = vscode.TreeItemCollapsibleState;
const label = (item: vscode.TreeItem) =>
  typeof item.label === 'string' ? item.label : (item.label?.label ?? '');

describe('the Roadmap view', () => {
  const all = async () => {
    const api = await cleanSlate();
    const nodes: RoadmapNode[] = [];
    const walk = (node?: RoadmapNode) => {
      for (const child of api.roadmapTree.getChildren(node)) {
        nodes.push(child);
        walk(child);
      }
    };
    walk();
    return { ...api, nodes, items: nodes.map((node) => api.roadmapTree.getTreeItem(node)) };
  };

  it('has the seven phases with counts and weeks', async () => {
    const { roadmapTree } = await all();
    const phases = roadmapTree.getChildren().map((node) => roadmapTree.getTreeItem(node));
    assert.equal(phases.length, 7);
    assert.equal(label(phases[0]!), '1  Foundations');
    assert.match(String(phases[0]?.description), /^0 of \d+ · 4–6 weeks$/);
  });

  it('shows labels, and says the full titles in tooltips and to screen readers', async () => {
    const { nodes, items } = await all();
    const row = (id: string) => items[nodes.findIndex((node) => node.id === id)]!;
    for (const [id, short, title] of [
      ['foundations.sql.query-plan', 'Speed up a query with an index', 'and prove it'],
      ['versioned-data-script', 'Versioned data script', 'Versioned data-processing script'],
      ['versioned-data-script.release', 'Tag a release', 'Tag a release that works when cloned'],
    ] as const) {
      const { tooltip, accessibilityInformation } = row(id);
      assert.equal(label(row(id)), short);
      assert.ok(tooltip instanceof vscode.MarkdownString && tooltip.value.includes(title), id);
      assert.ok(accessibilityInformation?.label.includes(title), id);
    }
    for (const [index, { kind }] of nodes.entries()) {
      if (kind !== 'phase') assert.ok(label(items[index]!).length <= 30, label(items[index]!));
    }
  });

  it('offers deeper steps under a milestone, and does not count them as open', async () => {
    const { nodes, items } = await all();
    const row = (id: string) => items[nodes.findIndex((node) => node.id === id)]!;
    assert.equal(row('versioned-data-script').description, '0 of 6 verified');
    const deeper = row('versioned-data-script.index');
    assert.equal(deeper.description, 'deeper');
    assert.match(deeper.accessibilityInformation?.label ?? '', /^Deeper step Add an index/);
    assert.equal(row('versioned-data-script.release').description, '');
  });

  it('gives each row an id of its own that does not change', async () => {
    const { items } = await all();
    const ids = items.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.every((id) => id !== undefined));
  });

  it('has checkboxes on tasks and steps alone, with words for screen readers', async () => {
    const { nodes, items } = await all();
    nodes.forEach((node, index) => {
      const box = items[index]?.checkboxState;
      assert.equal(box !== undefined, node.kind === 'task' || node.kind === 'step', node.id);
      if (typeof box === 'object')
        assert.match(box.accessibilityInformation?.label ?? '', /not studied yet|open/);
    });
  });

  it('marks one row alone, the next open task, and unfolds the way to it', async () => {
    const { nodes, items, first, roadmapTree } = await all();
    const marked = nodes.filter((_, index) => items[index]?.description === 'next');
    assert.deepEqual(
      marked.map(({ id }) => id),
      [first],
    );
    for (let node = roadmapTree.getParent(marked[0]!); node; node = roadmapTree.getParent(node)) {
      assert.equal(roadmapTree.getTreeItem(node).collapsibleState, Expanded);
    }
    assert.equal(items.filter(({ collapsibleState }) => collapsibleState === Expanded).length, 2);
  });

  it('refreshes a ticked task, its skill, its phase and the next one, and nothing else', async () => {
    const { roadmapTree, store, first, index } = await all();
    const changed: string[] = [];
    const listening = roadmapTree.onDidChangeTreeData((nodes) =>
      changed.push(...nodes.map(({ id }) => id)),
    );
    await store.apply([{ id: first, state: 'done' }]);
    assert.deepEqual(changed.splice(0), [first, index.tasks[1]?.id]);
    // The counts above follow once the hand rests.
    await new Promise<void>((resolve) => {
      const once = roadmapTree.onDidChangeTreeData(() => {
        once.dispose();
        resolve();
      });
    });
    listening.dispose();
    for (const above of [index.skillOf(first)?.id, index.phaseOf(first)?.id])
      assert.ok(changed.includes(above!));
    assert.ok(!changed.some((id) => index.task(id)));
  });

  it('shows a skipped task dimmed, with its reason', async () => {
    const { roadmapTree, store, first, nodes } = await all();
    await store.apply([{ id: first, state: 'skipped', reason: 'we use Mercurial' }]);
    const item = roadmapTree.getTreeItem(nodes.find(({ id }) => id === first)!);
    assert.equal(item.description, 'skipped');
    assert.equal(item.resourceUri?.scheme, 'mlops-roadmap-skipped');
    assert.match((item.tooltip as vscode.MarkdownString).value, /we use Mercurial/);
  });
});
