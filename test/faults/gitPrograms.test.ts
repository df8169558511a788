import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { evaluate } from '../../src/core/checks/evaluate.ts';
import { bodySchema } from '../../src/core/checks/schema.ts';
import { createWorld } from '../../src/node/checks/world.ts';
import { startRepository } from '../../src/node/git/firstCommit.ts';
import { filesAtCommit } from '../../src/node/git/filesAtCommit.ts';
import { saveOnBranch } from '../../src/node/git/saveBranch.ts';
import { git, gitSandbox, posix, write, type Tracer } from '../programs/gitSandbox.ts';
import { counted } from './tally.ts';

// Settings that name a program, an address that a program stands behind, or another file of
// settings. `*` stands for a name of the repository's own choice.
const PROGRAMS = `alias.* browser.*.cmd browser.*.path core.alternateRefsCommand core.askPass
  core.editor core.fsmonitor core.gitProxy core.hooksPath core.pager core.sshCommand
  credential.*.helper credential.helper diff.*.command diff.*.textconv diff.external diff.guitool
  diff.tool difftool.*.cmd difftool.*.path filter.*.clean filter.*.process filter.*.smudge
  gpg.*.program gpg.program gpg.ssh.defaultKeyCommand guitool.*.cmd help.browser hook.*.command
  instaweb.browser instaweb.httpd instaweb.modulePath interactive.diffFilter man.*.cmd man.*.path
  man.viewer merge.*.driver merge.guitool merge.tool mergetool.*.cmd mergetool.*.path pager.*
  remote.*.receivepack remote.*.uploadpack remote.*.vcs sendemail.ccCmd sendemail.headerCmd
  sendemail.sendmailCmd sendemail.smtpServer sendemail.tocmd sequence.editor submodule.*.update
  tar.*.command trailer.*.cmd trailer.*.command uploadpack.packObjectsHook
  web.browser`.split(/\s+/);

// Named like a program, and none: switches, paths of data, colours, addresses that are not contacted.
const HARMLESS = new RegExp(
  `^(advice|color|column|fsck|receive\\.fsck|fetch\\.fsck|http|completion|uploadpackfilter)\\.|^(${[
    'clean\\.requireForce',
    'clone\\.filterSubmodules',
    'commit\\.cleanup',
    'commitGraph\\..*Filters',
    'core\\.fsmonitorHookVersion',
    'core\\.quotePath',
    'credential\\.(<url>\\.\\*|useHttpPath)',
    'diff\\.<driver>\\.cachetextconv',
    'difftool\\.(prompt|trustExitCode|guiDefault)',
    'fsmonitor\\.(allowRemote|socketDir)',
    'gc\\.worktreePruneExpire',
    'gitcvs\\..*',
    'gpg\\.(format|minTrustLevel|ssh\\..*File)',
    'guitool\\.<name>\\.(?!cmd).*',
    'help\\.htmlPath',
    'include(If\\.<condition>)?\\.path',
    'merge\\.<driver>\\.(name|recursive)',
    'mergetool\\..*(?<!\\.(cmd|path))',
    'notes\\.rewrite\\.<command>',
    'pack\\..*',
    'rebase\\.abbreviateCommands',
    'remote\\.<name>\\.(proxy.*|partialclonefilter)',
    'sendemail\\.(alias.*|smtpsslcertpath)',
    'transfer\\..*',
    'uploadpack\\.(?!packObjectsHook).*',
  ].join('|')})$`,
);

/** Lays every trap that settings and attributes can be, by the setting that names its program. */
function layTraps(folder: string, tracer: (name: string) => Tracer): ReadonlyMap<string, Tracer> {
  const traps = new Map(PROGRAMS.map((key) => [key, tracer(key.replace('*', 'x'))]));
  for (const [key, { program }] of traps) {
    git(folder, 'config', key.replace('*', key.startsWith('alias') ? 'status' : 'trap'), program);
  }
  git(folder, 'config', 'submodule.trap.update', `!${traps.get('submodule.*.update')?.program}`);
  for (const event of ['post-index-change', 'reference-transaction', 'post-checkout']) {
    git(folder, 'config', '--add', 'hook.trap.event', event);
  }
  git(folder, 'config', 'log.showSignature', 'true');
  git(folder, 'config', 'commit.gpgSign', 'true');
  git(folder, 'config', 'submodule.recurse', 'true');
  git(folder, 'config', 'diff.submodule', 'diff');
  git(folder, 'config', 'status.submoduleSummary', 'true');
  write(folder, { '.git/info/attributes': '*.txt diff=trap merge=trap\n' });
  return traps;
}

/** What a learner may run; a trap that waits for input is ended. */
function byHand(cwd: string, args: readonly string[]): void {
  spawnSync('git', args, { cwd, stdio: 'ignore', timeout: 3000, killSignal: 'SIGTERM' });
}

/** Everything that this product asks of Git in a project. */
async function askEverything(root: string, commit: string): Promise<void> {
  const stop = new AbortController();
  const world = createWorld({ root, consent: true, signal: stop.signal });
  try {
    await world.repository();
    await world.filterInUse();
    for (const check of [
      { git: { commits: { atLeast: 1, path: 'a.txt' } } },
      { git: { tag: { matches: 'v1' } } },
      { git: { branch: 'main' } },
      { git: { ignored: ['x'], tracked: ['a.txt'], neverTracked: ['b.txt'] } },
      { git: { tracked: ['a.txt'], neverTracked: ['b.txt'] } },
      { git: { clean: true } },
      { git: { noSecrets: true } },
      { command: { run: [process.execPath, '-e', ''], in: 'clone' } },
    ]) {
      await evaluate(v.parse(bodySchema, { ...check, next: 'Do it.' }), world);
    }
  } finally {
    await world.dispose();
  }
  await filesAtCommit(root, commit, ['a.txt']).catch(() => undefined);
  await saveOnBranch(root, 'saved', 'Saved').catch(() => undefined);
  const paths = write(root, { 'new.txt': 'new\n' });
  await startRepository(root, { message: 'Start', paths }).catch(() => undefined);
}

describe('programs that a repository’s own settings name', () => {
  const sandbox = gitSandbox();
  beforeEach(function () {
    if (!posix) this.skip();
  });

  it('are not started by anything that is asked of Git', async () => {
    const { project } = sandbox;
    write(project, { 'a.txt': 'a\n' });
    const commit = sandbox.commitAll();
    git(project, 'tag', '-a', '-m', 'One', 'v1');
    const traps = layTraps(project, (name) => sandbox.tracer(name));
    write(project, { 'a.txt': 'changed\n' });
    await askEverything(project, commit);
    for (const [key, trap] of counted(traps)) assert.ok(!trap.ran(), key);
    // The traps work: the learner's own Git springs them.
    byHand(project, ['status']);
    assert.ok([...traps.values()].some((trap) => trap.ran()));
  });

  for (const [what, command] of [
    ['filter', ['status', '--porcelain']],
    ['diff', ['log', '-p']],
  ] as const) {
    it(`are not started by the attribute ${what} of a tracked file`, async () => {
      const { project } = sandbox;
      write(project, { 'a.txt': 'a\n', '.gitattributes': `*.txt ${what}=trap\n` });
      const commit = sandbox.commitAll();
      const trap = sandbox.tracer('trap');
      git(project, 'config', 'filter.trap.clean', trap.program);
      git(project, 'config', 'filter.trap.smudge', trap.program);
      git(project, 'config', 'diff.trap.textconv', trap.program);
      git(project, 'config', 'diff.trap.command', trap.program);
      write(project, { 'a.txt': 'b\n' });
      await askEverything(project, commit);
      assert.ok(!trap.ran());
      write(project, { 'a.txt': 'c\n' });
      byHand(project, command);
      assert.ok(trap.ran());
    });
  }

  it('are not started when included files or the settings of a work tree name them', async () => {
    const { project } = sandbox;
    write(project, { 'a.txt': 'a\n', '.gitattributes': '*.txt filter=trap\n*.md filter=tree\n' });
    const commit = sandbox.commitAll();
    const trap = sandbox.tracer('trap');
    write(project, { '.git/more': `[filter "trap"]\n\tclean = ${trap.program}\n` });
    git(project, 'config', 'include.path', 'more');
    git(project, 'config', 'extensions.worktreeConfig', 'true');
    git(project, 'config', '--worktree', 'filter.tree.clean', trap.program);
    write(project, { 'a.txt': 'b\n', 'b.md': 'b\n' });
    await askEverything(project, commit);
    assert.ok(!trap.ran());
    byHand(project, ['add', '.']);
    assert.ok(trap.ran());
  });

  it('are not started by the settings of a submodule', async () => {
    const { project, base } = sandbox;
    const part = path.join(base, 'part');
    write(part, { 'p.txt': 'p\n', '.gitattributes': '* filter=trap\n' });
    sandbox.commitAll(part);
    write(project, { 'a.txt': 'a\n' });
    sandbox.commitAll();
    git(project, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', part, 'part');
    const commit = sandbox.commitAll();
    const trap = sandbox.tracer('trap');
    const inner = path.join(project, 'part');
    git(inner, 'config', 'core.fsmonitor', trap.program);
    git(inner, 'config', 'filter.trap.clean', trap.program);
    write(inner, { 'p.txt': 'changed\n' });
    await askEverything(project, commit);
    assert.ok(!trap.ran());
    byHand(project, ['status']);
    assert.ok(trap.ran());
  });

  it('are not started to fetch what a partial clone lacks', async () => {
    const { project, base } = sandbox;
    const source = path.join(base, 'source');
    write(source, { 'a.txt': 'a\n' });
    sandbox.commitAll(source);
    git(source, 'config', 'uploadpack.allowFilter', 'true');
    fs.rmdirSync(project);
    execFileSync('git', [
      'clone',
      '-q',
      '--no-checkout',
      '--filter=blob:none',
      `file://${source}`,
      project,
    ]);
    const trap = sandbox.tracer('trap');
    git(project, 'config', 'remote.origin.uploadpack', trap.program);
    const commit = git(project, 'rev-parse', 'HEAD').trim();
    await askEverything(project, commit);
    assert.ok(!trap.ran());
    byHand(project, ['log', '-p']);
    assert.ok(trap.ran());
  });

  it('are not started from a folder that looks like the inside of a repository', async () => {
    const { project } = sandbox;
    git(project, 'init', '--quiet', '--bare', '.');
    const trap = sandbox.tracer('trap');
    git(project, 'config', 'core.bare', 'false');
    git(project, 'config', 'core.worktree', project);
    git(project, 'config', 'core.fsmonitor', trap.program);
    git(project, 'config', 'filter.trap.clean', trap.program);
    write(project, { 'a.txt': 'a\n', '.gitattributes': '* filter=trap\n' });
    await askEverything(project, 'HEAD');
    assert.ok(!trap.ran());
    byHand(project, ['add', '.']);
    assert.ok(trap.ran());
  });

  it('are all known: those that this Git lists as well', () => {
    const listed = execFileSync('git', ['help', '--config'], { encoding: 'utf8' }).split('\n');
    const word =
      /cmd|command|program|path$|helper|editor|pager|hook|\.driver$|textconv|external|proxy|vcs|(upload|receive)pack$|process|clean|smudge|filter|browser|askpass|monitor|viewer|\.tool$|guitool|alias|smtpserver$/i;
    const known = new Set(PROGRAMS.map((key) => key.toLowerCase()));
    const unknown = listed.filter((key) => {
      const form = key.replace(/<[^>]+>/, '*').toLowerCase();
      return word.test(key) && !known.has(form) && !HARMLESS.test(key);
    });
    assert.deepEqual(unknown, []);
  });
});
