import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { newProject } from '../../../src/cli/newProject.ts';
import { updateProject } from '../../../src/cli/update.ts';
import { contentOf, FIRST, SECOND, text } from './updateContent.ts';

const BEFORE = '.mlops-roadmap/update/before';

describe('undoing an update', () => {
  const [first, second] = [contentOf('1.0.0', FIRST), contentOf('2.0.0', SECOND)];
  let root: string;
  beforeEach(async () => {
    root = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'update-undo-')), 'parcels');
    await newProject(first, ['service', root], (folder) => folder);
    write('edited.py', text({ 15: 'mine' }));
    write('clash.py', text({ 10: 'mine' }));
    fs.chmodSync(place('edited.py'), 0o600);
    fs.chmodSync(place('dropped.py'), 0o755);
  });
  afterEach(() => fs.rmSync(path.dirname(root), { recursive: true, force: true }));
  const place = (name: string) => path.join(root, name);
  const write = (name: string, content: string) => fs.writeFileSync(place(name), content);
  const read = (name: string) => fs.readFileSync(place(name), 'utf8');
  const tree = () =>
    Object.fromEntries(
      (fs.readdirSync(root, { recursive: true }) as string[])
        .filter((name) => !name.startsWith('.git/') && fs.statSync(place(name)).isFile())
        .sort()
        .map((name) => {
          const mode = (fs.statSync(place(name)).mode & 0o777).toString(8);
          return [name, `${mode} ${fs.readFileSync(place(name)).toString('base64')}`];
        }),
    );
  const update = () => updateProject(second, [root]);
  const undo = () => updateProject(second, [root, '--undo']);
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      cwd: root,
      encoding: 'utf8',
    });

  it('brings every byte and every permission back, and leaves nothing behind', async () => {
    const before = tree();
    await update();
    assert.notDeepEqual(tree(), before);
    const { text: said, code } = await undo();
    assert.deepEqual([said, code], ['The update was taken back.', 0]);
    assert.deepEqual(tree(), before);
  });

  it('keeps permissions of a file while it is updated and copied', async () => {
    await update();
    for (const name of ['edited.py', `${BEFORE}/edited.py`]) {
      assert.equal(fs.statSync(place(name)).mode & 0o777, 0o600, name);
    }
  });

  it('keeps a file that has changed since, and lists it', async () => {
    const before = tree();
    await update();
    write('untouched.py', 'my later work\n');
    const { text: said, code } = await undo();
    assert.equal(code, 1);
    assert.match(said, /changed since[^\n]*\n {2}untouched\.py\n/);
    assert.equal(read('untouched.py'), 'my later work\n');
    assert.equal(read(`${BEFORE}/untouched.py`), text());
    for (const [name, content] of Object.entries(before)) {
      if (name !== 'untouched.py') assert.equal(tree()[name], content, name);
    }
  });

  it('keeps a file that was deleted since deleted', async () => {
    await update();
    fs.rmSync(place('untouched.py'));
    assert.match((await undo()).text, /untouched\.py/);
    assert.ok(!fs.existsSync(place('untouched.py')));
  });

  it('works once, and without an update not at all', async () => {
    const none = { kind: 'use', message: /no update of this project to undo/ };
    const before = tree();
    await assert.rejects(undo(), none);
    assert.deepEqual(tree(), before);
    assert.ok(!fs.existsSync(place('.mlops-roadmap/update')), 'not even a folder is made');
    await update();
    await undo();
    await assert.rejects(undo(), none);
  });

  it('can be updated again afterwards', async () => {
    await update();
    const updated = tree();
    await undo();
    await update();
    assert.deepEqual(tree(), updated);
  });

  it('keeps copies of files with markers that Git does not know or has not seen', async () => {
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Start');
    write('clash.py', text({ 10: 'not committed' }));
    write('taken.py', 'never added\n');
    assert.equal((await update()).code, 1);
    assert.match(read('clash.py'), /<<<<<<< yours\nnot committed\n/);
    assert.match(read('taken.py'), /never added/);
    assert.equal(read(`${BEFORE}/clash.py`), text({ 10: 'not committed' }));
    assert.equal(read(`${BEFORE}/taken.py`), 'never added\n');
  });

  it('leaves nothing for Git to commit besides the update itself', async () => {
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Start');
    await update();
    assert.ok(!git('status', '--porcelain', '--untracked-files=all').includes('update/'));
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Update');
    assert.equal(git('status', '--porcelain'), '');
    assert.ok(fs.existsSync(place(BEFORE)));
  });
});
