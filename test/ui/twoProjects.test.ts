import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser } from 'playwright-core';
import { root } from '../../scripts/setup/places.mjs';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from './product.ts';

describe('a second project of the same kind in a window', () => {
  const base = temporaryFolder('two');
  // Characters that addresses write differently, behind a link.
  const parent = path.join(base, 'link', 'späte Pakete & 100 %');
  const orders = path.join(parent, 'orders');
  let editor: Editor;
  let browser: Browser;
  let workbench: Workbench;
  before(async () => {
    fs.mkdirSync(path.join(base, 'real'));
    fs.symlinkSync(path.join(base, 'real'), path.join(base, 'link'));
    fs.mkdirSync(parent);
    const cli = path.join(root, 'dist', 'cli.js');
    execFileSync(process.execPath, [cli, 'new', 'versioned-data-script', orders]);
    editor = await startProduct();
    browser = await launchBrowser();
    workbench = new Workbench(await browser.newPage({ viewport: { width: 1400, height: 1800 } }));
    await workbench.open(editor.url(orders));
  });
  after(async () => {
    await browser.close();
    editor.stop();
    fs.rmSync(base, { recursive: true, force: true });
  });

  const title = (text: string) =>
    workbench.quickInput().locator('.quick-input-title').filter({ hasText: text }).waitFor();
  const input = () => workbench.quickInput().locator('input:visible').last();
  const press = (key: string) => workbench.page.keyboard.press(key);
  const choose = async (row: string) => {
    await input().fill(row);
    await workbench
      .quickInput()
      .locator('.monaco-list-row.focused')
      .filter({ hasText: row })
      .waitFor();
    await press('Enter');
  };

  it('opens with its own guide when it is added to the workspace', async () => {
    await workbench.command('MLOps Roadmap: Open Project Guide');
    await workbench.notes().getByRole('heading', { name: 'Orders: the guide' }).waitFor();
    await workbench.settled();
    await workbench.command('MLOps Roadmap: Scaffold Project');
    await title('Scaffold Project');
    await choose('Versioned data-processing script');
    await title('folder');
    await choose('orders');
    await title('name');
    await input().fill('late-parcels');
    await workbench.quickInput().getByText('New folder').waitFor();
    await press('Enter');
    await title('language');
    await press('Enter');
    await workbench.quickInput().getByText('Add to this workspace').waitFor();
    await choose('Add to this workspace');
    const guide = workbench.page
      .locator('.tab.active')
      .filter({ hasText: 'Late parcels: the guide' });
    await workbench.page.waitForURL(/[?&]workspace=/);
    // A new window in a browser may miss the folders of its workspace; the next one finds them.
    await guide.waitFor({ timeout: 20_000 }).catch(() => workbench.page.reload());
    await guide.waitFor({ timeout: 60_000 });
    await workbench.notes().getByRole('heading', { name: 'Late parcels: the guide' }).waitFor();
    await workbench.screenshot('two-projects-guide');
  });

  const STEP = 'Load an export';
  const guideOf = async (name: string) => {
    await workbench.page
      .locator('.tab.active')
      .filter({ hasText: `${name}: the guide` })
      .waitFor();
    await workbench
      .notes()
      .getByRole('heading', { name: `${name}: the guide` })
      .waitFor();
  };
  /** The row of the step below a project: `orders` is first in the window. */
  const step = (project: 'orders' | 'late-parcels') =>
    workbench.row(STEP).nth(project === 'orders' ? 0 : 1);

  it('is what its rows act on', async () => {
    await workbench.openRoadmap();
    for (const pane of ['Projects', 'Roadmap'])
      await workbench.page.locator('.sidebar .pane-header').filter({ hasText: pane }).click();
    await step('late-parcels').waitFor();
    await workbench.screenshot('two-projects-rows');
    for (const [project, name] of [
      ['orders', 'Orders'],
      ['late-parcels', 'Late Parcels'],
    ] as const) {
      await step(project).click();
      await guideOf(name);
      await step(project).hover();
      await step(project)
        .getByRole('button', { name: /Verify Step/ })
        .click();
      await workbench.message(`Run the checks of ${project}?`).first().waitFor();
      await press('Escape');
      await workbench.message('Run the checks of').waitFor({ state: 'detached' });
      await workbench.row(`${project}Versioned`).hover();
    }
  });

  it('is what the buttons of its guide act on', async () => {
    const guide = workbench.notes();
    await step('late-parcels').click();
    await guideOf('Late Parcels');
    await guide.locator('#step-loads').getByRole('button', { name: 'Hint 1 of 3' }).click();
    await guide.locator('#step-loads').getByText('Hint 1', { exact: true }).waitFor();
    await guide.getByRole('button', { name: 'Verify All Steps' }).click();
    await workbench.message('Run the checks of late-parcels?').first().waitFor();
    await press('Escape');
    await guide.getByRole('button', { name: 'Set Up' }).click();
    await workbench.message('Set up late-parcels?').first().waitFor();
    await press('Escape');
  });

  it('is told apart by its title and folder when a command of the palette asks', async () => {
    await workbench.command('MLOps Roadmap: Open Project Guide');
    const rows = workbench.quickInput().locator('.monaco-list-row');
    for (const [project, folder] of [
      ['orders', orders],
      ['late-parcels', path.join(orders, 'late-parcels')],
    ] as const)
      await rows
        .filter({ hasText: `${project}Versioned data-processing script` })
        .filter({ hasText: folder })
        .waitFor();
    await workbench.screenshot('two-projects-question');
    await press('Escape');
  });
});
