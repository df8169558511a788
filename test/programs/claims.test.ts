import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { verifyCommand } from '../../src/cli/verify.ts';
import type { ClaimedReport, Claims } from '../../src/core/checks/claims.ts';
import type { Proof } from '../../src/core/checks/evidence.ts';
import { commitOfWork } from '../../src/node/checks/claims.ts';
import { EVIDENCE_PATH } from '../../src/core/project/paths.ts';

const RECORD = {
  ...{ version: 1, project: 'demo', starter: '1.0.0', roadmap: '1.0.0', instance: 'i-1' },
  ...{ name: 'demo', options: {}, files: {} },
};
const step = (id: string, check: object) => ({
  ...{ id, title: `Step ${id}`, goal: 'Build it.', hints: ['a', 'b', 'c'] },
  checks: [{ id: 'c', title: 'Check', ...check }],
});
const program = [process.execPath, '-e', "require('fs').readFileSync('a.txt')"];
const CHECKS = {
  ...{ version: 1, project: 'demo', content: '1.0.0', retired: ['old'] },
  steps: [
    step('file', { file: { path: 'a.txt' } }),
    step('program', { command: { run: program, in: 'copy' } }),
  ],
};

describe('claimed steps at the terminal', () => {
  let base: string;
  let root: string;
  beforeEach(() => {
    base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'claims-')));
    // Below the top of its repository, as in a monorepo.
    root = path.join(base, 'mono', 'project');
    fs.mkdirSync(path.join(root, '.mlops-roadmap'), { recursive: true });
    write('.mlops-roadmap/project.json', JSON.stringify(RECORD));
    write('.mlops-roadmap/checks.json', JSON.stringify(CHECKS));
    write('.gitignore', 'data.bin\n');
    write('a.txt', 'one\n');
    write('README.md', 'Hello.\n');
    git('init', '--quiet');
  });
  afterEach(() => fs.rmSync(base, { recursive: true, force: true }));

  const write = (name: string, text: string) => fs.writeFileSync(path.join(root, name), text);
  const append = (text: string) => fs.appendFileSync(path.join(root, EVIDENCE_PATH), text);
  const gitIn = (folder: string, ...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=L', '-c', 'user.email=l@localhost', ...args], {
      ...{ cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    }).trim();
  const git = (...args: readonly string[]) => gitIn(path.join(base, 'mono'), ...args);
  const commit = (message: string) => {
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  const verify = (...args: readonly string[]) => verifyCommand([root, '--yes', ...args], root, '0');
  const claimed = async () => verify('--claimed');
  const claims = async (): Promise<Claims> => {
    const { evidence } = JSON.parse((await verify('--claimed', '--json')).text) as ClaimedReport;
    return evidence;
  };
  const commits = async () => (await claims()).claims.map((claim) => [claim.step, claim.commit]);
  const lines = () => fs.readFileSync(path.join(root, EVIDENCE_PATH), 'utf8').trimEnd().split('\n');
  const line = (over: object) => {
    const proof = { ...(JSON.parse(lines()[0] ?? '') as Proof), ...over };
    return `${JSON.stringify(proof)}\n`;
  };

  describe('pass', () => {
    it('while nothing is claimed, in an old project without the file and with an empty one', async () => {
      commit('start');
      for (const prepare of [() => undefined, () => write(EVIDENCE_PATH, '')]) {
        prepare();
        const { text, code } = await claimed();
        assert.equal(code, 0);
        assert.match(text, /No step is claimed/);
      }
      assert.deepEqual(
        (JSON.parse((await verify('--claimed', '--json')).text) as ClaimedReport).results,
        [],
      );
    });

    it('while they pass again, and count retired steps, other instances and newer lines', async () => {
      await verify();
      append(line({ step: 'old' }) + line({ instance: 'i-2', step: 'elsewhere' }));
      append(line({ version: 2, step: 'later' }));
      const { text, code } = await claimed();
      assert.equal(code, 0, text);
      assert.match(
        text,
        /1 claim of a retired step, 1 line of another project instance, 1 line of a newer version/,
      );
    });

    it('where the commit is gone, as after a squash', async () => {
      await verify();
      commit('proved');
      write('a.txt', 'two\n');
      git('commit', '--quiet', '--all', '--amend', '--message', 'squashed');
      const { text, code } = await claimed();
      assert.equal(code, 0, text);
      assert.match(text, /file: on .*its commit is not in this clone \(squashed/);
      assert.match(text, /2 commits that are not in this clone/);
    });

    it('in a shallow clone', async () => {
      commit('start');
      await verify();
      commit('proved');
      write('a.txt', 'two\n');
      commit('later');
      const clone = path.join(base, 'clone');
      gitIn(base, 'clone', '--quiet', '--depth=1', `file://${path.join(base, 'mono')}`, clone);
      const folder = path.join(clone, 'project');
      const { text, code } = await verifyCommand([folder, '--claimed', '--yes'], folder, '0');
      assert.equal(code, 0, text);
      assert.match(text, /its commit is not in this clone/);
    });
  });

  describe('fail', () => {
    it('when a step does not pass again', async () => {
      await verify();
      fs.rmSync(path.join(root, 'a.txt'));
      const { text, code } = await claimed();
      assert.equal(code, 1);
      assert.match(text, /FAIL file/);
    });

    it('when the file was committed and is gone, and the command given brings it back', async () => {
      await verify();
      commit('proved');
      for (const deletion of [() => undefined, () => commit('deleted')]) {
        fs.rmSync(path.join(root, EVIDENCE_PATH));
        deletion();
        const { text, code } = await claimed();
        assert.equal(code, 1);
        const [, command = ''] =
          /was committed and is gone\. Bring it back: git (.+)$/m.exec(text) ?? [];
        gitIn(root, ...command.split(' '));
        assert.equal((await claimed()).code, 0);
      }
    });

    it('when a line is garbled, and name the line', async () => {
      await verify();
      append(`<<<<<<< HEAD\n${line({})}=======\n`);
      const { text, code } = await claimed();
      assert.equal(code, 1);
      assert.match(text, /evidence\.jsonl:3 cannot be read[\s\S]*evidence\.jsonl:5 cannot be read/);
      assert.match(text, /2 of 2 steps verified/);
    });

    it('when a line names a step that the project has never had', async () => {
      await verify();
      append(line({ step: 'forged' }));
      const { text, code } = await claimed();
      assert.equal(code, 1);
      assert.match(text, /evidence\.jsonl:3 names “forged”, which is no step of the project/);
    });
  });

  describe('name the first commit that has their files', () => {
    it('which is not the one that was checked out, and write no line for a commit', async () => {
      commit('start');
      write('a.txt', 'two\n');
      await verify();
      assert.deepEqual(await commits(), [
        ['file', { kind: 'not-committed' }],
        ['program', { kind: 'not-committed' }],
      ]);
      const proved = commit('proved');
      await verify();
      assert.equal(git('status', '--porcelain'), '', 'the tree stays clean');
      write('README.md', 'Hello again.\n');
      commit('later');
      assert.deepEqual(await commits(), [
        ['file', { kind: 'first', commit: proved }],
        ['program', { kind: 'first', commit: proved }],
      ]);
    });

    it('of the looked-at files only, or of all when a program of the project ran', async () => {
      await verify();
      assert.equal(lines().length, 2);
      write('README.md', 'Changed.\n');
      write('data.bin', 'ignored by Git');
      await verify();
      const steps = lines().map((each) => (JSON.parse(each) as Proof).step);
      assert.deepEqual(steps, ['file', 'program', 'program']);
      await verify();
      assert.equal(lines().length, 3);
      write('a.txt', 'two\n');
      await verify();
      assert.equal(lines().length, 5);
    });

    it('also where the working tree has other line ends', async () => {
      write('a.txt', 'one\r\n');
      await verify();
      git('config', 'core.autocrlf', 'input');
      const proved = commit('proved');
      assert.deepEqual(await commits(), [
        ['file', { kind: 'first', commit: proved }],
        ['program', { kind: 'first', commit: proved }],
      ]);
    });

    it('from which restarting a later step begins, when the work was committed after the proof', async () => {
      const start = commit('start');
      write('a.txt', 'two\n');
      await verify();
      const proof = () => JSON.parse(lines()[0] ?? '') as Proof;
      assert.equal(await commitOfWork(root, proof()), undefined, 'no commit holds it yet');
      const proved = commit('proved');
      write('a.txt', 'three\n');
      commit('next step');
      assert.equal(await commitOfWork(root, proof()), proved);
      const clean = { ...proof(), uncommitted: false };
      assert.equal(await commitOfWork(root, clean), start);
    });

    it('and for a line of 0.1.0 the commit that it names', async () => {
      const head = commit('start');
      await verify();
      const {
        files: _files,
        checkFile: _checkFile,
        ...old
      } = JSON.parse(lines()[0] ?? '') as Proof;
      write(EVIDENCE_PATH, `${JSON.stringify(old)}\n`);
      assert.deepEqual(await commits(), [['file', { kind: 'recorded', commit: head }]]);
      write(EVIDENCE_PATH, `${JSON.stringify({ ...old, commit: '1'.repeat(40) })}\n`);
      assert.deepEqual(await commits(), [['file', { kind: 'not-here' }]]);
    });
  });

  it('say whether the checks are those that the record or this version knows', async () => {
    const origin = async (shipped?: string) => {
      const { text } = await verifyCommand([root, '--claimed', '--json'], root, '0', () =>
        Promise.resolve(shipped),
      );
      return (JSON.parse(text) as ClaimedReport).evidence.checks;
    };
    await verify();
    const { sha256 } = (JSON.parse(lines()[0] ?? '') as Proof).checkFile ?? {};
    assert.ok(sha256 !== undefined);
    assert.equal(await origin(), 'unknown');
    assert.equal(await origin(sha256), 'shipped');
    write('.mlops-roadmap/project.json', JSON.stringify({ ...RECORD, checks: sha256 }));
    write('.mlops-roadmap/checks.json', JSON.stringify(CHECKS, null, 2).replaceAll('\n', '\r\n'));
    assert.equal(await origin(), 'as-scaffolded', 'white space does not matter');
    const easy = [step('file', { file: { path: 'README.md' } })];
    write('.mlops-roadmap/checks.json', JSON.stringify({ ...CHECKS, steps: easy }));
    assert.equal(await origin(), 'changed');
    assert.equal(await origin(sha256), 'changed');
    await verify();
    assert.equal((JSON.parse(lines().at(-1) ?? '') as Proof).checkFile?.origin, 'changed');
  });
});
