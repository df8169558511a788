import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Api } from '../../src/app.ts';
import type { RoadmapTree } from '../../src/editor/tree/roadmapTree.ts';

// Runs in VS Code's extension host (tree.mts starts it): shows the Roadmap view over a made
// roadmap, ticks, and adds up the time that RoadmapTree itself takes until VS Code has redrawn.

/** Times in ms, written beside the bundle. */
export interface TreeTimes {
  /** How many tasks the tree has. */
  readonly tasks: number;
  /** One for each tick. */
  readonly ticks: readonly number[];
  /** One for each time that every row of the tree was drawn. */
  readonly draws: readonly number[];
}

const STUDIED = 5000;
const TICKS = 20;
const DRAWS = 5;
/** VS Code gathers changes for a while before it asks for the rows. */
const SETTLED = 700;

/** Called by VS Code. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension<Api>('mlops-roadmap.mlops-roadmap')!;
  const { index, store, roadmapTree: tree } = await extension.activate();
  const ids = index.tasks.map(({ id }) => id);
  await store.apply(ids.slice(0, STUDIED).map((id) => ({ id, state: 'done' })));
  const clock = new CallClock(tree, ['refresh', 'getTreeItem', 'getChildren', 'getParent']);
  const ticks: number[] = [];
  await tree.reveal(ids[STUDIED]!);
  for (const id of ids.slice(STUDIED, STUDIED + TICKS)) {
    await pause(SETTLED);
    clock.restart();
    await store.apply([{ id, state: 'done' }]);
    await pause(SETTLED);
    if (clock.calls('getTreeItem') < 3) throw new Error('VS Code did not ask for the rows.');
    ticks.push(clock.spent);
  }
  const draws = Array.from({ length: DRAWS }, () => drawAll(tree));
  const times: TreeTimes = { tasks: ids.length, ticks, draws };
  fs.writeFileSync(path.join(__dirname, 'times.json'), JSON.stringify(times));
}

/** Counts the calls of some methods, private ones too, and adds up the time that they take. */
class CallClock {
  spent = 0;
  private readonly counts = new Map<string, number>();

  constructor(target: object, methods: readonly string[]) {
    for (const name of methods) {
      const original = Reflect.get(target, name) as (...args: unknown[]) => unknown;
      Reflect.set(target, name, (...args: unknown[]) => {
        this.counts.set(name, this.calls(name) + 1);
        const started = performance.now();
        try {
          return original.apply(target, args);
        } finally {
          this.spent += performance.now() - started;
        }
      });
    }
  }

  calls(method: string): number {
    return this.counts.get(method) ?? 0;
  }

  restart(): void {
    this.spent = 0;
    this.counts.clear();
  }
}

function drawAll(tree: RoadmapTree): number {
  const started = performance.now();
  const draw = (node?: Parameters<RoadmapTree['getTreeItem']>[0]) => {
    for (const child of tree.getChildren(node)) {
      tree.getTreeItem(child);
      draw(child);
    }
  };
  draw();
  return performance.now() - started;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
