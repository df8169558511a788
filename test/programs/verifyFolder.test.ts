import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { verifyCommand } from '../../src/cli/verify.ts';
import type { Report } from '../../src/core/checks/report.ts';
import { openProject, verifyProject } from '../../src/node/checks/verifyFolder.ts';

const RECORD = {
  version: 1,
  project: 'demo',
  starter: '1.0.0',
  roadmap: '1.0.0',
  instance: 'i-1',
  name: 'demo',
  options: {},
  files: {},
};
const step = (id: string, ...checks: readonly object[]) => ({
  id,
  title: `Step ${id}`,
  goal: 'Build it.',
  hints: ['a', 'b', 'c'],
  checks: checks.map((check, place) => ({ id: `c${place}`, title: `Check ${place}`, ...check })),
});
const there = { file: { path: 'there.txt' } };
const CHECKS = {
  version: 1,
  project: 'demo',
  content: '1.0.0',
  steps: [step('file', there), step('missing', { file: { path: 'missing.txt' } })],
};
const REQUEST = {
  consent: true,
  signal: new AbortController().signal,
  where: 'terminal',
  verifier: '0.1.0',
} as const;

describe('verifying a folder', () => {
  let root: string;
  beforeEach(() => {
    root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'verify-')));
    write('.mlops-roadmap/project.json', JSON.stringify(RECORD));
    write('.mlops-roadmap/checks.json', JSON.stringify(CHECKS));
    write('there.txt', 'x');
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  const write = (name: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  };
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=L', '-c', 'user.email=l@localhost', ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  const commit = () => {
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'first');
    return git('rev-parse', 'HEAD');
  };
  const verify = async () => verifyProject(await openProject(root), REQUEST);
  const evidence = () =>
    fs.readFileSync(path.join(root, '.mlops-roadmap/evidence.jsonl'), 'utf8').trimEnd().split('\n');

  it('writes evidence of what passed, with the commit, and only once', async () => {
    const head = commit();
    const { proofs } = await verify();
    assert.deepEqual(
      proofs.map((proof) => [proof.step, proof.commit, proof.uncommitted]),
      [['file', head, false]],
    );
    await verify();
    assert.equal(evidence().length, 1, 'its own change is no change of the project');
    write('there.txt', 'changed');
    const again = await verify();
    assert.deepEqual(
      again.proofs.map((proof) => proof.uncommitted),
      [true],
    );
  });

  it('removes each copy of the project after the check that needs it', async () => {
    const list = (name: string) => ({
      command: {
        run: [process.execPath, '-e', "console.log(require('fs').readdirSync('..').join())", name],
        in: 'copy',
        stdout: { matches: 'copy-', avoids: 'copy-.*copy-' },
      },
    });
    const checks = { ...CHECKS, steps: [step('copies', list('a'), list('b'), list('c'))] };
    write('.mlops-roadmap/checks.json', JSON.stringify(checks));
    const { report } = await verify();
    assert.deepEqual(
      report.results.map(({ status, found }) => [status, found]),
      report.results.map(({ found }) => ['passed', found]),
    );
    assert.equal(report.results.length, 3);
  });

  it('blames no code for a Python that cannot start', async function () {
    if (process.platform === 'win32') this.skip();
    const run = { command: { run: ['python', 'train.py'] } };
    write('.mlops-roadmap/checks.json', JSON.stringify({ ...CHECKS, steps: [step('run', run)] }));
    write(
      '.venv/bin/python',
      '#!/bin/sh\necho "libpython3.11.so.1.0: cannot open" >&2\nexit 127\n',
    );
    fs.chmodSync(path.join(root, '.venv/bin/python'), 0o755);
    const [result] = (await verify()).report.results;
    assert.equal(result?.status, 'unavailable');
    assert.match(result.found, /\.venv.*does not start.*libpython3\.11/);
    assert.match(result.next ?? '', /Set Up Project/);
  });

  it('works without a repository, without a commit, and on a detached head', async () => {
    assert.equal((await verify()).report.run.commit, '');
    git('init', '--quiet');
    assert.equal((await verify()).report.run.commit, '');
    const head = commit();
    git('checkout', '--quiet', '--detach');
    assert.equal((await verify()).report.run.commit, head);
  });

  it('keeps a line that was torn before, and goes on after it', async () => {
    write('.mlops-roadmap/evidence.jsonl', '{"version":1,"kind":"veri');
    await verify();
    assert.equal(evidence()[0], '{"version":1,"kind":"veri');
    assert.equal((JSON.parse(evidence()[1] ?? '') as { step: string }).step, 'file');
  });

  it('gives the report also where evidence cannot be written, and says so', async () => {
    const project = await openProject(root);
    fs.mkdirSync(path.join(root, '.mlops-roadmap', 'evidence.jsonl'));
    const { report, notRecorded } = await verifyProject(project, {
      consent: true,
      signal: new AbortController().signal,
      where: 'terminal',
      verifier: '0.1.0',
    });
    assert.equal(report.results.length, 2);
    assert.match(notRecorded ?? '', /could not be recorded.*evidence\.jsonl/);
  });

  it('loses nothing when several verify at once', async () => {
    commit();
    await Promise.all([verify(), verify(), verify()]);
    for (const line of evidence()) {
      assert.equal((JSON.parse(line) as { step: string }).step, 'file');
    }
  });

  it('tells nothing of this machine, and no secret', async () => {
    const key = `AKIA${'ABCDEFGH'.repeat(2)}`;
    const run = [
      process.execPath,
      '-e',
      `console.log('${os.homedir()}/x', '${key}', process.cwd())`,
    ];
    const checks = [{ command: { run, stdout: { matches: '.+' } } }, { command: { run, exit: 1 } }];
    write(
      '.mlops-roadmap/checks.json',
      JSON.stringify({ ...CHECKS, steps: [step('leaky', ...checks)] }),
    );
    const text = JSON.stringify((await verify()).report.results);
    for (const secret of [os.homedir(), key, root]) assert.ok(!text.includes(secret), text);
  });

  it('tells nothing of a linked project, of another user, and of an address', async () => {
    const link = `${root}-link`;
    fs.symlinkSync(root, link);
    const printed = [link, root].map((folder) => `${folder}/src/x.py`);
    printed.push('/mnt/c/Users/alice/x', 'postgresql://admin:hunter2@db/x');
    const run = [
      process.execPath,
      '-e',
      'console.log(process.argv.slice(1).join(" "))',
      ...printed,
    ];
    const leaky = step('leaky', { command: { run, stdout: { matches: '.+' } } });
    write('.mlops-roadmap/checks.json', JSON.stringify({ ...CHECKS, steps: [leaky] }));
    try {
      await verifyProject(await openProject(link), REQUEST);
    } finally {
      fs.rmSync(link);
    }
    const [line = ''] = evidence();
    assert.match(line, /src\/x\.py src\/x\.py ~\/x postgresql:\/\/admin:\[/);
    for (const secret of [root, 'alice', 'hunter2']) assert.ok(!line.includes(secret), line);
  });

  for (const home of ['/', '']) {
    it(`leaves texts as they are when HOME is “${home}”`, async () => {
      const before = process.env['HOME'];
      process.env['HOME'] = home;
      try {
        const { report } = await verify();
        const missing = report.results.find(({ step: id }) => id === 'missing');
        assert.match(`${missing?.expected} ${missing?.found}`, /missing\.txt/);
        assert.doesNotMatch(JSON.stringify(report.results), /~/);
      } finally {
        if (before === undefined) delete process.env['HOME'];
        else process.env['HOME'] = before;
      }
    });
  }

  it('gives equal reports for equal trees but for the run', async () => {
    const [one, two] = [(await verify()).report, (await verify()).report];
    assert.deepEqual({ ...one, run: undefined }, { ...two, run: undefined });
  });

  it('says which of the project’s own files is missing, damaged or of another version', async () => {
    const cases: readonly (readonly [string, string | undefined, RegExp])[] = [
      ['project.json', undefined, /holds no roadmap project/],
      ['project.json', '{', /project\.json is damaged/],
      ['project.json', JSON.stringify({ ...RECORD, version: 7 }), /has version 7/],
      ['checks.json', undefined, /has no .*checks\.json/],
      ['checks.json', '{"version": 99}', /version 99/],
    ];
    for (const [name, content, message] of cases) {
      const file = path.join(root, '.mlops-roadmap', name);
      const before = fs.readFileSync(file);
      if (content === undefined) fs.rmSync(file);
      else fs.writeFileSync(file, content);
      await assert.rejects(openProject(root), message);
      fs.writeFileSync(file, before);
    }
  });

  describe('at the terminal', () => {
    const command = (...args: readonly string[]) => verifyCommand([root, ...args], root, '0.1.0');

    it('says what failed and why, and gives the exit code', async () => {
      const { text, code } = await command('--yes');
      assert.equal(code, 1);
      assert.match(text, /ok +file: Step file/);
      assert.match(
        text,
        /FAIL missing: Step missing[\s\S]*Expected a file missing\.txt\.[\s\S]*Next: /,
      );
      assert.match(text, /1 of 2 steps verified\./);
      assert.equal((await command('--yes', '--step', 'file')).code, 0);
    });

    describe('with deeper steps', () => {
      const deeper = { ...step('deeper', { file: { path: 'deeper.txt' } }), core: false };
      const core = { ...step('file', there), label: 'File', hours: 1, core: true };
      beforeEach(() => {
        const checks = { ...CHECKS, version: 3, steps: [core, deeper] };
        write('.mlops-roadmap/checks.json', JSON.stringify(checks));
      });

      it('tells of one that fails, and does not fail for what nobody has begun', async () => {
        const { text, code } = await command('--yes');
        assert.match(text, /FAIL deeper: Step deeper \(deeper\)/);
        assert.match(text, /1 of 1 steps verified\.$/);
        assert.equal(code, 0);
      });

      it('gives JUnit in which only what counts can be red', async () => {
        const junit = path.join(root, 'junit.xml');
        const suite = async (...more: readonly string[]) => {
          await command('--yes', '--junit', junit, ...more);
          return /<testsuite name="Step deeper"[\s\S]*?<\/testsuite>/.exec(
            fs.readFileSync(junit, 'utf8'),
          )?.[0];
        };
        const open = (await suite()) ?? '';
        assert.match(open, /failures="0" errors="0" skipped="1"/);
        assert.match(open, /<skipped message="Deeper, not begun\. Expected a file deeper\.txt/);
        assert.doesNotMatch(open, /<failure/);
        assert.match((await suite('--step', 'deeper')) ?? '', /failures="1"[\s\S]*<failure /);
        write('deeper.txt', 'x');
        assert.match((await suite()) ?? '', /failures="0" errors="0" skipped="0"/);
        fs.rmSync(path.join(root, 'deeper.txt'));
        assert.match((await suite()) ?? '', /failures="1"[\s\S]*<failure /);
      });

      it('counts them apart once they pass', async () => {
        write('deeper.txt', 'x');
        assert.match((await command('--yes')).text, /1 of 1 steps verified, and 1 deeper\.$/);
        fs.rmSync(path.join(root, 'there.txt'));
        const { text, code } = await command('--yes');
        assert.match(text, /0 of 1 steps verified, and 1 deeper\.$/);
        assert.equal(code, 1);
      });

      it('fails for one that was verified before, and for one that is asked for', async () => {
        const { text, code } = await command('--yes', '--step', 'deeper');
        assert.match(text, /0 of 1 deeper steps verified\.$/);
        assert.equal(code, 1);
        write('deeper.txt', 'x');
        await command('--yes');
        fs.rmSync(path.join(root, 'deeper.txt'));
        assert.equal((await command('--yes')).code, 1);
        assert.equal((await command('--yes', '--claimed')).code, 1);
      });
    });

    it('gives JSON and JUnit', async () => {
      const junit = path.join(root, 'junit.xml');
      const { text } = await command('--yes', '--json', '--junit', junit);
      const report = JSON.parse(text) as Report;
      assert.deepEqual(
        report.results.map(({ step: id, status }) => [id, status]),
        [
          ['file', 'passed'],
          ['missing', 'failed'],
        ],
      );
      assert.match(
        fs.readFileSync(junit, 'utf8'),
        /<testsuite name="Step missing" tests="1" failures="1"/,
      );
    });

    it('verifies again only what is claimed', async () => {
      assert.deepEqual(await command('--claimed', '--yes'), {
        text: 'No step is claimed as verified yet; nothing to verify again.',
        code: 0,
        root,
      });
      await command('--yes');
      assert.equal((await command('--claimed', '--yes')).code, 0);
      fs.rmSync(path.join(root, 'there.txt'));
      const { text, code } = await command('--claimed', '--yes');
      assert.equal(code, 1);
      assert.match(text, /FAIL file/);
      assert.doesNotMatch(text, /missing/);
    });

    describe('asked for checks alone', () => {
      const two = step('two', there, { file: { path: 'missing.txt' } });
      beforeEach(() => {
        const steps = [step('one', there), two];
        write('.mlops-roadmap/checks.json', JSON.stringify({ ...CHECKS, steps }));
      });

      it('runs a check alone and says that this proves no step', async () => {
        const { text, code } = await command('--yes', '--step', 'two', '--check', 'c0');
        assert.equal(code, 0);
        assert.match(text, /^ +two: Step two, 1 of 2 checks\n +ok +Check 0\n/);
        assert.match(text, /\n1 of 1 checks passed\. Verify the whole step when you are done\.$/);
        assert.ok(!fs.existsSync(path.join(root, '.mlops-roadmap', 'evidence.jsonl')));
      });

      it('finds the step by a check that no other has, and fails when it does not pass', async () => {
        const { text, code } = await command('--yes', '--check', 'c1');
        assert.equal(code, 1);
        assert.match(text, /FAIL Check 1[\s\S]*0 of 1 checks passed/);
      });

      it('asks for the step where several have such a check', async () => {
        await assert.rejects(command('--check', 'c0'), {
          kind: 'use',
          remedy: 'Name the step too, such as --step one --check c0.',
        });
      });

      it('names the checks that there are where none has this name', async () => {
        await assert.rejects(command('--check', 'magic'), {
          kind: 'use',
          remedy: 'The checks: one: c0; two: c0, c1.',
        });
      });
    });

    it('refuses a step that does not exist, and names those that do', async () => {
      await assert.rejects(command('--step', 'magic'), { kind: 'use', remedy: /file, missing/ });
    });
  });
});
