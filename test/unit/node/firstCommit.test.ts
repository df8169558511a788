import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { isExpected, sentence } from '../../../src/core/errors.ts';
import { startRepository } from '../../../src/node/git/firstCommit.ts';
import { describeFirstCommit } from '../../../src/node/git/firstCommitText.ts';

const posix = process.platform !== 'win32';
const NAMES = [
  'HOME',
  'PATH',
  'XDG_CONFIG_HOME',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_NOSYSTEM',
  'EMAIL',
];
const ENVIRONMENT = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]));

let base: string;
let home: string;
let project: string;

beforeEach(() => {
  base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'first-commit-test-')));
  home = path.join(base, 'home');
  project = path.join(base, 'project');
  fs.mkdirSync(home);
  fs.mkdirSync(project);
  delete process.env['XDG_CONFIG_HOME'];
  delete process.env['EMAIL'];
  process.env['HOME'] = home;
  process.env['GIT_CONFIG_GLOBAL'] = path.join(home, '.gitconfig');
  process.env['GIT_CONFIG_NOSYSTEM'] = '1';
  write(home, { '.gitconfig': '[user]\n\tname = Ada\n\temail = ada@example.org\n' });
});

afterEach(() => {
  for (const name of NAMES) {
    if (ENVIRONMENT[name] === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = ENVIRONMENT[name];
  }
  fs.rmSync(base, { recursive: true, force: true });
});

function write(folder: string, files: Readonly<Record<string, string>>): readonly string[] {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }
  return Object.keys(files);
}

const git = (folder: string, ...args: readonly string[]) =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
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
function existing(folder = project): void {
  git(folder, 'init', '--quiet', '-b', 'work');
  write(folder, { 'mine.txt': 'one\n', 'other.txt': 'one\n' });
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '-m', 'Mine');
}

/** Makes a program that leaves a trace when it runs. */
function tracer(name: string): { readonly program: string; readonly ran: () => boolean } {
  const program = path.join(base, 'programs', name);
  const trace = path.join(base, `${name}-ran`);
  write(base, { [`programs/${name}`]: `#!/bin/sh\ntouch '${trace}'\ncat\n` });
  fs.chmodSync(program, 0o755);
  return { program, ran: () => fs.existsSync(trace) };
}

describe('the first commit in a new repository', () => {
  it('holds the written files and nothing else, on main', async () => {
    write(project, { '.env.local': 'secret\n' });
    const result = await start(project, write(project, { 'a.py': 'a\n', 'src/b.py': 'b\n' }));
    assert.deepEqual(committed(project), ['a.py', 'src/b.py']);
    assert.equal(git(project, 'status', '--porcelain'), '?? .env.local\n');
    assert.equal(
      git(project, 'log', '--format=%an <%ae> %s %D').trim(),
      'Ada <ada@example.org> Start HEAD -> main',
    );
    assert.deepEqual(describeFirstCommit(result), []);
  });

  it('takes odd names literally', async () => {
    const names = ['-dash.txt', 'with space.txt', 'ünï/日本.txt', '#hash', '[ab].txt'];
    if (posix) names.push(':(top)x', '*.txt', 'quo"te', 'back\\slash', 'new\nline');
    write(project, { 'a.txt': 'not written by us\n' });
    await start(project, write(project, Object.fromEntries(names.map((name) => [name, name]))));
    const held = git(project, 'ls-tree', '-r', '-z', '--name-only', 'HEAD')
      .split('\0')
      .filter(Boolean);
    assert.deepEqual(held.sort(), [...names].sort());
  });

  it('keeps the executable bit', async function () {
    if (!posix) this.skip();
    write(project, { 'run.sh': '' });
    fs.chmodSync(path.join(project, 'run.sh'), 0o755);
    await start(project, ['run.sh']);
    assert.match(git(project, 'ls-tree', 'HEAD'), /^100755/);
  });

  it('works with a Git that cannot name the first branch', async function () {
    if (!posix) this.skip();
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const script = `#!/bin/sh\nfor each; do case $each in --initial-branch*) echo unknown option >&2; exit 129;; esac; done\nexec '${real}' "$@"\n`;
    write(base, { 'bin/git': script });
    fs.chmodSync(path.join(base, 'bin/git'), 0o755);
    process.env['PATH'] = `${path.join(base, 'bin')}${path.delimiter}${process.env['PATH']}`;
    await start(project, write(project, { 'a.py': 'a\n' }));
    assert.equal(git(project, 'symbolic-ref', 'HEAD').trim(), 'refs/heads/main');
  });

  it('says that Git is missing, and how to go on', async () => {
    const paths = write(project, { 'a.py': 'a\n' });
    process.env['PATH'] = '';
    const said = await refusal(project, paths);
    assert.match(said, /No commit was made: Git is not installed/);
    assert.match(said, /Install Git \(https:/);
    assert.ok(!fs.existsSync(path.join(project, '.git')));
  });

  it('says so when it is stopped', async () => {
    const paths = write(project, { 'a.py': 'a\n' });
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(
      startRepository(project, { message: 'Start', paths, signal: stop.signal }),
      /The files are in .*No commit was made: it was stopped/,
    );
    assert.ok(fs.existsSync(path.join(project, 'a.py')));
  });
});

describe('the first commit in an existing repository', () => {
  for (const below of ['', 'lessons/first']) {
    it(`leaves all other work as it is, ${below === '' ? 'at the root' : 'in a folder below'}`, async () => {
      existing();
      write(project, { 'mine.txt': 'staged\n' });
      git(project, 'add', 'mine.txt');
      write(project, { 'mine.txt': 'dirty\n', 'other.txt': 'dirty\n', '.env.local': 'x\n' });
      write(project, { 'new-staged.txt': 'x\n' });
      git(project, 'add', 'new-staged.txt');
      fs.mkdirSync(path.join(project, below), { recursive: true });
      const before = [git(project, 'ls-files', '--stage'), git(project, 'status', '--porcelain')];
      const folder = path.join(project, below);
      const paths = write(folder, { 'zz/a.py': 'a\n', 'zz/b.py': 'b\n' });
      const result = await start(folder, paths);
      const ours = paths.map((each) => path.posix.join(below, each));
      assert.deepEqual(committed(project), ['mine.txt', 'other.txt', ...ours].sort());
      assert.match(git(project, 'show', 'HEAD:mine.txt'), /^one/);
      const stage = git(project, 'ls-files', '--stage').split('\n');
      assert.equal(stage.filter((line) => !line.includes('zz/')).join('\n'), before[0]);
      assert.equal(git(project, 'status', '--porcelain'), before[1]);
      assert.equal(fs.readFileSync(path.join(project, 'mine.txt'), 'utf8'), 'dirty\n');
      assert.equal(fs.existsSync(path.join(folder, '.git')), below === '');
      assert.match(describeFirstCommit(result).join('\n'), /existing repository .*project\b/);
    });
  }

  it('makes the first commit of a branch that has none, and keeps its name', async () => {
    git(project, 'init', '--quiet', '-b', 'trunk');
    write(project, { 'staged.txt': 'x\n' });
    git(project, 'add', 'staged.txt');
    await start(project, write(project, { 'a.py': 'a\n' }));
    assert.deepEqual(committed(project), ['a.py']);
    assert.equal(git(project, 'status', '--porcelain'), 'A  staged.txt\n');
    assert.equal(git(project, 'symbolic-ref', '--short', 'HEAD').trim(), 'trunk');
  });

  it('commits nothing while a merge is unfinished', async () => {
    existing();
    const head = git(project, 'rev-parse', 'HEAD').trim();
    fs.writeFileSync(path.join(project, '.git', 'MERGE_HEAD'), `${head}\n`);
    const said = await refusal(project, write(project, { 'a.py': 'a\n' }));
    assert.match(said, /a merge is not finished in .*git merge --continue, or git merge --abort/);
    assert.equal(git(project, 'rev-parse', 'HEAD').trim(), head);
    assert.equal(git(project, 'ls-files', 'a.py'), '');
  });

  it('commits nothing where no branch would hold the commit', async () => {
    existing();
    git(project, 'checkout', '--quiet', '--detach');
    const said = await refusal(project, write(project, { 'a.py': 'a\n' }));
    assert.match(said, /HEAD is detached.*git switch -c/);
  });

  it('makes no commit when the last one has the same files', async () => {
    existing();
    const result = await start(project, ['mine.txt']);
    assert.equal(result.kind, 'unchanged');
    assert.equal(git(project, 'rev-list', '--count', 'HEAD').trim(), '1');
  });

  it('says that a repository cannot be used, and makes no nested one', async () => {
    write(project, { '.git': 'gitdir: /nowhere\n' });
    const folder = path.join(project, 'below');
    const said = await refusal(folder, write(folder, { 'a.py': 'a\n' }));
    assert.match(said, /not a git repository: /);
    assert.ok(!fs.existsSync(path.join(folder, '.git')));
  });

  it('says what Git said when the index is locked', async () => {
    existing();
    write(project, { '.git/index.lock': '' });
    const said = await refusal(project, write(project, { 'a.py': 'a\n' }));
    assert.match(said, /No commit was made: .*index\.lock/);
    assert.equal(git(project, 'rev-list', '--count', 'HEAD').trim(), '1');
  });
});

describe('programs and the first commit', () => {
  beforeEach(function () {
    if (!posix) this.skip();
  });

  it('runs no hook, of the repository or of a folder that settings name', async () => {
    existing();
    const hook = tracer('hook');
    const names = [
      'pre-commit',
      'commit-msg',
      'prepare-commit-msg',
      'post-commit',
      'post-index-change',
      'reference-transaction',
    ];
    for (const name of names)
      fs.copyFileSync(hook.program, path.join(project, '.git', 'hooks', name));
    await start(project, write(project, { 'a.py': 'a\n' }));
    for (const scope of ['--global', '--local']) {
      const folder = path.join(base, `hooks${scope}`);
      fs.mkdirSync(folder);
      for (const name of names) fs.copyFileSync(hook.program, path.join(folder, name));
      git(project, 'config', scope, 'core.hooksPath', folder);
      fs.rmSync(path.join(base, 'hook-ran'), { force: true });
      await start(project, write(project, { [`a${scope}.py`]: 'a\n' }));
      assert.ok(!hook.ran(), scope);
    }
  });

  it('runs no file system monitor, no signing program and no editor', async () => {
    existing();
    const program = tracer('program');
    for (const [key, value] of [
      ['core.fsmonitor', program.program],
      ['commit.gpgSign', 'true'],
      ['gpg.program', program.program],
      ['core.editor', program.program],
      ['core.pager', program.program],
    ] as const) {
      git(project, 'config', key, value);
    }
    await start(project, write(project, { 'a.py': 'a\n' }));
    assert.ok(!program.ran());
    git(project, 'config', '--unset', 'core.fsmonitor');
    assert.ok(committed(project).includes('a.py'));
  });

  it('runs filters of the global settings and none of the repository’s own', async () => {
    existing();
    const global = tracer('global');
    const local = tracer('local');
    git(project, 'config', '--global', 'filter.kept.clean', global.program);
    git(project, 'config', '--global', 'filter.kept.required', 'true');
    for (const name of ['kept', 'own']) {
      git(project, 'config', `filter.${name}.clean`, local.program);
      git(project, 'config', `filter.${name}.required`, 'true');
    }
    write(project, { '.git/info/attributes': '*.kept filter=kept\n*.own filter=own\n' });
    git(project, 'config', 'filter.own.process', local.program);
    await start(project, write(project, { 'a.kept': 'a\n', 'a.own': 'a\n' }));
    assert.ok(global.ran());
    assert.ok(!local.ran());
    assert.equal(git(project, 'cat-file', 'blob', 'HEAD:a.own'), 'a\n');
  });

  it('refuses filters that cannot be switched off', async () => {
    existing();
    const local = tracer('local');
    git(project, 'config', 'filter.a=b.clean', local.program);
    write(project, { '.git/info/attributes': '* filter=a=b\n' });
    const said = await refusal(project, write(project, { 'a.py': 'a\n' }));
    assert.match(said, /filters/);
    assert.ok(!local.ran());
  });
});

describe('a first commit that is stopped', () => {
  it('leaves the files, the index and the branch as they were', async function () {
    if (!posix) this.skip();
    existing();
    const started = path.join(base, 'started');
    git(project, 'config', '--global', 'filter.slow.clean', `touch '${started}'; sleep 30; cat`);
    write(project, { '.git/info/attributes': '*.slow filter=slow\n' });
    const before = git(project, 'ls-files', '--stage');
    const paths = write(project, { 'a.slow': 'a\n' });
    const stop = new AbortController();
    const poll = setInterval(() => fs.existsSync(started) && stop.abort(), 20);
    const commit = startRepository(project, { message: 'Start', paths, signal: stop.signal });
    await assert.rejects(commit, /No commit was made: it was stopped/);
    clearInterval(poll);
    assert.equal(git(project, 'ls-files', '--stage'), before);
    assert.equal(git(project, 'rev-list', '--count', 'HEAD').trim(), '1');
    assert.ok(fs.existsSync(path.join(project, 'a.slow')));
  });
});

describe('ignore rules and the first commit', () => {
  const files = { 'a.py': 'a\n', 'data/x.csv': 'x\n', 'data/with space.csv': 'y\n' };

  async function leftOut(folder = project): Promise<string> {
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
    write(home, { mine: '*.csv\n' });
    git(home, 'config', '--global', 'core.excludesFile', path.join(home, 'mine'));
    assert.ok((await leftOut()).includes(`rule “*.csv” in ${path.join(home, 'mine')}`));
  });

  it('names those of the XDG folder', async () => {
    process.env['XDG_CONFIG_HOME'] = path.join(home, 'xdg');
    write(home, { 'xdg/git/ignore': 'data/\n' });
    assert.ok((await leftOut()).includes(path.join(home, 'xdg', 'git', 'ignore')));
  });

  it('names those of .git/info/exclude', async () => {
    existing();
    write(project, { '.git/info/exclude': '*.csv\n' });
    assert.ok((await leftOut()).includes(path.join('.git', 'info', 'exclude')));
  });

  it('names those of an outer folder', async () => {
    existing();
    write(project, { '.gitignore': '*.csv\n!kept.csv\n' });
    const folder = path.join(project, 'below');
    assert.ok((await leftOut(folder)).includes(path.join(project, '.gitignore')));
  });

  it('takes in what a later rule takes in again, and says so when nothing is left', async () => {
    existing();
    write(project, { '.gitignore': '*.csv\n!kept.csv\n/ignored\n' });
    const kept = await start(project, write(project, { 'kept.csv': 'x\n' }));
    assert.deepEqual(kept.ignored, []);
    const folder = path.join(project, 'ignored');
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
      write(home, { '.gitconfig': `[user]\n\t${setting}\n` });
      const result = await start(project, write(project, { 'a.py': 'a\n' }));
      assert.equal(git(project, 'log', '--format=%an <%ae>').trim(), author);
      assert.ok(describeFirstCommit(result)[0]?.includes(`your ${missing}, so`));
    });

    it(`is never made up when the learner forbids it and Git knows “${setting}”`, async () => {
      write(home, { '.gitconfig': `[user]\n\t${setting}\n\tuseConfigOnly = true\n` });
      const said = await refusal(project, write(project, { 'a.py': 'a\n' }));
      assert.match(said, /A Git repository was made there\. No commit was made: Git does not know/);
      for (const each of missing.split(' and ')) assert.ok(said.includes(`git config ${each} "…"`));
    });
  }
});
