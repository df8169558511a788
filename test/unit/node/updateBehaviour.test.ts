import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { newProject } from '../../../src/cli/newProject.ts';
import { updateProject } from '../../../src/cli/update.ts';
import { applyFolderUpdate } from '../../../src/node/update/applyFolderUpdate.ts';
import { planFolderUpdate } from '../../../src/node/update/planFolderUpdate.ts';
import { contentOf, FIRST, SECOND, text } from './updateContent.ts';

const GUIDE_LINES = '# Merging\n\n<<<<<<< HEAD\nyours\n=======\ntheirs\n>>>>>>> main\n';
const START = {
  ...FIRST,
  'docs/merging.md': GUIDE_LINES,
  'src/mlr_starter/__init__.py': '',
  'src/mlr_starter/load.py': 'from mlr_starter.app import NAME\n',
  'tests/test_app.py': 'from mlr_starter.app import NAME\n',
};
const NEXT = {
  ...SECOND,
  'docs/merging.md': GUIDE_LINES,
  'src/mlr_starter/__init__.py': '',
  'src/mlr_starter/load.py': 'from mlr_starter.app import NAME, PORT\n',
  'src/mlr_starter/serve.py': 'from mlr_starter.load import PORT\n',
  'tests/test_app.py': 'from mlr_starter.app import NAME, PORT\n',
};
const windows = (content: string) => content.replaceAll('\n', '\r\n');

describe('what an update does with a learner’s work', () => {
  const [first, second] = [
    contentOf('1.0.0', START, 'src/mlr_starter/app.py'),
    contentOf('2.0.0', NEXT, 'src/mlr_starter/app.py'),
  ];
  let root: string;
  beforeEach(async () => {
    root = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'update-behaviour-')), 'parcels');
    await newProject(first, ['service', root], (folder) => folder);
  });
  afterEach(() => fs.rmSync(path.dirname(root), { recursive: true, force: true }));
  const write = (name: string, content: string) => fs.writeFileSync(path.join(root, name), content);
  const read = (name: string) => fs.readFileSync(path.join(root, name), 'utf8');
  const tree = () =>
    Object.fromEntries(
      (fs.readdirSync(root, { recursive: true }) as string[])
        .filter((name) => fs.statSync(path.join(root, name)).isFile())
        .sort()
        .map((name) => [name, read(name)]),
    );
  const update = (...options: readonly string[]) => updateProject(second, [root, ...options]);

  describe('with the line ends of Windows', () => {
    it('follows where only they differ', async () => {
      write('untouched.py', windows(text()));
      const { text: said } = await update();
      assert.match(said, /untouched\.py: new version/);
      assert.equal(read('untouched.py'), windows(text({ 3: 'ours' })));
    });

    it('merges line by line and keeps them', async () => {
      write('edited.py', windows(text({ 15: 'mine' })));
      const { code } = await update();
      assert.equal(code, 0);
      assert.equal(read('edited.py'), windows(text({ 3: 'ours', 15: 'mine' })));
    });

    it('marks only the lines that clash', async () => {
      write('clash.py', windows(text({ 10: 'mine' })));
      await update();
      const now = read('clash.py');
      assert.match(
        now,
        /line 9\r\n<<<<<<< yours\r\nmine\r\n=======\r\nours\r\n>>>>>>> [^\r]*\r\nline 11/,
      );
      assert.ok(!/[^\r]\n/.test(now), 'no line ends in another way');
    });

    it('removes what the new version has no more', async () => {
      write('dropped.py', windows(text()));
      await update();
      assert.ok(!fs.existsSync(path.join(root, 'dropped.py')));
    });
  });

  describe('with a renamed package', () => {
    beforeEach(() => {
      fs.renameSync(path.join(root, 'src', 'parcels'), path.join(root, 'src', 'orders'));
      write('src/orders/load.py', 'from orders.app import NAME\n');
      write('tests/test_app.py', 'from orders.app import NAME\n\nprint(NAME)\n');
    });

    it('follows it in files, texts, checks and record', async () => {
      await update();
      assert.equal(read('src/orders/app.py'), 'NAME = "parcels"\nPORT = 8000\n');
      assert.equal(read('src/orders/load.py'), 'from orders.app import NAME, PORT\n');
      assert.equal(read('src/orders/serve.py'), 'from orders.load import PORT\n');
      assert.ok(!fs.existsSync(path.join(root, 'src', 'parcels')));
      assert.match(read('.mlops-roadmap/checks.json'), /"src\/orders\/app\.py"/);
      const record = JSON.parse(read('.mlops-roadmap/project.json')) as Record<string, unknown>;
      assert.equal(record['package'], 'orders');
      assert.equal(record['name'], 'parcels');
    });

    it('has nothing to do the second time', async () => {
      write('tests/test_app.py', 'from orders.app import NAME\n');
      await update();
      const before = tree();
      const { text: said } = await update();
      assert.match(said, /up to date; nothing was written/);
      const own = (files: Record<string, string>) =>
        Object.entries(files).filter(([name]) => !name.startsWith('.mlops-roadmap/update/'));
      assert.deepEqual(own(tree()), own(before));
    });
  });

  it('does not go back to an older version', async () => {
    await update();
    const before = tree();
    await assert.rejects(updateProject(first, [root]), {
      kind: 'use',
      message: /comes from a newer version \(2\.0\.0, starter 2\.0\.0\)/,
      remedy: /Update the extension/,
    });
    assert.deepEqual(tree(), before);
  });

  describe('with conflicts that are not settled', () => {
    it('stops at its own, and goes on when they are', async () => {
      write('clash.py', text({ 10: 'mine' }));
      assert.equal((await update()).code, 1);
      const before = tree();
      await assert.rejects(update(), { kind: 'conflict', message: /in clash\.py:11\./ });
      await assert.rejects(update('--dry-run'), { kind: 'conflict' });
      assert.deepEqual(tree(), before);
      write('clash.py', text({ 10: 'both' }));
      assert.equal((await update()).code, 0);
    });

    it('stops at those of Git', async () => {
      write('edited.py', `<<<<<<< HEAD\nmine\n=======\ntheirs\n>>>>>>> main\n${text()}`);
      await assert.rejects(update(), {
        kind: 'conflict',
        message: /edited\.py:1/,
        remedy: /Nothing was changed/,
      });
    });

    it('does not stop at a text about them that is as it was generated', async () => {
      assert.equal((await update()).code, 0);
      assert.equal(read('docs/merging.md'), GUIDE_LINES);
      write('docs/merging.md', windows(GUIDE_LINES));
      assert.equal((await update()).code, 0);
    });
  });

  it('writes nothing when a file has changed since it was listed', async () => {
    const planned = await planFolderUpdate(root, second);
    write('untouched.py', text({ 5: 'mine' }));
    const before = tree();
    await assert.rejects(applyFolderUpdate(root, planned), {
      kind: 'conflict',
      message: /Changed since the update was listed: untouched\.py\./,
    });
    assert.deepEqual(tree(), before);
    write('untouched.py', text());
    write('added.py', 'appeared\n');
    await assert.rejects(applyFolderUpdate(root, planned), {
      kind: 'conflict',
      message: /added\.py/,
    });
    fs.rmSync(path.join(root, 'added.py'));
    fs.rmSync(path.join(root, 'edited.py'));
    await assert.rejects(applyFolderUpdate(root, planned), {
      kind: 'conflict',
      message: /edited\.py/,
    });
  });

  it('explains a temporary folder that is not there', async () => {
    write('edited.py', text({ 15: 'mine' }));
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = path.join(root, 'not-there');
    try {
      await assert.rejects(update(), { kind: 'target', message: /no longer exists/ });
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
  });
});
