import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser, Workbench, type Editor } from '../harness/workbench.ts';
import { ProvedProject } from '../starters/proof.ts';
import { startProduct } from './product.ts';

describe('commands of a project in the editor', () => {
  let project: ProvedProject;
  let editor: Editor;
  let browser: Browser;
  let workbench: Workbench;
  before(async () => {
    project = ProvedProject.scaffolded('model-deployment');
    // Drawn by the GPU, a terminal's text is in no element of the page.
    editor = await startProduct({ settings: { 'terminal.integrated.gpuAcceleration': 'off' } });
    browser = await launchBrowser();
    workbench = new Workbench(await browser.newPage({ viewport: { width: 1500, height: 950 } }));
    await workbench.open(editor.url(project.folder));
  });
  after(async () => {
    await browser.close();
    editor.stop();
    project.dispose();
  });

  const verifier = () => path.join(project.folder, '.mlops-roadmap', 'verify.cjs');

  it('says so when there is nothing to update', async () => {
    await workbench.command('MLOps Roadmap: Update Project');
    await workbench.message('is up to date; nothing was written').first().waitFor();
  });

  it('leaves a project as it is when the list of an update is closed', async () => {
    fs.writeFileSync(verifier(), '// an older verifier\n');
    await workbench.command('MLOps Roadmap: Update Project');
    await workbench.quickInput().getByText('Update the checks and the verifier').waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.quickInput().waitFor({ state: 'hidden' });
    assert.equal(fs.readFileSync(verifier(), 'utf8'), '// an older verifier\n');
  });

  it('updates from the first row, and takes it back by a button', async () => {
    await workbench.command('MLOps Roadmap: Update Project');
    await workbench.quickInput().getByText('Update the checks and the verifier').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.message('Updated. Look at the changes').first().waitFor();
    assert.notEqual(fs.readFileSync(verifier(), 'utf8'), '// an older verifier\n');

    await workbench.page.getByRole('button', { name: 'Undo Update' }).click();
    await workbench.message('The update was undone.').first().waitFor();
    assert.equal(fs.readFileSync(verifier(), 'utf8'), '// an older verifier\n');
  });

  it('opens a terminal with the command that verifies, typed in', async () => {
    await workbench.command('MLOps Roadmap: Open Verify Terminal');
    // A long line is wrapped, so the rows are read as one text.
    await workbench.page.waitForFunction(() =>
      document
        .querySelector('.terminal-wrapper.active .xterm-rows')
        ?.textContent.replaceAll('\u00a0', ' ')
        .includes('.mlops-roadmap/verify.cjs --yes'),
    );
  });
});
