import * as fs from 'node:fs';
import type { Browser } from 'playwright-core';
import { installVsix } from '../../scripts/servedVscode/launch.mts';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from '../ui/product.ts';
import { packExtension, type MadeExtension } from './madeExtension.mts';
import { median, type Measure } from './measure.mts';

const OURS = 'MLOps Roadmap';
const EMPTY: MadeExtension = {
  name: 'empty',
  title: 'Empty Extension',
  view: 'bench.empty',
  main: "require('vscode');\nexports.activate = () => undefined;\n",
};
/** The least that has as many unfolded levels as our tree: VS Code asks for them one by one. */
const SMALL_TREE: MadeExtension = {
  name: 'small-tree',
  title: 'Small Tree Extension',
  view: 'bench.smallTree',
  main: `const vscode = require('vscode');
const children = { undefined: 'The phase', 'The phase': 'The skill', 'The skill': 'The task' };
exports.activate = ({ subscriptions }) => {
  const provider = {
    getChildren: (row) => children[row] ? [children[row]] : [],
    getTreeItem: (row) => new vscode.TreeItem(row, children[row] ? 2 : 0),
  };
  subscriptions.push(vscode.window.registerTreeDataProvider('bench.smallTree', provider));
};
`,
};
const MERGE_CONFLICT = 'Merge Conflict';

/** Enough for each of the three views to be the first, the second and the third one twice. */
const RUNS = 6;
/** What activates by itself is through by then, and does not slow down what is measured. */
const SETTLED = 5000;

/** What one new window showed, in ms. */
interface Reading {
  /** By name, as Developer: Show Running Extensions tells: loading the code and calling `activate`. */
  readonly activation: ReadonlyMap<string, number>;
  /** From the click on the view's icon to its first row. */
  readonly firstRow: ReadonlyMap<string, number>;
}

/**
 * Activation of the packaged product in the served VS Code. An extension for comparison has a
 * view of its own, opened in the same window after or before ours: on one and the same event, the
 * number of the later one would hold the loading of the earlier one. Merge Conflict activates
 * once VS Code has started, in a row with others, and its number holds theirs.
 */
export async function measureActivation(): Promise<readonly Measure[]> {
  const dataFolder = temporaryFolder('activation');
  for (const extension of [EMPTY, SMALL_TREE]) await install(extension, dataFolder);
  const editor = await startProduct({ dataFolder });
  const browser = await launchBrowser();
  const readings: Reading[] = [];
  try {
    // The first window finds cold files.
    await read(editor, browser, 0);
    for (let run = 0; run < RUNS; run += 1) readings.push(await read(editor, browser, run));
  } finally {
    await browser.close();
    editor.stop();
    fs.rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  }
  const activations = readings.map(({ activation }) => activation);
  const firstRows = readings.map(({ firstRow }) => firstRow);
  return [
    {
      ...against(activations, EMPTY.title),
      name: 'activation by opening the view / an empty extension by its own view',
      aim: { of: 'ratio', atMost: 1.3 },
    },
    {
      ...against(activations, MERGE_CONFLICT),
      name: 'activation by opening the view / Merge Conflict after start-up',
    },
    {
      ...against(firstRows, SMALL_TREE.title),
      name: 'click on the icon to the first row / a tree of three rows',
    },
  ];
}

/** Ours against another; the ratio is that of each window, as windows differ. */
function against(readings: readonly ReadonlyMap<string, number>[], other: string) {
  const ours = readings.map((reading) => reading.get(OURS)!);
  const others = readings.map((reading) => reading.get(other)!);
  return {
    value: median(ours),
    unit: 'ms',
    baseline: median(others),
    ratio: median(ours.map((time, run) => time / others[run]!)),
  } as const;
}

async function install(extension: MadeExtension, dataFolder: string): Promise<void> {
  const folder = temporaryFolder(extension.name);
  installVsix(await packExtension(folder, extension), dataFolder);
  fs.rmSync(folder, { recursive: true });
}

async function read(editor: Editor, browser: Browser, run: number): Promise<Reading> {
  const workspace = temporaryFolder('window');
  const context = await browser.newContext({ viewport: { width: 1400, height: 2400 } });
  try {
    const workbench = new Workbench(await context.newPage());
    await workbench.open(editor.url(workspace));
    await workbench.page.locator(icon(OURS)).waitFor({ timeout: 60_000 });
    await workbench.page.waitForTimeout(SETTLED);
    const firstRow = new Map<string, number>();
    const views = [
      async () => firstRow.set(OURS, await timeToRow(workbench, OURS, 'Foundations')),
      async () =>
        firstRow.set(SMALL_TREE.title, await timeToRow(workbench, SMALL_TREE.title, 'The phase')),
      async () => {
        await workbench.page.locator(icon(EMPTY.title)).click();
        await workbench.page.getByText('There is no data provider').waitFor();
      },
    ];
    const first = run % views.length;
    for (const open of [...views.slice(first), ...views.slice(0, first)]) await open();
    return { firstRow, activation: await runningExtensions(workbench) };
  } finally {
    await context.close();
    fs.rmSync(workspace, { recursive: true, force: true });
  }
}

function icon(title: string): string {
  return `.activitybar a[aria-label^="${title}"]`;
}

// Timed inside the page: Playwright's own steps take longer than a small extension.
function timeToRow(workbench: Workbench, title: string, row: string): Promise<number> {
  return workbench.page.evaluate(
    ([selector, text]) =>
      new Promise<number>((resolve) => {
        const started = performance.now();
        const observer = new MutationObserver(() => {
          const rows = [...document.querySelectorAll('.sidebar .monaco-list-row')];
          if (!rows.some(({ textContent }) => textContent.includes(text))) return;
          observer.disconnect();
          resolve(performance.now() - started);
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        document.querySelector<HTMLElement>(selector)?.click();
      }),
    [icon(title), row] as const,
  );
}

async function runningExtensions(workbench: Workbench): Promise<ReadonlyMap<string, number>> {
  await workbench.command('Developer: Show Running Extensions');
  const rows = workbench.page.locator('.runtime-extensions-editor .monaco-list-row');
  const times = new Map<string, number>();
  for (const name of [OURS, EMPTY.title, MERGE_CONFLICT]) {
    const text = await rows
      .filter({ hasText: name })
      .locator('.activation-time')
      .filter({ hasText: /\d+ms/ })
      .innerText();
    // VS Code counts whole milliseconds; a ratio needs more than none.
    times.set(name, Math.max(1, Number(/(\d+)ms/.exec(text)?.[1])));
  }
  return times;
}
