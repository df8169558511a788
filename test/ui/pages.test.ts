import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { Browser } from 'playwright-core';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { seriousFindings } from './accessibility.ts';
import { startProduct } from './product.ts';

/** A page of each phase: all have a picture, and between them tables, code and questions. */
const PAGES = [
  'Version control with Git',
  'Honest evaluation',
  'Containers with Docker',
  'Data versioning',
  'Kubernetes for ML',
  'Drift detection',
  'RAG in production',
];

describe('a page of each phase', () => {
  const folder = temporaryFolder('pages');
  let editor: Editor;
  let browser: Browser;
  let workbench: Workbench;
  before(async () => {
    editor = await startProduct();
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    workbench = new Workbench(await context.newPage());
  });
  after(async () => {
    await browser.close();
    editor.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  for (const [theme, name] of [
    ['Dark Modern', 'dark'],
    ['Light Modern', 'light'],
  ] as const) {
    it(`is readable in ${name}, picture and all, without a serious finding of axe`, async () => {
      editor.setTheme(theme);
      await workbench.open(editor.url(folder));
      await workbench.openRoadmap();
      for (const [position, page] of PAGES.entries()) {
        await workbench.command('MLOps Roadmap: Open Phase Notes');
        await workbench.answer('Which notes?', page);
        await workbench
          .quickInput()
          .locator('.monaco-list-row.focused')
          .filter({ hasText: page })
          .waitFor();
        await workbench.page.keyboard.press('Enter');
        await workbench.notes().getByRole('heading', { level: 1 }).getByText(page).waitFor();
        const frame = await workbench.notesFrame();
        await frame.locator(`body.vscode-${name}`).waitFor();
        const picture = frame.locator('main svg').first();
        await picture.evaluate((svg) => svg.scrollIntoView({ block: 'center' }));
        assert.ok(await picture.isVisible(), `${page} has a picture`);
        await workbench.screenshot(`phase-${position + 1}-${name}`);
        assert.deepEqual(await seriousFindings(frame), [], page);
      }
    });
  }
});
