import * as fs from 'node:fs';
import * as path from 'node:path';
import { execFileSync } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { root } from '../../scripts/setup/places.mjs';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from './product.ts';

describe('a folder that is not trusted', () => {
  const folder = path.join(temporaryFolder('restricted'), 'project');
  let editor: Editor;
  let browser: Browser;
  let workbench: Workbench;
  before(async () => {
    execFileSync(process.execPath, [
      path.join(root, 'dist', 'cli.js'),
      'new',
      'model-deployment',
      folder,
    ]);
    editor = await startProduct({
      trusted: false,
      settings: {
        'security.workspace.trust.startupPrompt': 'never',
        'security.workspace.trust.banner': 'never',
      },
    });
    browser = await launchBrowser();
    workbench = new Workbench(await browser.newPage({ viewport: { width: 1400, height: 900 } }));
    await workbench.open(editor.url(folder));
  });
  after(async () => {
    await browser.close();
    editor.stop();
    fs.rmSync(path.dirname(folder), { recursive: true, force: true });
  });

  it('can be read and ticked', async () => {
    await workbench.page.getByText('Restricted Mode').first().waitFor();
    await workbench.openRoadmap();
    await workbench.checkbox('Write a small Python program').click();
    await workbench.row('Create a virtual environment').filter({ hasText: 'next' }).waitFor();
    await workbench.screenshot('restricted');
  });

  it('runs nothing, and says why, even when the hidden command is called', async () => {
    await workbench.command('MLOps Roadmap: Open Project Guide');
    await workbench.notes().getByRole('heading', { name: 'Project: the guide' }).waitFor();
    await workbench.notes().getByRole('button', { name: 'Set Up' }).click();
    await workbench.message('this workspace is not trusted').first().waitFor();
    // The palette does not offer it here.
    await workbench.page.keyboard.press('F1');
    await workbench.quickInput().locator('input').fill('>MLOps Roadmap: Set Up Project');
    await workbench
      .quickInput()
      .getByText('No matching commands')
      .or(
        workbench
          .quickInput()
          .locator('.monaco-list-row')
          .filter({ hasNotText: 'Set Up Project' })
          .first(),
      )
      .first()
      .waitFor();
    await workbench.page.keyboard.press('Escape');
  });
});
