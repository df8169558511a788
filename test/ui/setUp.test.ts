import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser } from 'playwright-core';
import { root } from '../../scripts/setup/places.mjs';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from './product.ts';

describe('setting a project up from its guide', () => {
  const folder = path.join(temporaryFolder('set-up'), 'orders');
  let editor: Editor;
  let browser: Browser;
  let workbench: Workbench;
  before(async () => {
    const cli = path.join(root, 'dist', 'cli.js');
    execFileSync(process.execPath, [cli, 'new', 'versioned-data-script', folder]);
    editor = await startProduct();
    browser = await launchBrowser();
    workbench = new Workbench(await browser.newPage({ viewport: { width: 1400, height: 900 } }));
    await workbench.open(editor.url(folder));
  });
  after(async () => {
    await browser.close();
    editor.stop();
    fs.rmSync(path.dirname(folder), { recursive: true, force: true });
  });

  const askToSetUp = async () => {
    await workbench.notes().getByRole('button', { name: 'Set Up' }).click();
    await workbench.message('Downloads about 40 MB').first().waitFor();
  };

  it('says what it downloads, and does nothing when the question is left', async () => {
    await workbench.command('MLOps Roadmap: Open Project Guide');
    await askToSetUp();
    await workbench.page.keyboard.press('Escape');
    await workbench.message('Downloads about 40 MB').waitFor({ state: 'hidden' });
    assert.ok(!fs.existsSync(path.join(folder, '.venv')));
  });

  it('makes the environment, runs the project’s own check, and says that it is green', async () => {
    await askToSetUp();
    await workbench.page
      .locator('.monaco-dialog-box')
      .getByRole('button', { name: 'Set Up' })
      .click();
    await workbench
      .message('orders is set up, and its own check is green')
      .first()
      .waitFor({ timeout: 170_000 });
    await workbench.screenshot('set-up');
  });
});
