import type { Browser } from 'playwright-core';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from './product.ts';

describe('looking things up', () => {
  let editor: Editor;
  let browser: Browser;
  let workbench: Workbench;
  before(async () => {
    editor = await startProduct();
    browser = await launchBrowser();
    workbench = new Workbench(await browser.newPage({ viewport: { width: 1400, height: 900 } }));
    await workbench.open(editor.url(temporaryFolder('reference')));
    await workbench.openRoadmap();
  });
  after(async () => {
    await browser.close();
    editor.stop();
  });

  const heading = (level: number, name: string | RegExp) =>
    workbench.notes().getByRole('heading', { level, name }).first();
  const find = async (text: string, row: string | RegExp) => {
    await workbench.command('MLOps Roadmap: Search the Roadmap');
    await workbench.answer(/phase, task, tool/, text);
    const rows = workbench.quickInput().locator('.monaco-list-row');
    await rows.filter({ hasText: row }).first().click();
  };

  it('opens a page of the Reference view, and a place on it', async () => {
    const view = (name: string) => workbench.page.locator('.pane-header').filter({ hasText: name });
    await view('Roadmap').last().click();
    await view('Reference').click();
    await workbench.row('Tools').first().click();
    await heading(1, 'Tools').waitFor();
    await heading(2, 'Vector databases').waitFor();
    await workbench.screenshot('reference-tools');
    await workbench.row('Certifications').first().click();
    await heading(1, 'Certifications').waitFor();
  });

  it('finds a tool, and opens its category', async () => {
    await find('Weaviate', 'Weaviate');
    await heading(1, 'Tools').waitFor();
  });

  it('finds a heading of the notes', async () => {
    await find('Images, layers', 'Images, layers, containers');
    await heading(1, 'Containers with Docker').waitFor();
  });

  it('finds a task, and goes to its row', async () => {
    await find('Test a function with pytest', 'Test a function with pytest');
    await workbench
      .row('Test a function with pytest')
      .and(workbench.page.locator('.focused'))
      .first()
      .waitFor();
  });

  it('finds an interview question', async () => {
    await find('What belongs in Git in an ML project', 'What belongs in Git');
    await heading(1, 'Interview questions').waitFor();
  });
});
