import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { evaluate } from '../../src/core/checks/evaluate.ts';
import { changedFiles, findHistory } from '../../src/core/checks/repository.ts';
import type { Finding } from '../../src/core/checks/model.ts';
import { bodySchema } from '../../src/core/checks/schema.ts';
import { createWorld } from '../../src/node/checks/world.ts';
import { git, gitSandbox, posix, write } from '../programs/gitSandbox.ts';
import { counted } from './tally.ts';

const sandbox = gitSandbox();

const CLEAN = { git: { clean: true } };
const CLONE = {
  command: {
    run: [process.execPath, '-e', "console.log(require('fs').readFileSync('a.txt', 'utf8'))"],
    in: 'clone',
    stdout: { matches: '^one' },
  },
};
/** What every starter's steps ask of Git, in short. */
const ASKED = {
  'a commit': { git: { commits: { atLeast: 1, path: 'a.txt' } } },
  'a tag': { git: { tag: { matches: '^v1$', annotated: true } } },
  'a branch': { git: { branch: 'main$' } },
  'an ignored path': { git: { ignored: ['data/raw.csv'] } },
  'a tracked path': { git: { tracked: ['a.txt', 'src'] } },
  'a path in no commit': { git: { neverTracked: ['.env'] } },
  'everything committed': CLEAN,
  'no secrets': { git: { noSecrets: true } },
  'a clean clone': CLONE,
};

async function look(root: string, check: object): Promise<Finding> {
  const world = createWorld({ root, consent: true, signal: new AbortController().signal });
  try {
    return await evaluate(v.parse(bodySchema, { ...check, next: 'Do it.' }), world);
  } finally {
    await world.dispose();
  }
}

async function everythingPasses(root: string): Promise<void> {
  for (const [what, check] of counted(Object.entries(ASKED))) {
    const finding = await look(root, check);
    assert.equal(finding.status, 'passed', `${what}: ${JSON.stringify(finding)}`);
  }
}

/** A finished project in a folder, and the repository around it. */
function finished(root: string, top = root): string {
  write(root, {
    'a.txt': 'one\n',
    'src/a.py': 'a = 1\n',
    '.gitignore': 'data/\n',
    '.mlops-roadmap/evidence.jsonl': '',
  });
  const commit = sandbox.commitAll(top);
  git(top, 'tag', '--annotate', '--message', 'One', 'v1');
  return commit;
}

describe('a finished project', () => {
  it('passes in a repository of its own', async () => {
    finished(sandbox.project);
    await everythingPasses(sandbox.project);
  });

  it('passes while its evidence changes', async () => {
    finished(sandbox.project);
    write(sandbox.project, { '.mlops-roadmap/evidence.jsonl': '{}\n' });
    await everythingPasses(sandbox.project);
  });

  it('passes in a subfolder of a repository, whatever changes beside it', async () => {
    const root = path.join(sandbox.project, 'projects', 'mit Leerzeichen ü');
    finished(root, sandbox.project);
    write(sandbox.project, { 'other.txt': 'new\n' });
    write(root, { '.mlops-roadmap/evidence.jsonl': '{}\n' });
    await everythingPasses(root);
    write(root, { 'a.txt': 'two\n', 'src/new.py': '' });
    const changed = await look(root, CLEAN);
    assert.equal(changed.status, 'failed');
    assert.match(changed.found, /changes in a\.txt, src\/new\.py$/);
  });

  it('passes in a work tree of its repository', async () => {
    finished(sandbox.project);
    const tree = path.join(sandbox.base, 'tree');
    git(sandbox.project, 'worktree', 'add', '--quiet', '-b', 'main-of-tree', tree);
    git(tree, 'branch', '-m', 'second-main');
    await everythingPasses(tree);
  });

  it('passes as a submodule', async () => {
    finished(sandbox.project);
    const outer = path.join(sandbox.base, 'outer');
    write(outer, { 'README.md': '' });
    sandbox.commitAll(outer);
    const add = ['submodule', '--quiet', 'add', sandbox.project, 'inner'];
    git(outer, '-c', 'protocol.file.allow=always', ...add);
    await everythingPasses(path.join(outer, 'inner'));
  });

  it('passes with objects in another repository', async () => {
    finished(sandbox.project);
    const borrowed = path.join(sandbox.base, 'borrowed');
    git(sandbox.base, 'clone', '--quiet', '--shared', sandbox.project, borrowed);
    await everythingPasses(borrowed);
  });

  it('passes without a branch', async () => {
    const commit = finished(sandbox.project);
    git(sandbox.project, 'checkout', '--quiet', '--detach', commit);
    await everythingPasses(sandbox.project);
  });

  it('passes with hashes of SHA-256', async () => {
    git(sandbox.project, 'init', '--quiet', '--object-format=sha256', '-b', 'main');
    finished(sandbox.project);
    await everythingPasses(sandbox.project);
  });

  for (const [what, settings] of Object.entries({
    // As Git for Windows 2.54 installs them, without its programs.
    'the system settings of Git for Windows': `[core]
	symlinks = false
	autocrlf = true
	fscache = true
[color]
	interactive = true
	ui = auto
[help]
	format = html
[diff "astextplain"]
	textconv = astextplain
[rebase]
	autosquash = true
[filter "lfs"]
	clean = git-lfs clean -- %f
	smudge = git-lfs smudge -- %f
	process = git-lfs filter-process
	required = true
[credential]
	helper = manager
[init]
	defaultBranch = master
`,
    'a learner’s settings of taste': `[color]
	ui = always
[log]
	showSignature = true
	decorate = full
	showRoot = false
[diff]
	noprefix = true
	external = /nowhere/difftool
[core]
	quotePath = true
	pager = /nowhere/pager
	fsmonitor = true
[status]
	relativePaths = true
	branch = true
	short = true
[commit]
	gpgSign = true
`,
  })) {
    it(`passes under ${what}`, async () => {
      finished(sandbox.project);
      write(sandbox.base, { system: settings });
      delete process.env['GIT_CONFIG_NOSYSTEM'];
      process.env['GIT_CONFIG_SYSTEM'] = path.join(sandbox.base, 'system');
      await everythingPasses(sandbox.project);
    });
  }

  for (const scope of ['--global', '--local']) {
    it(`passes with Git LFS installed ${scope}, and no file for it`, async () => {
      finished(sandbox.project);
      git(
        sandbox.project,
        'config',
        scope,
        'filter.lfs.process',
        '/nowhere/git-lfs filter-process',
      );
      git(sandbox.project, 'config', scope, 'filter.lfs.clean', '/nowhere/git-lfs clean -- %f');
      git(sandbox.project, 'config', scope, 'filter.lfs.smudge', '/nowhere/git-lfs smudge -- %f');
      git(sandbox.project, 'config', scope, 'filter.lfs.required', 'true');
      await everythingPasses(sandbox.project);
    });
  }

  it('passes with nbstripout installed, and no notebook', async () => {
    finished(sandbox.project);
    const program = '/nowhere/python -m nbstripout';
    git(sandbox.project, 'config', 'filter.nbstripout.clean', program);
    git(sandbox.project, 'config', 'filter.nbstripout.smudge', 'cat');
    git(sandbox.project, 'config', 'filter.nbstripout.required', 'true');
    git(sandbox.project, 'config', 'diff.ipynb.textconv', `${program} -t`);
    const attributes = '*.ipynb filter=nbstripout\n*.ipynb diff=ipynb\n';
    write(sandbox.project, { '.git/info/attributes': attributes });
    await everythingPasses(sandbox.project);
  });

  it('passes with the hooks of pre-commit', async function () {
    if (!posix) this.skip();
    finished(sandbox.project);
    const hook = sandbox.tracer('hook');
    git(sandbox.project, 'config', 'core.hooksPath', path.dirname(hook.program));
    await everythingPasses(sandbox.project);
    assert.ok(!hook.ran());
  });
});

describe('a filter of the repository’s own settings', () => {
  beforeEach(() => {
    write(sandbox.project, {
      '.gitattributes': 'models/*.bin filter=lfs\n',
      'models/m.bin': 'm\n',
    });
    finished(sandbox.project);
  });

  it('makes unavailable what reads a file that uses it, and nothing else', async () => {
    git(sandbox.project, 'config', 'filter.lfs.clean', '/nowhere/git-lfs clean -- %f');
    for (const check of counted([CLEAN, CLONE])) {
      const finding = await look(sandbox.project, check);
      assert.equal(finding.status, 'unavailable', JSON.stringify(finding));
      assert.match(finding.found, /filter\.lfs\.clean.*models\/m\.bin/);
      assert.match(finding.next ?? '', /git lfs install/);
    }
    assert.equal((await look(sandbox.project, ASKED['a tag'])).status, 'passed');
    assert.equal((await look(sandbox.project, ASKED['no secrets'])).status, 'passed');
  });

  it('counts as the learner’s when their own settings have the same', async () => {
    for (const scope of ['--global', '--local']) {
      git(sandbox.project, 'config', scope, 'filter.lfs.clean', 'cat');
      git(sandbox.project, 'config', scope, 'filter.lfs.smudge', 'cat');
    }
    await everythingPasses(sandbox.project);
  });
});

describe('a project whose Git does not answer', () => {
  const unavailable = async (found: RegExp, next: RegExp) => {
    for (const check of counted([ASKED['a commit'], CLEAN, CLONE])) {
      const finding = await look(sandbox.project, check);
      assert.equal(finding.status, 'unavailable', JSON.stringify(finding));
      assert.match(finding.found, found);
      assert.match(finding.next ?? '', next);
    }
  };
  const failed = async (found: RegExp) => {
    for (const check of counted([ASKED['a commit'], CLEAN, CLONE])) {
      const finding = await look(sandbox.project, check);
      assert.equal(finding.status, 'failed', JSON.stringify(finding));
      assert.match(finding.found, found);
    }
  };

  it('is told that there is no repository', async () => {
    write(sandbox.project, { 'a.txt': '' });
    await failed(/no Git repository yet: git init/);
  });

  it('is told that there is no commit yet', async () => {
    git(sandbox.project, 'init', '--quiet');
    await failed(/without commits: git add/);
  });

  it('is told that the folder belongs to another user, with Git’s own remedy', async () => {
    finished(sandbox.project);
    process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER'] = '1';
    await unavailable(/dubious ownership/, /git config --global --add safe\.directory \S/);
  });

  it('is told that the last commit is missing', async () => {
    const commit = finished(sandbox.project);
    const object = path.join(sandbox.project, '.git/objects', commit.slice(0, 2), commit.slice(2));
    fs.rmSync(object, { force: true });
    await unavailable(new RegExp(`${commit.slice(0, 7)}, is missing`), /git fsck/);
  });

  it('is told that the work tree’s repository is gone', async () => {
    write(sandbox.project, { '.git': 'gitdir: /nowhere/.git/worktrees/x\n' });
    await unavailable(/not a git repository: \/nowhere/, /git status/);
  });

  it('is told that the settings cannot be read', async () => {
    finished(sandbox.project);
    fs.appendFileSync(path.join(sandbox.project, '.git/config'), '[core\n');
    await unavailable(/bad config line \d+/, /git status/);
  });

  it('is told that the settings lay the files elsewhere', async () => {
    finished(sandbox.project);
    const elsewhere = path.join(sandbox.base, 'elsewhere');
    write(elsewhere, { 'a.txt': 'one\n' });
    git(sandbox.project, 'config', 'core.worktree', elsewhere);
    await unavailable(/in another folder \(core\.worktree/, /config --unset core\.worktree/);
  });

  it('is told that Git is not installed', async () => {
    finished(sandbox.project);
    process.env['PATH'] = sandbox.base;
    await unavailable(/not installed/, /git-scm\.com/);
  });
});

describe('a shallow clone', () => {
  let shallow: string;
  beforeEach(() => {
    finished(sandbox.project);
    write(sandbox.project, { 'src/b.py': 'b = 1\n' });
    sandbox.commitAll();
    shallow = path.join(sandbox.base, 'shallow');
    const source = `file://${sandbox.project}`;
    execFileSync('git', ['clone', '--quiet', '--depth', '1', '--no-tags', source, shallow]);
  });

  it('answers what its commits can tell', async () => {
    for (const what of counted([
      'a tracked path',
      'an ignored path',
      'everything committed',
      'no secrets',
      'a clean clone',
    ] as const)) {
      const finding = await look(shallow, ASKED[what]);
      assert.equal(finding.status, 'passed', `${what}: ${JSON.stringify(finding)}`);
    }
  });

  it('is told what brings the rest, and nothing is called undone', async () => {
    for (const check of counted([
      { git: { commits: { atLeast: 2 } } },
      ASKED['a tag'],
      ASKED['a path in no commit'],
      { git: { branch: '^topic$' } },
    ])) {
      const finding = await look(shallow, check);
      assert.equal(finding.status, 'unavailable', JSON.stringify(finding));
      assert.match(finding.next ?? '', /git fetch --unshallow --tags/);
    }
    git(shallow, 'fetch', '--quiet', '--unshallow', '--tags');
    await everythingPasses(shallow);
  });
});

describe('a workflow of a project in a subfolder', () => {
  const workflow = { workflow: { on: ['push'], runs: ['pytest'] } };
  const TEXT =
    'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: pytest\n';
  let root: string;
  beforeEach(() => {
    root = path.join(sandbox.project, 'first');
    finished(root, sandbox.project);
  });

  it('is looked for where GitHub looks', async () => {
    write(sandbox.project, { '.github/workflows/first.yml': TEXT });
    assert.equal((await look(root, workflow)).status, 'passed');
  });

  it('is not taken for one that runs when it lies in the project', async () => {
    write(root, { '.github/workflows/ci.yml': TEXT });
    const finding = await look(root, { ...workflow, next: undefined });
    assert.equal(finding.status, 'failed');
    assert.match(finding.found, /where GitHub does not look/);
  });

  it('names the place of what is wrong, at the top', async () => {
    write(sandbox.project, { '.github/workflows/first.yml': TEXT.replace('pytest', 'ls') });
    const finding = await look(root, workflow);
    assert.equal(finding.status, 'failed');
    assert.equal(finding.file, undefined);
  });
});

describe('the commit that a report names', () => {
  it('is the last one, with the project’s own changes alone', async () => {
    const root = path.join(sandbox.project, 'first');
    const commit = finished(root, sandbox.project);
    write(sandbox.project, { 'other.txt': 'new\n' });
    const world = createWorld({ root, consent: false, signal: new AbortController().signal });
    const history = await findHistory(world);
    assert.ok(!('status' in history));
    assert.equal(history.commit, commit);
    assert.deepEqual(await changedFiles(world, history), []);
    await world.dispose();
  });
});
