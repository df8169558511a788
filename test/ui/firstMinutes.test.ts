import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { BrowserContext } from 'playwright-core';
import { freePort } from '../starters/kit.ts';
import {
  launchPersistentBrowser,
  temporaryFolder,
  Workbench,
  type Editor,
} from '../harness/workbench.ts';
import { startProduct } from './product.ts';

const FIRST = 'Write a small Python program';
const SECOND = 'Create a virtual environment';

describe('the first minutes', () => {
  const dataFolder = temporaryFolder('data');
  const profile = temporaryFolder('profile');
  const folder = temporaryFolder('folder');
  const other = temporaryFolder('other');
  let editor: Editor;
  let browser: BrowserContext;
  let port: number;
  before(async () => {
    port = await freePort();
    editor = await startProduct({ dataFolder, port });
    browser = await launchPersistentBrowser(profile);
  });
  after(async () => {
    await browser.close();
    editor.stop();
    for (const each of [dataFolder, profile, folder, other])
      fs.rmSync(each, { recursive: true, force: true, maxRetries: 5 });
  });

  const open = async (at: string) => {
    const workbench = new Workbench(await browser.newPage());
    await workbench.open(editor.url(at));
    await workbench.openRoadmap();
    return workbench;
  };
  const isTicked = (workbench: Workbench, task: string, ticked: boolean, timeout = 60_000) =>
    workbench
      .row(task)
      .and(workbench.page.locator(`:has([aria-checked="${ticked}"])`))
      .first()
      .waitFor({ timeout });

  /** Whether a tick gets into a journal within some seconds. */
  const taken = async (id: string) => {
    for (const until = Date.now() + 5000; Date.now() < until;) {
      const texts = fs
        .readdirSync(dataFolder, { recursive: true, encoding: 'utf8' })
        .filter((file) => /progress.[^/\\]+\.jsonl$/.test(file))
        .map((file) => fs.readFileSync(`${dataFolder}/${file}`, 'utf8'));
      if (texts.some((text) => text.includes(id))) return true;
      await setTimeout(100);
    }
    return false;
  };

  it('show the seven phases at once, with the first open', async () => {
    const workbench = await open(folder);
    for (const phase of [
      'Foundations',
      'ML Fundamentals',
      'DevOps Core',
      'MLOps Core',
      'Orchestration & Serving',
      'Monitoring & Production',
      'LLMOps',
    ]) {
      await workbench.row(phase).first().waitFor();
    }
    await workbench.page.getByText('Start with phase 1, or mark what you already know.').waitFor();
    await workbench.row(FIRST).filter({ hasText: 'next' }).waitFor();
    assert.equal(await workbench.page.locator('.notification-toast').count(), 0);
    await workbench.screenshot('tree-dark');
    await workbench.page.close();
  });

  it('keep a tick over a reload and over a restart of everything', async () => {
    let workbench = await open(folder);
    await workbench.checkbox(FIRST).click();
    await isTicked(workbench, FIRST, true);
    await workbench.row(SECOND).filter({ hasText: 'next' }).waitFor();
    await workbench.page.getByText(/1 Foundations 3%/).waitFor();
    await workbench.page.reload();
    await workbench.openRoadmap();
    await isTicked(workbench, FIRST, true);

    await browser.close();
    editor.stop();
    editor = await startProduct({ dataFolder, port });
    browser = await launchPersistentBrowser(profile);
    workbench = await open(folder);
    await isTicked(workbench, FIRST, true);
    await workbench.page.close();
  });

  it('can be gone through by keyboard alone', async () => {
    const workbench = await open(folder);
    const { keyboard } = workbench.page;
    await workbench.command('MLOps Roadmap: Continue');
    // The row is reached when the keyboard is in the tree, too.
    await workbench.page
      .locator('.sidebar .monaco-list:focus .monaco-list-row.focused')
      .filter({ hasText: SECOND })
      .waitFor();
    await keyboard.press('Space');
    await isTicked(workbench, SECOND, true);
    await keyboard.press('Space');
    await isTicked(workbench, SECOND, false);
    for (let press = 1; press <= 6; press += 1) {
      await keyboard.press('Space');
      await isTicked(workbench, SECOND, press % 2 === 1);
    }
    await workbench.page.close();
  });

  it('show a tick in a second window, on the same folder and on another one', async () => {
    const windows = [await open(folder), await open(folder), await open(other)];
    await windows[0]!.checkbox(SECOND).click();
    for (const window of windows) await isTicked(window, SECOND, true);
    await Promise.all(windows.map((window) => window.page.close()));
  });

  it('lose nothing when windows tick at once', async () => {
    const ids = {
      'Compute with NumPy arrays': 'foundations.python.numpy-arrays',
      'Clean a table with pandas': 'foundations.python.pandas-cleaning',
      'Test a function with pytest': 'foundations.python.pytest-first',
    };
    const tasks = Object.keys(ids) as (keyof typeof ids)[];
    const windows = [await open(folder), await open(folder), await open(other)];
    // VS Code drops a click on a row that it is just drawing anew for another window's tick, and
    // shows the box empty again: it is clicked again, as a learner would.
    const tick = async (window: Workbench, task: keyof typeof ids) => {
      do await window.checkbox(task).click();
      while (!(await taken(ids[task])));
    };
    await Promise.all(windows.map((window, index) => tick(window, tasks[index]!)));
    for (const window of windows) for (const task of tasks) await isTicked(window, task, true);
    await Promise.all(windows.map((window) => window.page.close()));
    const fresh = await open(folder);
    for (const task of tasks) await isTicked(fresh, task, true);
    await fresh.page.close();
  });

  it('take every tick of a fast hand', async () => {
    const tasks = [FIRST, SECOND, 'Compute with NumPy arrays', 'Test a function with pytest'];
    const workbench = await open(folder);
    for (const task of tasks) await isTicked(workbench, task, true);
    const places = [];
    for (const task of tasks) places.push((await workbench.checkbox(task).boundingBox())!);
    for (const { x, y, width, height } of places)
      await workbench.page.mouse.click(x + width / 2, y + height / 2);
    for (const task of tasks) await isTicked(workbench, task, false);
    await workbench.row('Python for data work').filter({ hasText: '1 of 6' }).waitFor();
    await workbench.page.close();
  });

  it('skip a task with a reason, from the palette', async () => {
    const workbench = await open(folder);
    const find = async () => {
      await workbench.command('MLOps Roadmap: Skip Task');
      await workbench.answer('Which task do you skip?', 'GoCD');
      await workbench
        .quickInput()
        .locator('.monaco-list-row')
        .filter({ hasText: 'GoCD' })
        .first()
        .waitFor();
    };
    await find();
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput().getByText('Your reason stays').waitFor();
    await workbench.page.keyboard.type('we use GitLab');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput().waitFor({ state: 'hidden' });
    await find();
    await workbench.quickInput().locator('.codicon-debug-step-over').first().waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.page.close();
  });
});
