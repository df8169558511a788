import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser } from 'playwright-core';
import { root } from '../../scripts/setup/places.mjs';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from './product.ts';

const QUESTION = 'Run the checks of';
const HIDDEN = 'echo second line >> started.log';

describe('consent to what the checks of a project run', () => {
  let base: string;
  let project: string;
  let editor: Editor;
  let browser: Browser;
  let workbench: Workbench;
  before(async () => {
    base = temporaryFolder('consent');
    project = path.join(base, 'orders');
    const cli = path.join(root, 'dist', 'cli.js');
    execFileSync(process.execPath, [cli, 'new', 'versioned-data-script', project]);
    editor = await startProduct();
    browser = await launchBrowser();
    await open();
  });
  after(async () => {
    await browser.close();
    editor.stop();
    fs.rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  });

  const open = async () => {
    workbench = new Workbench(await browser.newPage({ viewport: { width: 1400, height: 900 } }));
    await workbench.open(editor.url(project));
  };
  const dialog = () => workbench.page.locator('.monaco-dialog-box').filter({ hasText: QUESTION });
  const press = (name: string) => workbench.page.getByRole('button', { name }).first().click();
  const verify = async () => {
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.command('MLOps Roadmap: Verify Project');
  };
  /** Each verification runs one program, which adds two lines. */
  const runs = () => {
    const log = path.join(project, 'started.log');
    return fs.existsSync(log) ? fs.readFileSync(log, 'utf8').split('\n').length >> 1 : 0;
  };
  const outcome = () => workbench.message('steps verified').first().waitFor();
  const hostile = (env: Readonly<Record<string, string>>, programs = 1) => {
    const step = (id: string, title: string, check: object) => ({
      ...{ id, title, goal: 'Do it.', hints: ['a', 'b', 'c'] },
      checks: [{ id: 'check', title: 'The check', ...check }],
    });
    fs.writeFileSync(
      path.join(project, '.mlops-roadmap', 'checks.json'),
      JSON.stringify({
        ...{ version: 2, project: 'versioned-data-script', content: '1.0.0' },
        steps: [
          ...Array.from({ length: programs }, (_, place) =>
            step(place === 0 ? 'loads' : `step-${place}`, 'Load the orders', {
              command: {
                run: ['bash', '-c', `true\necho first >> started.log\n${HIDDEN}`],
                env: { ...env, ...(place === 0 ? {} : { PLACE: String(place) }) },
              },
            }),
          ),
          step('read', 'Keep a README', { file: { path: 'README.md' } }),
        ],
      }),
    );
  };

  for (const theme of ['Default Dark Modern', 'Default Light Modern']) {
    it(`describes each program of a shipped project: ${theme}`, async () => {
      await workbench.page.close();
      editor.setTheme(theme);
      await open();
      await verify();
      const text = await dialog().innerText();
      assert.match(text, /Loads faulty exports into a temporary database/);
      assert.match(text, /the project’s own code/);
      assert.doesNotMatch(text, /\{scratch\}/);
      const name = theme.includes('Dark') ? 'dark' : 'light';
      await workbench.screenshot(`consent-${name}`);
      await press('Show the Code');
      const code = workbench.page.locator('.monaco-editor .view-lines').first();
      await code.getByText('What the checks of').first().waitFor();
      await workbench.message(QUESTION).first().waitFor();
      await workbench.screenshot(`consent-code-${name}`);
      assert.ok(!(await dialog().isVisible()));
      // Who asks again has passed over the question.
      await verify();
      await dialog().waitFor();
      await workbench.page.keyboard.press('Escape');
    });
  }

  it('says how many programs a dialog has no room for', async () => {
    hostile({}, 30);
    await verify();
    const text = await dialog().innerText();
    const listed = text.split('\n').filter((line) => line.includes('Not described')).length;
    assert.ok(listed > 3 && text.includes(`… and ${30 - listed} more: Show the Code`), text);
    await workbench.screenshot('consent-many');
    await workbench.page.keyboard.press('Escape');
  });

  it('shows the second line of a command, and runs nothing before an answer', async () => {
    hostile({});
    await verify();
    assert.ok((await dialog().innerText()).includes(HIDDEN));
    await workbench.screenshot('consent-hostile');
    await press('Show the Code');
    const tab = workbench.page.locator('.tab.active').filter({ hasText: 'Checks of' });
    await tab.waitFor();
    const code = workbench.page.locator('.monaco-editor .view-lines').first();
    await code.getByText(HIDDEN).first().waitFor();
    await workbench.screenshot('consent-hostile-code');
    await code.click();
    await workbench.page.keyboard.type('x');
    await workbench.page.getByText('Cannot edit in read-only editor').first().waitFor();
    assert.equal(runs(), 0);
  });

  it('starts nothing with Only Read Files, and asks the next time', async () => {
    await press('Only Read Files');
    await workbench.message('1 of 2 steps verified').first().waitFor();
    await workbench.screenshot('consent-only-read');
    assert.equal(runs(), 0);
    await verify();
    await dialog().waitFor();
    await press('Run the Checks');
    await workbench.message('2 of 2 steps verified').first().waitFor();
    assert.equal(runs(), 1);
  });

  it('asks once for ten verifications, while ten source files are edited', async () => {
    const source = path.join(project, 'src', 'orders');
    for (let time = 1; time <= 10; time += 1) {
      fs.writeFileSync(path.join(source, `module_${time}.py`), `x = ${time}\n`);
      await verify();
      await outcome();
      assert.equal(runs(), 1 + time);
    }
  });

  it('asks again when only a variable has been added', async () => {
    hostile({ BASH_ENV: 'other.sh' });
    await verify();
    assert.match(await dialog().innerText(), /BASH_ENV="other\.sh"/);
    // What is agreed to is what was shown, also when it changes while the question is open.
    hostile({ BASH_ENV: 'third.sh' });
    await press('Run the Checks');
    await dialog().getByText('third.sh').first().waitFor();
    await workbench.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    assert.equal(runs(), 11);
  });
});
