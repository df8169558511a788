import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { Browser } from 'playwright-core';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { seriousFindings } from './accessibility.ts';
import { adviceOnReports, startProduct } from './product.ts';

const THEMES = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
};
const TASK = 'Write a Dockerfile for a Python service';

describe('notes beside the code', () => {
  const folder = temporaryFolder('notes');
  let editor: Editor;
  let browser: Browser;
  let workbench: Workbench;
  before(async () => {
    fs.writeFileSync(`${folder}/train.py`, 'print("hello")\n');
    editor = await startProduct();
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    workbench = new Workbench(await context.newPage());
    await workbench.open(editor.url(folder));
    await workbench.openRoadmap();
  });
  after(async () => {
    await browser.close();
    editor.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const openContainers = async () => {
    await workbench.command('MLOps Roadmap: Open Phase Notes');
    await workbench.answer('Which notes?', 'Containers with Docker');
    await workbench
      .quickInput()
      .locator('.monaco-list-row')
      .filter({ hasText: 'Containers' })
      .first()
      .waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench
      .notes()
      .getByRole('heading', { level: 1, name: 'Containers with Docker' })
      .waitFor();
  };
  const box = () => workbench.notes().getByRole('checkbox', { name: TASK });
  const noteFrame = () => workbench.notesFrame();
  /** By VS Code itself: a reload of the page would not wait until the open editors are stored. */
  const reload = async () => {
    const loaded = workbench.page.waitForEvent('load');
    await workbench.command('Developer: Reload Window');
    await loaded;
  };

  it('open in a second column, with code, pictures and a table of contents', async () => {
    await workbench.page.keyboard.press('Control+P');
    await workbench.quickInput().locator('input').fill('train.py');
    await workbench
      .quickInput()
      .locator('.monaco-list-row')
      .filter({ hasText: 'train.py' })
      .first()
      .waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.tab').filter({ hasText: 'train.py' }).waitFor();
    await openContainers();
    const notes = workbench.notes();
    await notes.getByText('On this page').waitFor();
    await notes.getByRole('img', { name: /A stack of four layers/ }).waitFor();
    await notes.locator('.hljs-keyword').first().waitFor();
    assert.equal(await workbench.page.locator('.editor-group-container').count(), 2);
  });

  it('tick in the notes, and the tree follows', async () => {
    await box().check();
    await workbench.command('MLOps Roadmap: Mark Task as Studied');
    await workbench.quickInput().locator('input').fill(TASK);
    await workbench.quickInput().locator('.monaco-list-row .codicon-check').first().waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.notes().getByText('1 of 6 studied').waitFor();
  });

  it('tick in the tree, and the notes follow', async () => {
    const row = workbench.row('DevOps Core').first();
    // VS Code forgets the rows below one that it draws again: the tree has drawn its counts first.
    await row.filter({ hasText: '1 of 25' }).waitFor();
    await row.click();
    if ((await row.getAttribute('aria-expanded')) !== 'true')
      await workbench.page.keyboard.press('ArrowRight');
    const skill = workbench.row('Containers with Docker').first();
    await skill.click();
    await workbench.checkbox('Write a Dockerfile').click();
    await workbench.notes().getByText('0 of 6 studied').waitFor();
    assert.equal(await box().isChecked(), false);
  });

  it('follow links to other notes and back', async () => {
    await workbench.notes().getByRole('link', { name: 'CI/CD for ML' }).first().click();
    await workbench.notes().getByRole('heading', { level: 1, name: 'CI/CD for ML' }).waitFor();
    await workbench
      .notes()
      .getByRole('link', { name: /Previous: Containers/ })
      .click();
    await workbench
      .notes()
      .getByRole('heading', { level: 1, name: 'Containers with Docker' })
      .waitFor();
  });

  it('open a code block as a file in the first column', async () => {
    const figure = workbench
      .notes()
      .locator('figure.code')
      .filter({ hasText: 'compose.yaml' })
      .first();
    await figure.getByRole('button', { name: 'Open as File' }).click();
    await workbench.page
      .locator('.tab')
      .filter({ hasText: /Untitled|name: late-parcels/ })
      .first()
      .waitFor();
  });

  it('say that a report is ready', async () => {
    await workbench.notes().getByRole('button', { name: 'Report an error in this note' }).click();
    const message = workbench.message('A report is on the clipboard').first();
    await message.filter({ hasText: adviceOnReports() }).waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('come back after a reload, at the same place', async () => {
    await openContainers();
    const frame = await noteFrame();
    await frame.evaluate(() => window.scrollTo({ top: 1500 }));
    await frame.waitForFunction(() => window.scrollY === 1500);
    // VS Code stores it a moment later; a reload before that would find the place before.
    await workbench.stored('"scroll":1500');
    await reload();
    await workbench
      .notes()
      .getByRole('heading', { level: 1, name: 'Containers with Docker' })
      .waitFor({ timeout: 60_000 });
    const again = await noteFrame();
    await again.waitForFunction(() => window.scrollY === 1500);
  });

  describe('begin at the top, wherever the page before them stood', () => {
    const scrollToEnd = async () => {
      const frame = await noteFrame();
      await frame.evaluate(() => window.scrollTo({ top: document.body.scrollHeight }));
      await frame.waitForFunction(() => window.scrollY > 500);
    };
    const isAtTop = async (title: string) => {
      await workbench.notes().getByRole('heading', { level: 1, name: title }).waitFor();
      const frame = await noteFrame();
      // By then VS Code has put back what it keeps of the document before.
      await frame.waitForFunction(() => document.readyState === 'complete');
      assert.equal(await frame.evaluate(() => window.scrollY), 0);
    };
    beforeEach(async () => {
      await openContainers();
      await scrollToEnd();
    });

    it('by Next', async () => {
      await workbench
        .notes()
        .getByRole('link', { name: /^Next: / })
        .click();
      await isAtTop('CI/CD for ML');
    });

    it('by the palette', async () => {
      await workbench.command('MLOps Roadmap: Open Phase Notes');
      await workbench.answer('Which notes?', 'CI/CD for ML');
      const row = workbench.quickInput().locator('.monaco-list-row');
      await row.filter({ hasText: 'CI/CD for ML' }).first().waitFor();
      await workbench.page.keyboard.press('Enter');
      await isAtTop('CI/CD for ML');
    });

    it('by the tree', async () => {
      const view = (name: string) =>
        workbench.page.locator('.pane-header').filter({ hasText: name });
      await view('Roadmap').last().click();
      await view('Reference').click();
      await workbench.row('Certifications').first().click();
      await isAtTop('Certifications');
    });
  });

  for (const [name, theme] of Object.entries(THEMES)) {
    it(`are right in ${name}: readable, and without a serious finding of axe`, async () => {
      editor.setTheme(theme);
      await reload();
      const wanted = {
        dark: 'vscode-dark',
        light: 'vscode-light',
        'high-contrast': 'vscode-high-contrast',
        'high-contrast-light': 'vscode-high-contrast-light',
      }[name];
      const frame = await noteFrame();
      await frame.locator(`body.${wanted}`).waitFor();
      await frame.evaluate(() => window.scrollTo({ top: 0 }));
      await workbench.screenshot(`notes-${name}`);
      assert.deepEqual(await seriousFindings(frame), []);
    });
  }
});
