import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser } from 'playwright-core';
import { root } from '../../scripts/setup/places.mjs';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from './product.ts';

const CONFLICT = '<<<<<<< HEAD\n';

describe('a damaged project', () => {
  const base = temporaryFolder('damaged');
  const folder = path.join(base, 'orders');
  const own = (name: string) => path.join(folder, '.mlops-roadmap', name);
  let editor: Editor;
  let browser: Browser;
  let workbench: Workbench;
  let record: string;
  let checks: string;
  before(async () => {
    const cli = path.join(root, 'dist', 'cli.js');
    execFileSync(process.execPath, [cli, 'new', 'versioned-data-script', folder]);
    record = fs.readFileSync(own('project.json'), 'utf8');
    checks = fs.readFileSync(own('checks.json'), 'utf8');
    fs.writeFileSync(own('project.json'), `{\n${CONFLICT}${record.slice(1)}`);
    editor = await startProduct();
    browser = await launchBrowser();
    workbench = new Workbench(await browser.newPage({ viewport: { width: 1400, height: 900 } }));
    await workbench.open(editor.url(folder));
    await workbench.openRoadmap();
    await workbench.page.locator('.pane-header').filter({ hasText: 'Projects' }).click();
  });
  after(async () => {
    await browser.close();
    editor.stop();
    fs.rmSync(base, { recursive: true, force: true });
  });

  const row = (file: string) => workbench.row(`orders: ${file} cannot be read`).first();

  it('is a row of the Projects view that says what is wrong, and opens the file', async () => {
    await row('project.json').waitFor();
    const label = await row('project.json').getAttribute('aria-label');
    assert.match(
      label ?? '',
      /marks of a merge conflict \(line 2, column 1\)\. Resolve the conflict/,
    );
    await row('project.json').click();
    await workbench.page.locator('.tab.active').filter({ hasText: 'project.json' }).waitFor();
    await workbench.page.locator('.view-line').filter({ hasText: '<<<<<<<' }).first().waitFor();
    await workbench.screenshot('damaged-project');
  });

  it('is named in the status bar', async () => {
    await workbench.page
      .locator('.statusbar')
      .getByLabel(/orders: .*project\.json holds the marks/)
      .first()
      .waitFor();
  });

  it('is what every command on it reports', async () => {
    for (const title of ['Open Project Guide', 'Verify Project', 'Update Project']) {
      await workbench.command(`MLOps Roadmap: ${title}`);
      await workbench.message('project.json holds the marks of a merge conflict').first().waitFor();
      await workbench.page.keyboard.press('Escape');
      await workbench.command('Notifications: Clear All Notifications');
      await workbench
        .message('project.json holds the marks')
        .first()
        .waitFor({ state: 'detached' });
    }
    assert.equal(await workbench.message('Something went wrong').count(), 0);
  });

  it('is in the Test Explorer with its reason', async () => {
    await workbench.command('Testing: Focus on Test Explorer View');
    const tree = workbench.page.locator('.test-explorer');
    await tree.getByText('orders', { exact: true }).waitFor();
    await tree.getByText('project.json holds the marks of a merge conflict').first().waitFor();
    await workbench.screenshot('damaged-test-explorer');
    await workbench.openRoadmap();
  });

  it('lets a task be ticked', async () => {
    const task = 'Write a small Python program';
    await workbench.checkbox(task).click();
    await workbench
      .row(/1 of 28/)
      .first()
      .waitFor();
    assert.equal(await workbench.message(/could not be saved|went wrong/).count(), 0);
  });

  it('is a project again once its file is right', async () => {
    fs.writeFileSync(own('project.json'), record);
    await row('project.json').waitFor({ state: 'detached' });
    await workbench.command('MLOps Roadmap: Open Project Guide');
    await workbench.notes().getByRole('heading', { level: 2, name: 'Steps' }).waitFor();
  });

  it('is reported on its open guide when its checks are damaged later', async () => {
    const broken = { ...(JSON.parse(checks) as object), steps: [null] };
    fs.writeFileSync(own('checks.json'), JSON.stringify(broken));
    await workbench.notes().locator('.notice').getByText('checks.json is damaged').waitFor();
    await row('checks.json').waitFor();
    assert.match(await workbench.notes().locator('.notice').first().innerText(), /steps\.0/);
    await workbench.notes().getByRole('button', { name: 'Verify All Steps' }).click();
    await workbench.message('checks.json is damaged').first().waitFor();
    await workbench.screenshot('damaged-checks');
    assert.equal(await workbench.message('Something went wrong').count(), 0);
  });

  it('shows its steps without a guide that is too large, and says how large it may be', async () => {
    fs.writeFileSync(own('checks.json'), checks);
    await row('checks.json').waitFor({ state: 'detached' });
    fs.writeFileSync(own('guide.md'), '[[[[*_|`> '.repeat(1024 * 1024));
    await workbench.command('View: Close All Editors');
    await workbench.command('MLOps Roadmap: Open Project Guide');
    await workbench
      .notes()
      .getByText('guide.md is not read: it has 10.5 MB, and at most 0.3 MB are read')
      .waitFor();
    await workbench.notes().getByRole('button', { name: 'Verify All Steps' }).waitFor();
    await workbench.screenshot('guide-too-large');
  });
});
