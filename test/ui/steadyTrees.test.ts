import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser, BrowserContext, Locator } from 'playwright-core';
import { root } from '../../scripts/setup/places.mjs';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from './product.ts';

/** VS Code's own delay before it lays out a tree that was not laid out with its view, in ms. */
const LATE_LAYOUT = 2000;

const WELCOME = 'Start with phase 1, or mark what you already know.';
const TASKS = [
  'Write a small Python program',
  'Create a virtual environment',
  'Compute with NumPy arrays',
  'Clean a table with pandas',
  'Test a function with pytest',
] as const;

describe('the views of the roadmap', () => {
  let editor: Editor;
  let browser: Browser;
  let context: BrowserContext;
  let workbench: Workbench;
  let folder: string;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    folder = temporaryFolder('trees');
    editor = await startProduct();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    workbench = new Workbench(await context.newPage());
  });
  afterEach(async () => {
    await context.close();
    editor.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const open = async () => {
    await workbench.open(editor.url(folder));
    await workbench.openRoadmap();
  };
  const header = (view: string) =>
    workbench.page.locator('.pane-header').filter({ hasText: view }).last();
  const ticked = (task: string) =>
    workbench.row(task).and(workbench.page.locator(':has([aria-checked="true"])'));
  /** Where a row's box is: what the hand remembers. */
  const middle = async (box: Locator) => {
    const { x, y, width, height } = (await box.boundingBox())!;
    return [x + width / 2, y + height / 2] as const;
  };
  /** The hover of a box lies over the next one while the mouse is on it. */
  const leave = () => workbench.page.mouse.move(800, 400);
  /** The rows that are drawn, by name, with their distance from the top. */
  const rows = () =>
    workbench.page
      .locator('.sidebar .monaco-list-row')
      .evaluateAll((all) =>
        Object.fromEntries(
          all.map((row) => [
            row.querySelector('.label-name')?.textContent ?? '',
            Math.round(row.getBoundingClientRect().top),
          ]),
        ),
      );

  it('keep each row in its place while the first tasks are ticked', async () => {
    await open();
    await workbench.page.getByText(WELCOME).waitFor();
    const second = await middle(workbench.checkbox(TASKS[1]));
    await workbench.screenshot('first-tick-before');
    await workbench.checkbox(TASKS[0]).click();
    await ticked(TASKS[0]).waitFor();
    // What follows a tick, the counts and the marker, is drawn now.
    await workbench.row('Foundations').filter({ hasText: '1 of 28' }).waitFor();
    await workbench.row('Python for data work').filter({ hasText: '1 of' }).waitFor();
    await workbench.row(TASKS[1]).filter({ hasText: 'next' }).waitFor();
    await workbench.screenshot('first-tick-after');
    await workbench.page.mouse.move(...second, { steps: 10 });
    await workbench.page.mouse.click(...second);
    // VS Code may drop a click on a row that it is drawing again; where it lands is the question.
    await ticked(TASKS[1])
      .waitFor({ timeout: 10_000 })
      .catch(() => workbench.page.mouse.click(...second));
    await ticked(TASKS[1]).waitFor();
    await workbench.row('Python for data work').filter({ hasText: '2 of' }).waitFor();
  });

  it('keep each row in its place when a skill is finished, and when it is opened again', async () => {
    await open();
    const skill = workbench.row('Python for data work');
    const tasks = await workbench.page
      .locator('.sidebar .monaco-list-row')
      .evaluateAll((all) =>
        all
          .filter((row) => row.querySelector('[role=checkbox], .monaco-custom-toggle') !== null)
          .map((row) => row.querySelector('.label-name')?.textContent ?? ''),
      );
    const places = await rows();
    for (const [before, task] of tasks.entries()) {
      await workbench.checkbox(task).click();
      await leave();
      // The counts are drawn last. VS Code drops a click on a row that it is drawing again.
      await skill.filter({ hasText: `${before + 1} of ${tasks.length}` }).waitFor();
    }
    assert.deepEqual(await rows(), places);
    await workbench.checkbox(tasks[0]!).click();
    await skill.filter({ hasText: `${tasks.length - 1} of ${tasks.length}` }).waitFor();
    assert.deepEqual(await rows(), places);
  });

  it('take the welcome line away once nobody looks', async () => {
    await open();
    await workbench.page.getByText(WELCOME).waitFor();
    await workbench.checkbox(TASKS[0]).click();
    await ticked(TASKS[0]).waitFor();
    await header('Roadmap').click();
    await workbench.row(TASKS[0]).waitFor({ state: 'hidden' });
    await header('Roadmap').click();
    await ticked(TASKS[0]).waitFor();
    await workbench.page.getByText(WELCOME).waitFor({ state: 'hidden' });
    await workbench.screenshot('first-tick-shown-again');
  });

  it('begin Projects with the window’s own project, and do not push the others down for it', async () => {
    const project = path.join(folder, 'parcels');
    const cli = path.join(root, 'dist', 'cli.js');
    execFileSync(process.execPath, [cli, 'new', 'versioned-data-script', project]);
    await workbench.open(editor.url(project));
    await workbench.openRoadmap();
    await header('Projects').click();
    await workbench.row('parcels').first().waitFor();
    await workbench.stored('"mlopsRoadmap.projects":{"collapsed":false');
    await workbench.page.addInitScript(() => {
      const note = () => {
        const first = [...document.querySelectorAll('.sidebar .monaco-list-row[data-index="0"]')];
        if (first.some((row) => row.textContent.startsWith('Milestones')))
          document.body.dataset['pushed'] = 'true';
      };
      addEventListener('DOMContentLoaded', () =>
        new MutationObserver(note).observe(document.body, { childList: true, subtree: true }),
      );
    });
    await workbench.page.reload();
    await workbench.row('parcels').first().waitFor();
    assert.equal(await workbench.page.locator('body[data-pushed]').count(), 0);
  });

  for (const [view, row] of [
    ['Projects', 'Milestones'],
    ['Reference', 'Certifications'],
  ] as const) {
    it(`show ${view} without waiting for VS Code’s late layout`, async () => {
      // The late layout is held back for good: rows that only come with it never come.
      await workbench.page.addInitScript((delay) => {
        const original = window.setTimeout.bind(window);
        const held = (handler: () => void, wait?: number, ...rest: readonly unknown[]) => {
          if (wait !== delay || document.body.dataset['hold'] !== 'true')
            return original(handler, wait, ...rest);
          document.body.dataset['held'] = 'true';
          return 0;
        };
        window.setTimeout = held as typeof window.setTimeout;
      }, LATE_LAYOUT);
      await open();
      await workbench.page.evaluate(() => {
        document.body.dataset['hold'] = 'true';
      });
      await header(view).click();
      await workbench.screenshot(`unfolding-${view.toLowerCase()}`);
      await workbench.row(row).first().waitFor({ timeout: 20_000 });
      await workbench.screenshot(`unfolded-${view.toLowerCase()}`);
      await workbench.page.locator('body[data-held]').waitFor({ state: 'attached' });
    });
  }
});
