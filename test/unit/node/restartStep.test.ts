import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { strToU8 } from 'fflate';
import { packFiles } from '../../../src/core/scaffold/archive.ts';
import { applyRestart, planRestart } from '../../../src/node/restartStep.ts';

describe('restarting a step', () => {
  let base: string;
  let root: string;
  beforeEach(() => {
    base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'restart-')));
    root = path.join(base, 'project');
    fs.mkdirSync(root);
  });
  afterEach(() => fs.rmSync(base, { recursive: true, force: true }));

  const write = (name: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  };
  const read = (name: string) => fs.readFileSync(path.join(root, name), 'utf8');
  const exists = (name: string) => fs.existsSync(path.join(root, name));
  const git = (folder: string, ...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=L', '-c', 'user.email=l@localhost', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  const commit = (top: string) => {
    git(top, 'init', '--quiet');
    git(top, 'add', '--all');
    git(top, 'commit', '--quiet', '--allow-empty', '--message', 'a step');
    return git(top, 'rev-parse', 'HEAD');
  };
  const restart = async (commitId: string, ...paths: readonly string[]) => {
    const plan = await planRestart(root, paths, { kind: 'commit', commit: commitId });
    await applyRestart(root, plan);
    return plan;
  };

  for (const [where, top] of [
    ['in a repository of its own', () => root],
    ['below the top of a repository', () => base],
  ] as const) {
    it(`brings back what the commit holds, and deletes what it proves new, ${where}`, async () => {
      write('sql/schema.sql', 'before\n');
      write('src/load.py', 'before\n');
      const head = commit(top());
      write('sql/schema.sql', 'after\n');
      fs.rmSync(path.join(root, 'src/load.py'));
      write('tests/test_load.py', 'after\n');
      write('mine.txt', 'mine\n');
      await restart(head, 'sql/schema.sql', 'src/load.py', 'tests/test_load.py');
      assert.equal(read('sql/schema.sql'), 'before\n');
      assert.equal(read('src/load.py'), 'before\n');
      assert.ok(!exists('tests/test_load.py'));
      assert.equal(read('mine.txt'), 'mine\n');
    });
  }

  it('changes nothing when the commit is not in this clone', async () => {
    write('a.py', 'before\n');
    commit(root);
    write('a.py', 'after\n');
    await assert.rejects(restart('1'.repeat(40), 'a.py'), {
      kind: 'use',
      message: /is not in this repository/,
      remedy: /fetch --unshallow/,
    });
    assert.equal(read('a.py'), 'after\n');
  });

  it('takes for a commit neither an option nor another name', async () => {
    write('a.py', 'before\n');
    commit(root);
    write('a.py', 'after\n');
    for (const name of ['--output=out', 'HEAD', '-h', `${'a'.repeat(40)}:a.py`, '']) {
      await assert.rejects(restart(name, 'a.py'), { kind: 'use' }, name);
    }
    assert.ok(!exists('out'));
    assert.equal(read('a.py'), 'after\n');
  });

  it('changes nothing where Git cannot be asked', async () => {
    write('a.py', 'after\n');
    // There is no repository at all.
    await assert.rejects(restart('1'.repeat(40), 'a.py'), {
      kind: 'target',
      message: /not a git repository/,
      remedy: /Nothing was changed/,
    });
    assert.equal(read('a.py'), 'after\n');
  });

  it('keeps what no commit can tell: ignored files, links, and links on the way', async () => {
    write('.gitignore', 'orders.db\n');
    write('a.py', 'before\n');
    const head = commit(root);
    const outside = path.join(base, 'outside');
    fs.mkdirSync(outside);
    fs.writeFileSync(path.join(outside, 'b.py'), 'outside\n');
    write('orders.db', 'mine\n');
    fs.symlinkSync(outside, path.join(root, 'linked'));
    fs.rmSync(path.join(root, 'a.py'));
    fs.symlinkSync(path.join(outside, 'b.py'), path.join(root, 'a.py'));
    const { kept, changes } = await restart(head, 'orders.db', 'linked/b.py', 'a.py');
    assert.deepEqual(changes, []);
    assert.deepEqual(
      kept.map(({ path: name }) => name),
      ['orders.db', 'linked/b.py', 'a.py'],
    );
    assert.equal(fs.readFileSync(path.join(outside, 'b.py'), 'utf8'), 'outside\n');
    assert.equal(read('orders.db'), 'mine\n');
  });

  it('refuses paths that leave the project', async () => {
    write('a.py', '');
    const head = commit(root);
    for (const name of ['../a.py', '/etc/passwd', 'x/../../a.py']) {
      await assert.rejects(restart(head, name), { kind: 'content' }, name);
    }
  });

  it('takes a file whose lines end otherwise for unchanged, and keeps its line ends', async () => {
    write('a.py', 'one\ntwo\n');
    write('b.py', 'one\ntwo\n');
    const head = commit(root);
    write('a.py', 'one\r\ntwo\r\n');
    write('b.py', 'one\r\nthree\r\n');
    const { changes } = await restart(head, 'a.py', 'b.py');
    assert.deepEqual(
      changes.map(({ path: name }) => name),
      ['b.py'],
    );
    assert.equal(read('a.py'), 'one\r\ntwo\r\n');
    assert.equal(read('b.py'), 'one\r\ntwo\r\n');
  });

  it('writes nothing when a file changes after the list was shown', async () => {
    write('a.py', 'before\n');
    write('b.py', 'before\n');
    const head = commit(root);
    write('a.py', 'after\n');
    write('b.py', 'after\n');
    const plan = await planRestart(root, ['a.py', 'b.py'], { kind: 'commit', commit: head });
    write('b.py', 'later\n');
    await assert.rejects(applyRestart(root, plan), { kind: 'conflict' });
    assert.deepEqual([read('a.py'), read('b.py')], ['after\n', 'later\n']);
  });

  it('goes back to the files as generated', async () => {
    const generated = [{ path: 'a.py', bytes: strToU8('generated\n'), executable: false }];
    write('a.py', 'mine\n');
    write('new.py', 'mine\n');
    const files = ['a.py', 'new.py'];
    await assert.rejects(planRestart(root, files, { kind: 'generated' }), /base\.zip is missing/);
    assert.ok(exists('new.py'), 'what was generated is not known');
    fs.mkdirSync(path.join(root, '.mlops-roadmap'));
    fs.writeFileSync(path.join(root, '.mlops-roadmap/base.zip'), packFiles(generated));
    await applyRestart(root, await planRestart(root, files, { kind: 'generated' }));
    assert.equal(read('a.py'), 'generated\n');
    assert.ok(!exists('new.py'));
  });
});
