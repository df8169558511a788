import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser } from 'playwright-core';
import { root } from '../../scripts/setup/places.mjs';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from './product.ts';

const TITLE = 'Versioned data script';

describe('a second project of one kind', () => {
  const parent = temporaryFolder('second');
  const proved = path.join(parent, 'orders');
  const fresh = path.join(parent, 'parcels');
  let browser: Browser;
  let editor: Editor;
  let workbench: Workbench;
  before(async () => {
    for (const folder of [proved, fresh]) {
      const cli = path.join(root, 'dist', 'cli.js');
      execFileSync(process.execPath, [cli, 'new', 'versioned-data-script', folder]);
    }
    const record = fs.readFileSync(path.join(proved, '.mlops-roadmap', 'project.json'), 'utf8');
    const { instance } = JSON.parse(record) as { readonly instance: string };
    const proof = {
      ...{ version: 1, kind: 'verified', step: 'loads', instance, content: '1', checks: {} },
      ...{ commit: '', uncommitted: true, at: '2026-11-01T10:00:00.000Z', environment: {} },
    };
    const evidence = path.join(proved, '.mlops-roadmap', 'evidence.jsonl');
    fs.writeFileSync(evidence, `${JSON.stringify(proof)}\n`);
    editor = await startProduct();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    editor.stop();
    fs.rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
  });
  afterEach(() => workbench.page.close());

  const openAsMine = async (folder: string, count: RegExp) => {
    workbench = new Workbench(await browser.newPage({ viewport: { width: 1600, height: 1100 } }));
    await workbench.open(editor.url(folder));
    await workbench.openRoadmap();
    await workbench.command('MLOps Roadmap: Open Project Guide');
    await workbench.notes().getByText(count).waitFor();
    await workbench.notes().getByRole('button', { name: 'This Is My Project' }).click();
    await workbench.page.locator('.pane-header').filter({ hasText: 'Projects' }).last().click();
  };
  const rowsOf = (text: string | RegExp) => workbench.row(text);
  const statusBar = (text: RegExp) =>
    workbench.page.locator('.statusbar').getByText(text).first().waitFor();

  it('has no seal of the first one, wherever you look', async () => {
    await openAsMine(proved, /^1 of \d+ verified$/);
    const here = rowsOf(/^orders.*1 of \d+ verified$/);
    await here.waitFor();
    const steps = Number(/of (\d+) verified/.exec(await here.innerText())?.[1]);
    await statusBar(new RegExp(`1/${steps}`));
    // The catalogue says the same, and where: by then the profile knows it.
    await rowsOf(TITLE)
      .filter({ hasText: `1 of ${steps} verified in orders` })
      .first()
      .waitFor();
    await workbench.screenshot('second-project-first');
    await workbench.page.close();

    await openAsMine(fresh, /^0 of \d+ verified$/);
    await rowsOf(new RegExp(`^parcels.*0 of ${steps} verified$`)).waitFor();
    await statusBar(new RegExp(`0/${steps}`));
    const badge = workbench.page.locator('.activitybar .badge-content').getByText(String(steps));
    await badge.waitFor();
    await rowsOf(TITLE)
      .filter({ hasText: `1 of ${steps} verified in orders` })
      .first()
      .waitFor();
    const sealed = workbench.page.locator('.sidebar .codicon-verified-filled');
    await workbench.screenshot('second-project-fresh');
    assert.equal(await sealed.count(), 0, 'a seal on a row of the fresh project');
    await workbench.command('MLOps Roadmap: Verify Step');
    const picks = workbench.quickInput().locator('.monaco-list-row');
    await picks.nth(steps - 1).waitFor();
    assert.deepEqual(
      (await picks.allInnerTexts()).filter((text) => text.includes('verified')),
      [],
    );
  });
});
