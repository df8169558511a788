import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from './product.ts';

describe('scaffolding from the palette, by keyboard alone', () => {
  let folder: string;
  let editor: Editor;
  let browser: Browser;
  let workbench: Workbench;
  before(async () => {
    editor = await startProduct();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    editor.stop();
  });
  beforeEach(async () => {
    folder = temporaryFolder('scaffold');
    workbench = new Workbench(await browser.newPage({ viewport: { width: 1400, height: 900 } }));
    await workbench.open(editor.url(folder));
  });
  afterEach(async () => {
    await workbench.page.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const title = (text: string) =>
    workbench.quickInput().locator('.quick-input-title').filter({ hasText: text }).waitFor();
  const press = (key: string) => workbench.page.keyboard.press(key);
  /** Asks for a project, and stops when it is the one that Enter takes. */
  const find = async (project: string) => {
    await workbench.command('MLOps Roadmap: Scaffold Project');
    await title('Scaffold Project');
    await workbench.quickInput().locator('input').fill(project);
    await workbench
      .quickInput()
      .locator('.monaco-list-row.focused')
      .filter({ hasText: project })
      .waitFor();
  };
  /** Answers project, folder, name and cloud, and stops at the page that shows the plan. */
  const toPlan = async (name: string) => {
    await find('End-to-end model deployment');
    await press('Enter');
    await title('folder');
    await press('Enter');
    await title('name');
    await workbench.quickInput().locator('input').fill(name);
    await workbench.quickInput().getByText('New folder').waitFor();
    await press('Enter');
    await title('cloud');
    await press('Enter');
    await workbench.quickInput().getByText('Open in this window').waitFor();
  };

  it('writes the project, commits it, opens it and shows its guide', async () => {
    await toPlan('Odd.Name-42');
    await workbench.screenshot('scaffold-plan');
    await press('Enter');
    const project = path.join(folder, 'Odd.Name-42');
    await workbench.page.waitForURL((url) => decodeURIComponent(url.href).includes('Odd.Name-42'), {
      timeout: 60_000,
    });
    await workbench.page
      .locator('.tab')
      .filter({ hasText: 'Odd Name 42: the guide' })
      .waitFor({ timeout: 60_000 });
    await workbench.notes().getByRole('heading', { name: 'Odd Name 42: the guide' }).waitFor();
    await workbench.screenshot('scaffold-guide');
    assert.ok(fs.existsSync(path.join(project, 'src', 'odd_name_42', 'service.py')));
    assert.ok(fs.existsSync(path.join(project, '.env.example')));
    const log = execFileSync('git', ['-C', project, 'log', '--format=%s'], { encoding: 'utf8' });
    assert.equal(log.trim(), 'Start from the model-deployment starter');
    assert.equal(
      execFileSync('git', ['-C', project, 'status', '--porcelain'], { encoding: 'utf8' }),
      '',
    );
  });

  it('leaves nothing behind when the learner leaves at any question', async () => {
    for (const steps of [0, 1, 2, 3, 4]) {
      await find('End-to-end model deployment');
      const titles = ['Scaffold Project', 'folder', 'name', 'cloud', 'into'];
      for (let step = 0; step < steps; step += 1) {
        await title(titles[step]!);
        await press('Enter');
      }
      await title(titles[steps]!);
      await press('Escape');
      await workbench.page.locator('.quick-input-widget:visible').waitFor({ state: 'hidden' });
    }
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('says plainly that a starter is not carried by this version', async () => {
    await find('Feature store');
    await press('Enter');
    await workbench.message('does not carry the starter of “Feature store”').first().waitFor();
  });

  it('refuses a path, a device’s name and a file in the way, and says what to do', async () => {
    fs.writeFileSync(path.join(folder, 'taken'), '');
    await workbench.command('MLOps Roadmap: Scaffold Project');
    await title('Scaffold Project');
    await press('Enter');
    await title('folder');
    await press('Enter');
    await title('name');
    const input = workbench.quickInput().locator('input');
    for (const [name, message] of [
      ['../outside', 'Type a name, not a path'],
      ['NUL.txt', 'device’s name on Windows'],
      ['x'.repeat(300), 'longer than 120 characters'],
      ['taken', 'is a file'],
      ['名前', 'No project name can be made'],
    ] as const) {
      await input.fill(name);
      await workbench.quickInput().getByText(message).first().waitFor();
      await press('Enter');
      await title('name');
    }
    await press('Escape');
    assert.deepEqual(fs.readdirSync(folder), ['taken']);
  });

  it('keeps a learner’s file that is in the way, unless they agree to overwrite this one', async () => {
    const there = path.join(folder, 'there');
    fs.mkdirSync(there);
    fs.writeFileSync(path.join(there, 'README.md'), 'mine');
    await toPlan('there');
    await workbench.quickInput().getByText('1 there already and different').waitFor();
    await workbench.quickInput().locator('input').fill('Do not open');
    await workbench
      .quickInput()
      .locator('.monaco-list-row')
      .filter({ hasText: 'Do not open' })
      .waitFor();
    await press('Enter');
    await workbench.message('The project is in').first().waitFor();
    assert.equal(fs.readFileSync(path.join(there, 'README.md'), 'utf8'), 'mine');
    assert.ok(fs.existsSync(path.join(there, 'tasks.py')));
  });

  for (const [leaving, answer] of [
    ['left', ''],
    ['accepted', 'Do not open'],
  ] as const) {
    it(`shows a difference in colours, and leaves nothing of it when the plan is ${leaving}`, async () => {
      const there = path.join(folder, 'there');
      fs.mkdirSync(there);
      fs.writeFileSync(path.join(there, 'README.md'), '# Parcels\n');
      await toPlan('there');
      await workbench.quickInput().locator('input').fill('README.md');
      const row = workbench.quickInput().locator('.monaco-list-row').filter({ hasText: 'README' });
      await row.first().hover();
      await row.first().getByRole('button', { name: 'Show the difference' }).click();
      const diff = workbench.page.locator('.monaco-diff-editor');
      // Plain text has the class mtk1 throughout.
      const coloured = (side: string, text: string) =>
        diff.locator(`.editor.${side} .view-line span:not(:has(span)):not(.mtk1)`, {
          hasText: text,
        });
      await coloured('original', 'Parcels').waitFor();
      await coloured('modified', 'There').first().waitFor();
      await workbench.screenshot(`scaffold-difference-${leaving}`);
      assert.equal(await unsaved().count(), 0);

      await workbench.quickInput().locator('input').fill(answer);
      await press(answer === '' ? 'Escape' : 'Enter');
      await workbench.quickInput().waitFor({ state: 'hidden' });
      await diff.waitFor({ state: 'detached' });
      await workbench.page.locator('.tab').first().waitFor({ state: 'detached' });
      assert.equal(await unsaved().count(), 0);
    });
  }
  const unsaved = () =>
    workbench.page.locator(
      '.tab.dirty, .activitybar a[aria-label^="Explorer"][aria-label*="unsaved"]',
    );
});
