import * as fs from 'node:fs';
import type { Browser } from 'playwright-core';
import { installVsix } from '../../scripts/servedVscode/launch.mts';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from '../ui/product.ts';
import { packExtension, type MadeExtension } from './madeExtension.mts';
import { median, type Measure } from './measure.mts';

const OURS = 'MLOps Roadmap';
const NOTHING = "require('vscode');\nexports.activate = () => undefined;\n";
const EMPTY: MadeExtension = {
  name: 'empty',
  title: 'Empty Extension',
  activationEvents: [],
  main: NOTHING,
};
const EMPTY_LATER: MadeExtension = {
  name: 'empty-later',
  title: 'Empty Extension After Start-up',
  activationEvents: ['onStartupFinished'],
  main: NOTHING,
};
const MERGE_CONFLICT = 'Merge Conflict';

/** Even, as the two views take turns in being opened first. */
const RUNS = 6;
/** What activates by itself is through by then, and does not slow down what is measured. */
const SETTLED = 5000;

/** What one new window showed, in ms. */
interface Reading {
  /** By name, as Developer: Show Running Extensions tells: loading the code and calling `activate`. */
  readonly activation: ReadonlyMap<string, number>;
  /** From the click on our icon to our first row. */
  readonly firstRow: number;
}

/**
 * Activation of the packaged product in the served VS Code. The empty extension has a view of its
 * own, opened in the same window after or before ours: on one and the same event, the number of
 * the later one would hold the loading of the earlier one. That is so for all that VS Code
 * activates in one go after start-up, such as Merge Conflict; how much, the second empty one says.
 */
export async function measureActivation(): Promise<readonly Measure[]> {
  const dataFolder = temporaryFolder('activation');
  for (const extension of [EMPTY, EMPTY_LATER]) await install(extension, dataFolder);
  // In an editor as tall as the window, the list of running extensions shows all of its rows.
  const settings = { 'workbench.editor.useModal': 'off' };
  const editor = await startProduct({ dataFolder, settings });
  const browser = await launchBrowser();
  const readings: Reading[] = [];
  try {
    // The first window finds cold files.
    await read(editor, browser, false);
    for (let run = 0; run < RUNS; run += 1) {
      readings.push(await read(editor, browser, run % 2 === 0));
    }
  } finally {
    await browser.close();
    editor.stop();
    fs.rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  }
  const name = 'activation by its view';
  return [
    {
      name: `${name} / an empty extension by its view`,
      ...against(readings, EMPTY.title),
      aim: { of: 'ratio', atMost: 1.3 },
    },
    {
      name: `${name} / an empty extension after start-up`,
      ...against(readings, EMPTY_LATER.title),
    },
    { name: `${name} / Merge Conflict after start-up`, ...against(readings, MERGE_CONFLICT) },
    {
      name: 'click on our icon to the first row, activation included',
      value: median(readings.map(({ firstRow }) => firstRow)),
      unit: 'ms',
    },
  ];
}

/** Ours against another; the ratio is that of each window, as windows differ. */
function against(readings: readonly Reading[], other: string) {
  const ours = readings.map(({ activation }) => activation.get(OURS)!);
  const others = readings.map(({ activation }) => activation.get(other)!);
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

async function read(editor: Editor, browser: Browser, oursFirst: boolean): Promise<Reading> {
  const workspace = temporaryFolder('window');
  const context = await browser.newContext({ viewport: { width: 1400, height: 2400 } });
  try {
    const workbench = new Workbench(await context.newPage());
    await workbench.open(editor.url(workspace));
    await workbench.page.locator(icon(OURS)).waitFor({ timeout: 60_000 });
    await workbench.page.waitForTimeout(SETTLED);
    if (!oursFirst) await openEmptyView(workbench);
    const firstRow = await timeToFirstRow(workbench);
    if (oursFirst) await openEmptyView(workbench);
    return { firstRow, activation: await runningExtensions(workbench) };
  } finally {
    await context.close();
    fs.rmSync(workspace, { recursive: true, force: true });
  }
}

function icon(title: string): string {
  return `.activitybar a[aria-label="${title}"]`;
}

async function openEmptyView({ page }: Workbench): Promise<void> {
  await page.locator(icon(EMPTY.title)).click();
  await page.getByText('There is no data provider').waitFor();
}

// Timed inside the page: Playwright's own steps would be a good part of it.
function timeToFirstRow({ page }: Workbench): Promise<number> {
  return page.evaluate(
    (selector) =>
      new Promise<number>((resolve) => {
        const started = performance.now();
        const observer = new MutationObserver(() => {
          const rows = [...document.querySelectorAll('.sidebar .monaco-list-row')];
          if (!rows.some(({ textContent }) => textContent.includes('Foundations'))) return;
          observer.disconnect();
          resolve(performance.now() - started);
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        document.querySelector<HTMLElement>(selector)?.click();
      }),
    icon(OURS),
  );
}

async function runningExtensions(workbench: Workbench): Promise<ReadonlyMap<string, number>> {
  await workbench.command('Developer: Show Running Extensions');
  const rows = workbench.page.locator('.runtime-extensions-editor .monaco-list-row');
  const times = new Map<string, number>();
  for (const name of [OURS, EMPTY.title, EMPTY_LATER.title, MERGE_CONFLICT]) {
    const text = await rows
      .filter({ has: workbench.page.getByText(name, { exact: true }) })
      .locator('.activation-time')
      .filter({ hasText: /\d+ms/ })
      .innerText();
    // VS Code counts whole milliseconds; a ratio needs more than none.
    times.set(name, Math.max(1, Number(/(\d+)ms/.exec(text)?.[1])));
  }
  return times;
}
