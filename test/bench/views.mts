import * as fs from 'node:fs';
import type { Browser } from 'playwright-core';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from '../ui/product.ts';
import { median, type Measure } from './measure.mts';

const RUNS = 3;
const VIEWS = ['Projects', 'Reference'] as const;

/** From the click that unfolds a view for the first time in a window to its first row. */
export async function measureViews(): Promise<readonly Measure[]> {
  const editor = await startProduct();
  const browser = await launchBrowser();
  const times: Readonly<Record<(typeof VIEWS)[number], number[]>> = { Projects: [], Reference: [] };
  try {
    for (let run = 0; run < RUNS; run += 1) {
      for (const view of VIEWS) times[view].push(await timeToRow(editor, browser, view));
    }
  } finally {
    await browser.close();
    editor.stop();
  }
  return VIEWS.map((view) => ({
    name: `first unfolding of ${view} to its first row`,
    value: median(times[view]),
    unit: 'ms',
    aim: { of: 'value', atMost: 500 },
  }));
}

async function timeToRow(editor: Editor, browser: Browser, view: string): Promise<number> {
  const workspace = temporaryFolder('window');
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const workbench = new Workbench(await context.newPage());
    await workbench.open(editor.url(workspace));
    await workbench.openRoadmap();
    const pane = workbench.page.locator('.pane').filter({
      has: workbench.page.locator('.pane-header').filter({ hasText: view }),
    });
    return await pane.last().evaluate(async (element) => {
      const header = element.querySelector<HTMLElement>('.pane-header');
      if (!header) throw new Error('The view has no header.');
      const isThere = () => element.querySelector('.monaco-list-row') !== null;
      if (isThere()) throw new Error('The view is unfolded already.');
      const started = performance.now();
      header.click();
      await new Promise<void>((resolve) => {
        const rows = new MutationObserver(() => isThere() && resolve());
        rows.observe(element, { childList: true, subtree: true });
      });
      return performance.now() - started;
    });
  } finally {
    await context.close();
    fs.rmSync(workspace, { recursive: true, force: true });
  }
}
