import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser } from 'playwright-core';
import { root } from '../../scripts/setup/places.mjs';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from './product.ts';

const STEP = 'Keep rejected rows with their reason';

/** A project below the top of a repository, with something beside it that nothing may touch. */
class Folder {
  readonly base = temporaryFolder('hostile');
  readonly project = path.join(this.base, 'mono', '01-data');
  readonly canary = path.join(this.base, 'canary.txt');

  constructor() {
    fs.mkdirSync(path.dirname(this.project));
    fs.writeFileSync(this.canary, 'mine\n');
    const cli = path.join(root, 'dist', 'cli.js');
    execFileSync(process.execPath, [cli, 'new', 'versioned-data-script', this.project]);
    this.git('init', '--quiet');
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', 'Start');
  }

  git(...args: readonly string[]): string {
    const author = ['-c', 'user.name=L', '-c', 'user.email=l@localhost'];
    const folder = path.dirname(this.project);
    return execFileSync('git', ['-C', folder, ...author, ...args], { encoding: 'utf8' }).trim();
  }

  at(name: string): string {
    return path.join(this.project, ...name.split('/'));
  }

  /** Evidence that the step before `STEP` was proved by a commit. */
  prove(commit: string): void {
    const { instance } = JSON.parse(
      fs.readFileSync(this.at('.mlops-roadmap/project.json'), 'utf8'),
    ) as { readonly instance: string };
    const proof = {
      ...{ version: 1, kind: 'verified', step: 'loads', instance, content: '1', checks: {} },
      ...{ commit, uncommitted: false, at: new Date().toISOString(), environment: {} },
    };
    fs.writeFileSync(this.at('.mlops-roadmap/evidence.jsonl'), `${JSON.stringify(proof)}\n`);
  }

  dispose(): void {
    fs.rmSync(this.base, { recursive: true, force: true });
  }
}

describe('a project folder that somebody else made', () => {
  let folder: Folder;
  let browser: Browser;
  let editor: Editor;
  let workbench: Workbench;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(() => {
    assert.equal(fs.readFileSync(folder.canary, 'utf8'), 'mine\n');
    assert.deepEqual(fs.readdirSync(folder.base).sort(), ['canary.txt', 'mono']);
    folder.dispose();
  });

  const open = async () => {
    workbench = new Workbench(await browser.newPage({ viewport: { width: 1400, height: 900 } }));
    await workbench.open(editor.url(folder.project));
    await workbench.openRoadmap();
  };
  const restart = async () => {
    await workbench.command('MLOps Roadmap: Restart Step');
    await workbench.answer('Restart which step?', STEP);
    await workbench.quickInput().locator('.monaco-list-row').filter({ hasText: STEP }).waitFor();
    await workbench.page.keyboard.press('Enter');
  };

  describe('trusted', () => {
    before(async () => {
      editor = await startProduct();
    });
    after(() => editor.stop());
    afterEach(() => workbench.page.close());

    it('is updated by no journal that would write elsewhere, and says so at once', async () => {
      fs.mkdirSync(folder.at('.mlops-roadmap/update'));
      const journal = [
        { path: '../../canary.txt', there: false },
        { path: '../mono/01-data/README.md', there: false },
      ];
      fs.writeFileSync(folder.at('.mlops-roadmap/update/journal.json'), JSON.stringify(journal));
      await open();
      await workbench.message('was interrupted').first().waitFor();
      await workbench.screenshot('hostile-journal-opened');
      await workbench.page.getByRole('button', { name: 'Show the Copies' }).click();
      // The Explorer takes the focus last, and would take it from the palette.
      await workbench.page.locator('.explorer-viewlet .monaco-list:focus').waitFor();
      await workbench.command('MLOps Roadmap: Update Project');
      await workbench.message('cannot be used').first().waitFor();
      await workbench.screenshot('hostile-journal-refused');
      assert.ok(fs.existsSync(folder.at('README.md')));
    });

    it('reports an interrupted update, lists what is taken back, and keeps later work', async () => {
      const before = '// of 0.1.0\n';
      const state = (text: string) => ({
        sha256: createHash('sha256').update(text).digest('hex'),
        executable: false,
      });
      const verifier = folder.at('.mlops-roadmap/verify.cjs');
      const journal = {
        ...{ version: 1, phase: 'applying', from: '0.9.0', to: '1.0.0' },
        files: [
          {
            path: '.mlops-roadmap/verify.cjs',
            before: state(before),
            after: state(fs.readFileSync(verifier, 'utf8')),
          },
          { path: 'README.md', before: state('old\n'), after: state('new\n') },
        ],
      };
      const copies = folder.at('.mlops-roadmap/update/before/.mlops-roadmap');
      fs.mkdirSync(copies, { recursive: true });
      fs.writeFileSync(path.join(copies, 'verify.cjs'), before);
      fs.writeFileSync(folder.at('.mlops-roadmap/update/journal.json'), JSON.stringify(journal));
      fs.writeFileSync(folder.at('README.md'), 'mine\n');
      await open();
      await workbench.message('was interrupted').first().waitFor();
      await workbench.page.getByRole('button', { name: 'Update Project…' }).click();
      await workbench.quickInput().getByText('taken back first').waitFor();
      await workbench.quickInput().getByText('changed since the interrupted update').waitFor();
      await workbench.screenshot('update-interrupted');
      await workbench.page.keyboard.press('Enter');
      await workbench.message('Updated.').first().waitFor();
      assert.equal(fs.readFileSync(folder.at('README.md'), 'utf8'), 'mine\n');
      assert.notEqual(fs.readFileSync(verifier, 'utf8'), before);
    });

    it('restarts a step in a folder below the repository’s top', async () => {
      folder.prove(folder.git('rev-parse', 'HEAD'));
      const changed = fs
        .readdirSync(folder.at('sql'))
        .map((name) => folder.at(`sql/${name}`))
        .concat(folder.at('src/project_01_data/load.py'));
      const before = changed.map((file) => fs.readFileSync(file, 'utf8'));
      for (const file of changed) fs.appendFileSync(file, '-- changed\n');
      await open();
      await restart();
      await workbench.page.getByText('go back to').first().waitFor();
      await workbench.screenshot('hostile-restart-asks');
      await workbench.page.getByRole('button', { name: 'Restart Without Saving' }).click();
      await workbench.message('Restarted').first().waitFor();
      const step = changed.filter((file) => /load\.py|schema\.sql/.test(file));
      for (const file of step) {
        assert.equal(fs.readFileSync(file, 'utf8'), before[changed.indexOf(file)], file);
      }
      assert.doesNotMatch(folder.git('status', '--porcelain'), /^ D/m);
    });

    it('loses nothing when the commit that proved the step before is gone', async () => {
      folder.prove('1'.repeat(40));
      const file = folder.at('src/project_01_data/load.py');
      fs.appendFileSync(file, '# changed\n');
      await open();
      await restart();
      await workbench.message('is not in this repository').first().waitFor();
      await workbench.screenshot('hostile-restart-refused');
      assert.match(fs.readFileSync(file, 'utf8'), /# changed/);
      assert.doesNotMatch(folder.git('status', '--porcelain'), /^ D/m);
    });

    it('is updated, and the update is undone from its summary', async () => {
      const verifier = folder.at('.mlops-roadmap/verify.cjs');
      fs.writeFileSync(verifier, '// of 0.1.0\n');
      await open();
      await workbench.command('MLOps Roadmap: Open Project Guide');
      await workbench.notes().getByText('is of version 0.1.0, older than').waitFor();
      await workbench.screenshot('update-older-verifier');
      await workbench.command('MLOps Roadmap: Update Project');
      await workbench.quickInput().getByText('Update the checks and the verifier').waitFor();
      await workbench.screenshot('update-review');
      await workbench.page.keyboard.press('Enter');
      await workbench.message('Updated.').first().waitFor();
      await workbench.screenshot('update-summary');
      assert.notEqual(fs.readFileSync(verifier, 'utf8'), '// of 0.1.0\n');
      await workbench.page.getByRole('button', { name: 'Undo Update' }).click();
      await workbench.message('The update was undone.').first().waitFor();
      assert.equal(fs.readFileSync(verifier, 'utf8'), '// of 0.1.0\n');
    });
  });

  describe('not trusted', () => {
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
    afterEach(() => workbench.page.close());

    it('writes nothing through a link in the place of the evidence', async () => {
      fs.rmSync(folder.at('.mlops-roadmap/evidence.jsonl'));
      fs.symlinkSync(folder.canary, folder.at('.mlops-roadmap/evidence.jsonl'));
      await open();
      await workbench.command('MLOps Roadmap: Compare with Solution');
      await workbench.message('evidence.jsonl is not read: it is a link').first().waitFor();
      await workbench.screenshot('hostile-evidence-link');
    });

    it('reports an interrupted update, and updates nothing', async () => {
      fs.mkdirSync(folder.at('.mlops-roadmap/update'));
      const journal = [{ path: '../../canary.txt', there: false }];
      fs.writeFileSync(folder.at('.mlops-roadmap/update/journal.json'), JSON.stringify(journal));
      await open();
      await workbench.message('was interrupted').first().waitFor();
      await workbench.page.locator('.pane-header').filter({ hasText: 'Projects' }).click();
      // The first is the phase’s milestone in the Roadmap view.
      const project = workbench.row('Versioned data').nth(1);
      await project.click({ button: 'right' });
      await workbench.page.locator('.monaco-menu').getByText('Update Project').hover();
      await workbench.page.keyboard.press('Enter');
      await workbench.message('Updating runs Git in the project').first().waitFor();
      await workbench.screenshot('hostile-restricted-update');
    });

    it('notes no look at a solution, and says why', async () => {
      await open();
      await workbench.command('MLOps Roadmap: Compare with Solution');
      await workbench.answer('The solution of which step?', STEP);
      await workbench.quickInput().locator('.monaco-list-row').filter({ hasText: STEP }).waitFor();
      await workbench.page.keyboard.press('Enter');
      await workbench.page.getByRole('button', { name: 'Look at the Solution' }).click();
      await workbench.message('needs a trusted folder').first().waitFor();
      assert.equal(fs.readFileSync(folder.at('.mlops-roadmap/evidence.jsonl'), 'utf8'), '');
    });
  });
});
