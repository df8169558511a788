import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { root } from '../../scripts/setup/places.mjs';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from './product.ts';

const QUESTION = 'Is this your project?';

describe('a project with evidence that this profile did not scaffold', () => {
  let folder: string;
  let browser: Browser;
  let editor: Editor;
  let workbench: Workbench;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(() => {
    folder = path.join(temporaryFolder('ownership'), '01-data');
    const cli = path.join(root, 'dist', 'cli.js');
    execFileSync(process.execPath, [cli, 'new', 'versioned-data-script', folder]);
    const record = fs.readFileSync(at('project.json'), 'utf8');
    const { instance } = JSON.parse(record) as { readonly instance: string };
    const line = (step: string) =>
      `${JSON.stringify({
        ...{ version: 1, kind: 'verified', step, instance, content: '1', checks: {} },
        ...{ commit: '', uncommitted: true, at: '2026-11-01T10:00:00.000Z', environment: {} },
      })}\n`;
    fs.writeFileSync(at('evidence.jsonl'), line('loads') + line('x'.repeat(600)) + line('forged'));
  });
  afterEach(async () => {
    await workbench.page.close();
    fs.rmSync(path.dirname(folder), { recursive: true, force: true });
  });

  const at = (name: string) => path.join(folder, '.mlops-roadmap', name);
  /** The lines of the profile's journals, without their headers. */
  const journal = () =>
    (fs.readdirSync(editor.dataFolder, { recursive: true }) as string[])
      .filter((name) => /[\\/]progress[\\/][^\\/]+\.jsonl$/.test(name))
      .flatMap((name) => fs.readFileSync(path.join(editor.dataFolder, name), 'utf8').split('\n'))
      .filter((line) => line.includes('"kind"'));
  const proofs = () => journal().filter((line) => line.includes('"verified"'));
  const open = async () => {
    workbench = new Workbench(await browser.newPage({ viewport: { width: 1400, height: 900 } }));
    await workbench.open(editor.url(folder));
    await workbench.openRoadmap();
  };
  const openGuide = async () => {
    await open();
    await workbench.command('MLOps Roadmap: Open Project Guide');
    await workbench
      .notes()
      .getByText(/^1 of \d+ verified$/)
      .waitFor();
  };
  const until = async (met: () => boolean) => {
    for (const end = Date.now() + 30_000; !met();) {
      if (Date.now() > end) throw new Error(`It did not come to that: ${journal().join('\n')}`);
      await setTimeout(50);
    }
  };

  describe('in a window that is not trusted', () => {
    before(async () => {
      editor = await startProduct({
        trusted: false,
        settings: {
          'security.workspace.trust.startupPrompt': 'never',
          'security.workspace.trust.banner': 'never',
        },
      });
    });
    after(() => editor.stop());

    it('shows its own state, asks in its guide, and changes no progress', async () => {
      await openGuide();
      await workbench.notes().getByText(QUESTION).waitFor();
      await workbench.screenshot('ownership-restricted');
      assert.deepEqual(journal(), []);
    });
  });

  describe('in a trusted window', () => {
    beforeEach(async () => {
      editor = await startProduct();
    });
    afterEach(() => editor.stop());

    it('counts once it is adopted, and is not asked about again', async () => {
      await openGuide();
      await workbench.notes().getByText(QUESTION).waitFor();
      assert.deepEqual(journal(), [], 'opening it is no answer');
      await workbench.screenshot('ownership-asked');
      await workbench.notes().getByRole('button', { name: 'This Is My Project' }).click();
      await workbench.notes().getByText(QUESTION).waitFor({ state: 'detached' });
      await until(() => proofs().length > 0);
      await workbench.screenshot('ownership-adopted');
      assert.deepEqual(
        proofs().map((line) => (JSON.parse(line) as { id: string }).id),
        ['versioned-data-script.loads'],
      );
      await workbench.page.close();
      await openGuide();
      assert.equal(await workbench.notes().getByText(QUESTION).count(), 0);
    });

    it('does not count when it is not the learner’s, who can still change that', async () => {
      await openGuide();
      await workbench.notes().getByRole('button', { name: 'Not Mine' }).click();
      await workbench.notes().getByText('This project is not yours').waitFor();
      await workbench.screenshot('ownership-not-mine');
      assert.deepEqual(proofs(), []);
      await workbench.notes().getByRole('button', { name: 'This Is My Project' }).click();
      await until(() => proofs().length === 1);
    });
  });
});
