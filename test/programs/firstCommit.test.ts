import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isExpected, sentence } from '../../src/core/errors.ts';
import { startRepository } from '../../src/node/git/firstCommit.ts';
import { describeFirstCommit } from '../../src/node/git/firstCommitText.ts';
import { git, gitSandbox, posix, write } from './gitSandbox.ts';

const sandbox = gitSandbox();

const committed = (folder: string) =>
  git(folder, '-c', 'core.quotePath=false', 'ls-tree', '-r', '--name-only', '--full-tree', 'HEAD')
    .split('\n')
    .filter(Boolean)
    .sort();
const start = (folder: string, paths: readonly string[]) =>
  startRepository(folder, { message: 'Start', paths });

/** What a learner reads when there is no commit. */
async function refusal(folder: string, paths: readonly string[]): Promise<string> {
  try {
    await start(folder, paths);
  } catch (error) {
    assert.ok(isExpected(error, 'target'), String(error));
    return sentence(error);
  }
  throw new assert.AssertionError({ message: 'It made a commit.' });
}

/** A repository with one commit of the learner. */
function existing(folder = sandbox.project): void {
  git(folder, 'init', '--quiet', '-b', 'work');
  write(folder, { 'mine.txt': 'one\n', 'other.txt': 'one\n' });
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '-m', 'Mine');
}

describe('the first commit in a new repository', () => {
  it('holds the written files and nothing else, on main', async () => {
    write(sandbox.project, { '.env.local': 'secret\n' });
    const result = await start(
      sandbox.project,
      write(sandbox.project, { 'a.py': 'a\n', 'src/b.py': 'b\n' }),
    );
    assert.deepEqual(committed(sandbox.project), ['a.py', 'src/b.py']);
    assert.equal(git(sandbox.project, 'status', '--porcelain'), '?? .env.local\n');
    assert.equal(
      git(sandbox.project, 'log', '--format=%an <%ae> %s %D').trim(),
      'Ada <ada@example.org> Start HEAD -> main',
    );
    assert.deepEqual(describeFirstCommit(result), []);
  });

  it('takes odd names literally', async () => {
    const names = ['-dash.txt', 'with space.txt', 'ünï/日本.txt', '#hash', '[ab].txt'];
    if (posix) names.push(':(top)x', '*.txt', 'quo"te', 'back\\slash', 'new\nline');
    write(sandbox.project, { 'a.txt': 'not written by us\n' });
    await start(
      sandbox.project,
      write(sandbox.project, Object.fromEntries(names.map((name) => [name, name]))),
    );
    const held = git(sandbox.project, 'ls-tree', '-r', '-z', '--name-only', 'HEAD')
      .split('\0')
      .filter(Boolean);
    assert.deepEqual(held.sort(), [...names].sort());
  });

  it('keeps the executable bit', async function () {
    if (!posix) this.skip();
    write(sandbox.project, { 'run.sh': '' });
    fs.chmodSync(path.join(sandbox.project, 'run.sh'), 0o755);
    await start(sandbox.project, ['run.sh']);
    assert.match(git(sandbox.project, 'ls-tree', 'HEAD'), /^100755/);
  });

  it('works with a Git that cannot name the first branch', async function () {
    if (!posix) this.skip();
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const script = `#!/bin/sh\nfor each; do case $each in --initial-branch*) echo unknown option >&2; exit 129;; esac; done\nexec '${real}' "$@"\n`;
    write(sandbox.base, { 'bin/git': script });
    fs.chmodSync(path.join(sandbox.base, 'bin/git'), 0o755);
    process.env['PATH'] =
      `${path.join(sandbox.base, 'bin')}${path.delimiter}${process.env['PATH']}`;
    await start(sandbox.project, write(sandbox.project, { 'a.py': 'a\n' }));
    assert.equal(git(sandbox.project, 'symbolic-ref', 'HEAD').trim(), 'refs/heads/main');
  });

  it('says that Git is missing, and how to go on', async () => {
    const paths = write(sandbox.project, { 'a.py': 'a\n' });
    process.env['PATH'] = '';
    const said = await refusal(sandbox.project, paths);
    assert.match(said, /No commit was made: Git is not installed/);
    assert.match(said, /Install Git \(https:/);
    assert.ok(!fs.existsSync(path.join(sandbox.project, '.git')));
  });

  it('says so when it is stopped', async () => {
    const paths = write(sandbox.project, { 'a.py': 'a\n' });
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(
      startRepository(sandbox.project, { message: 'Start', paths, signal: stop.signal }),
      /The files are in .*No commit was made: it was stopped/,
    );
    assert.ok(fs.existsSync(path.join(sandbox.project, 'a.py')));
  });
});

describe('the first commit in an existing repository', () => {
  for (const below of ['', 'lessons/first']) {
    it(`leaves all other work as it is, ${below === '' ? 'at the root' : 'in a folder below'}`, async () => {
      existing();
      write(sandbox.project, { 'mine.txt': 'staged\n' });
      git(sandbox.project, 'add', 'mine.txt');
      write(sandbox.project, {
        'mine.txt': 'dirty\n',
        'other.txt': 'dirty\n',
        '.env.local': 'x\n',
      });
      write(sandbox.project, { 'new-staged.txt': 'x\n' });
      git(sandbox.project, 'add', 'new-staged.txt');
      fs.mkdirSync(path.join(sandbox.project, below), { recursive: true });
      const before = [
        git(sandbox.project, 'ls-files', '--stage'),
        git(sandbox.project, 'status', '--porcelain'),
      ];
      const folder = path.join(sandbox.project, below);
      const paths = write(folder, { 'zz/a.py': 'a\n', 'zz/b.py': 'b\n' });
      const result = await start(folder, paths);
      const ours = paths.map((each) => path.posix.join(below, each));
      assert.deepEqual(committed(sandbox.project), ['mine.txt', 'other.txt', ...ours].sort());
      assert.match(git(sandbox.project, 'show', 'HEAD:mine.txt'), /^one/);
      const stage = git(sandbox.project, 'ls-files', '--stage').split('\n');
      assert.equal(stage.filter((line) => !line.includes('zz/')).join('\n'), before[0]);
      assert.equal(git(sandbox.project, 'status', '--porcelain'), before[1]);
      assert.equal(fs.readFileSync(path.join(sandbox.project, 'mine.txt'), 'utf8'), 'dirty\n');
      assert.equal(fs.existsSync(path.join(folder, '.git')), below === '');
      assert.match(describeFirstCommit(result).join('\n'), /existing repository .*project\b/);
    });
  }

  it('makes the first commit of a branch that has none, and keeps its name', async () => {
    git(sandbox.project, 'init', '--quiet', '-b', 'trunk');
    write(sandbox.project, { 'staged.txt': 'x\n' });
    git(sandbox.project, 'add', 'staged.txt');
    await start(sandbox.project, write(sandbox.project, { 'a.py': 'a\n' }));
    assert.deepEqual(committed(sandbox.project), ['a.py']);
    assert.equal(git(sandbox.project, 'status', '--porcelain'), 'A  staged.txt\n');
    assert.equal(git(sandbox.project, 'symbolic-ref', '--short', 'HEAD').trim(), 'trunk');
  });

  it('commits nothing while a merge is unfinished', async () => {
    existing();
    const head = git(sandbox.project, 'rev-parse', 'HEAD').trim();
    fs.writeFileSync(path.join(sandbox.project, '.git', 'MERGE_HEAD'), `${head}\n`);
    const said = await refusal(sandbox.project, write(sandbox.project, { 'a.py': 'a\n' }));
    assert.match(said, /a merge is not finished in .*git merge --continue, or git merge --abort/);
    assert.equal(git(sandbox.project, 'rev-parse', 'HEAD').trim(), head);
    assert.equal(git(sandbox.project, 'ls-files', 'a.py'), '');
  });

  it('commits nothing where no branch would hold the commit', async () => {
    existing();
    git(sandbox.project, 'checkout', '--quiet', '--detach');
    const said = await refusal(sandbox.project, write(sandbox.project, { 'a.py': 'a\n' }));
    assert.match(said, /HEAD is detached.*git switch -c/);
  });

  it('makes no commit when the last one has the same files', async () => {
    existing();
    const result = await start(sandbox.project, ['mine.txt']);
    assert.equal(result.kind, 'unchanged');
    assert.equal(git(sandbox.project, 'rev-list', '--count', 'HEAD').trim(), '1');
  });

  it('says that a repository cannot be used, and makes no nested one', async () => {
    write(sandbox.project, { '.git': 'gitdir: /nowhere\n' });
    const folder = path.join(sandbox.project, 'below');
    const said = await refusal(folder, write(folder, { 'a.py': 'a\n' }));
    assert.match(said, /not a git repository: /);
    assert.ok(!fs.existsSync(path.join(folder, '.git')));
  });

  it('says what Git said when the index is locked', async () => {
    existing();
    write(sandbox.project, { '.git/index.lock': '' });
    const said = await refusal(sandbox.project, write(sandbox.project, { 'a.py': 'a\n' }));
    assert.match(said, /No commit was made: .*index\.lock/);
    assert.equal(git(sandbox.project, 'rev-list', '--count', 'HEAD').trim(), '1');
  });
});

describe('programs and the first commit', () => {
  beforeEach(function () {
    if (!posix) this.skip();
  });

  it('runs no hook, of the repository or of a folder that settings name', async () => {
    existing();
    const hook = sandbox.tracer('hook');
    const names = [
      'pre-commit',
      'commit-msg',
      'prepare-commit-msg',
      'post-commit',
      'post-index-change',
      'reference-transaction',
    ];
    for (const name of names)
      fs.copyFileSync(hook.program, path.join(sandbox.project, '.git', 'hooks', name));
    await start(sandbox.project, write(sandbox.project, { 'a.py': 'a\n' }));
    for (const scope of ['--global', '--local']) {
      const folder = path.join(sandbox.base, `hooks${scope}`);
      fs.mkdirSync(folder);
      for (const name of names) fs.copyFileSync(hook.program, path.join(folder, name));
      git(sandbox.project, 'config', scope, 'core.hooksPath', folder);
      fs.rmSync(path.join(sandbox.base, 'hook-ran'), { force: true });
      await start(sandbox.project, write(sandbox.project, { [`a${scope}.py`]: 'a\n' }));
      assert.ok(!hook.ran(), scope);
    }
  });

  it('runs no file system monitor, no signing program and no editor', async () => {
    existing();
    const program = sandbox.tracer('program');
    for (const [key, value] of [
      ['core.fsmonitor', program.program],
      ['commit.gpgSign', 'true'],
      ['gpg.program', program.program],
      ['core.editor', program.program],
      ['core.pager', program.program],
    ] as const) {
      git(sandbox.project, 'config', key, value);
    }
    await start(sandbox.project, write(sandbox.project, { 'a.py': 'a\n' }));
    assert.ok(!program.ran());
    git(sandbox.project, 'config', '--unset', 'core.fsmonitor');
    assert.ok(committed(sandbox.project).includes('a.py'));
  });

  it('runs filters of the global settings, and not the repository’s own that no file uses', async () => {
    existing();
    const global = sandbox.tracer('global');
    const local = sandbox.tracer('local');
    git(sandbox.project, 'config', '--global', 'filter.kept.clean', global.program);
    git(sandbox.project, 'config', '--global', 'filter.kept.required', 'true');
    git(sandbox.project, 'config', 'filter.own.clean', local.program);
    write(sandbox.project, { '.git/info/attributes': '*.kept filter=kept\n*.own filter=own\n' });
    await start(sandbox.project, write(sandbox.project, { 'a.kept': 'a\n', 'a.py': 'a\n' }));
    assert.ok(global.ran());
    assert.ok(!local.ran());
  });

  for (const key of ['filter.own.clean', 'filter.own.process', 'filter.kept.clean']) {
    it(`makes no commit with a file that the repository’s own ${key} changes`, async () => {
      existing();
      const local = sandbox.tracer('local');
      git(sandbox.project, 'config', '--global', 'filter.kept.clean', 'cat');
      git(sandbox.project, 'config', key, local.program);
      write(sandbox.project, { '.git/info/attributes': '*.csv filter=own\n*.db filter=kept\n' });
      const file = key.includes('own') ? 'data/a.csv' : 'data/a.db';
      const said = await refusal(
        sandbox.project,
        write(sandbox.project, { [file]: 'a\n', 'a.py': 'a\n' }),
      );
      assert.ok(said.includes(key) && said.includes(file), said);
      assert.ok(!local.ran());
    });
  }

  it('refuses filters that cannot be switched off', async () => {
    existing();
    const local = sandbox.tracer('local');
    git(sandbox.project, 'config', 'filter.a=b.clean', local.program);
    write(sandbox.project, { '.git/info/attributes': '* filter=a=b\n' });
    const said = await refusal(sandbox.project, write(sandbox.project, { 'a.py': 'a\n' }));
    assert.match(said, /filter\.a=b\.clean, which cannot be switched off/);
    assert.ok(!local.ran());
  });
});

describe('a first commit that is stopped', () => {
  it('leaves the files, the index and the branch as they were', async function () {
    if (!posix) this.skip();
    existing();
    const started = path.join(sandbox.base, 'started');
    git(
      sandbox.project,
      'config',
      '--global',
      'filter.slow.clean',
      `touch '${started}'; sleep 30; cat`,
    );
    write(sandbox.project, { '.git/info/attributes': '*.slow filter=slow\n' });
    const before = git(sandbox.project, 'ls-files', '--stage');
    const paths = write(sandbox.project, { 'a.slow': 'a\n' });
    const stop = new AbortController();
    const poll = setInterval(() => fs.existsSync(started) && stop.abort(), 20);
    const commit = startRepository(sandbox.project, {
      message: 'Start',
      paths,
      signal: stop.signal,
    });
    await assert.rejects(commit, /No commit was made: it was stopped/);
    clearInterval(poll);
    assert.equal(git(sandbox.project, 'ls-files', '--stage'), before);
    assert.equal(git(sandbox.project, 'rev-list', '--count', 'HEAD').trim(), '1');
    assert.ok(fs.existsSync(path.join(sandbox.project, 'a.slow')));
  });
});

describe('ignore rules and the first commit', () => {
  const files = { 'a.py': 'a\n', 'data/x.csv': 'x\n', 'data/with space.csv': 'y\n' };

  async function leftOut(folder = sandbox.project): Promise<string> {
    const result = await start(folder, write(folder, files));
    assert.ok(committed(folder).every((each) => !each.endsWith('.csv')));
    const said = describeFirstCommit(result).join('\n');
    assert.match(said, /Git leaves out 2 files of the project/);
    const add = /git add --force -- .*/.exec(said)?.[0] ?? '';
    if (posix) {
      execFileSync('sh', ['-c', add], { cwd: result.repository });
      const staged = git(folder, 'diff', '--cached', '--name-only');
      assert.match(staged, /data\/with space\.csv\n.*data\/x\.csv/);
    }
    return said;
  }

  it('names those of core.excludesFile', async () => {
    write(sandbox.home, { mine: '*.csv\n' });
    git(sandbox.home, 'config', '--global', 'core.excludesFile', path.join(sandbox.home, 'mine'));
    assert.ok((await leftOut()).includes(`rule “*.csv” in ${path.join(sandbox.home, 'mine')}`));
  });

  it('names those of the XDG folder', async () => {
    process.env['XDG_CONFIG_HOME'] = path.join(sandbox.home, 'xdg');
    write(sandbox.home, { 'xdg/git/ignore': 'data/\n' });
    assert.ok((await leftOut()).includes(path.join(sandbox.home, 'xdg', 'git', 'ignore')));
  });

  it('names those of .git/info/exclude', async () => {
    existing();
    write(sandbox.project, { '.git/info/exclude': '*.csv\n' });
    assert.ok((await leftOut()).includes(path.join('.git', 'info', 'exclude')));
  });

  it('names those of an outer folder', async () => {
    existing();
    write(sandbox.project, { '.gitignore': '*.csv\n!kept.csv\n' });
    const folder = path.join(sandbox.project, 'below');
    assert.ok((await leftOut(folder)).includes(path.join(sandbox.project, '.gitignore')));
  });

  it('takes in what a later rule takes in again, and says so when nothing is left', async () => {
    existing();
    write(sandbox.project, { '.gitignore': '*.csv\n!kept.csv\n/ignored\n' });
    const kept = await start(sandbox.project, write(sandbox.project, { 'kept.csv': 'x\n' }));
    assert.deepEqual(kept.ignored, []);
    const folder = path.join(sandbox.project, 'ignored');
    const none = await start(folder, write(folder, { 'a.py': 'a\n' }));
    assert.match(describeFirstCommit(none).join('\n'), /No commit was made .*ignores every file/);
  });
});

describe('the author of the first commit', () => {
  const CASES: readonly (readonly [string, string, string])[] = [
    ['', 'Learner <learner@localhost>', 'user.name and user.email'],
    ['name = Ada', 'Ada <learner@localhost>', 'user.email'],
    ['email = ada@example.org', 'Learner <ada@example.org>', 'user.name'],
  ];
  for (const [setting, author, missing] of CASES) {
    it(`is ${author} when Git knows “${setting}”`, async () => {
      write(sandbox.home, { '.gitconfig': `[user]\n\t${setting}\n` });
      const result = await start(sandbox.project, write(sandbox.project, { 'a.py': 'a\n' }));
      assert.equal(git(sandbox.project, 'log', '--format=%an <%ae>').trim(), author);
      assert.ok(describeFirstCommit(result)[0]?.includes(`your ${missing}, so`));
    });

    it(`is never made up when the learner forbids it and Git knows “${setting}”`, async () => {
      write(sandbox.home, { '.gitconfig': `[user]\n\t${setting}\n\tuseConfigOnly = true\n` });
      const said = await refusal(sandbox.project, write(sandbox.project, { 'a.py': 'a\n' }));
      assert.match(said, /A Git repository was made there\. No commit was made: Git does not know/);
      for (const each of missing.split(' and ')) assert.ok(said.includes(`git config ${each} "…"`));
    });
  }
});
