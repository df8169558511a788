import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { diagnose } from '../../src/core/doctor/diagnose.ts';
import { tools } from '../../src/core/doctor/tools.ts';
import { thisMachine, type Machine } from '../../src/node/doctor/machine.ts';
import { probe, projectIn, type ProbeRequest } from '../../src/node/doctorProbe.ts';
import { inPhase, inProject } from '../unit/doctor/facts.ts';
import { smallRecord } from '../unit/fixtures.ts';

// A time that no other program sleeps.
const NAP = '60.0731';

// Real programs in a PATH of their own; on Windows they would have to be other ones.
const onUnix = process.platform === 'win32' ? describe.skip : describe;

onUnix('asking real programs', () => {
  const base = fs.mkdtempSync(path.join(os.tmpdir(), 'doctor-'));
  const bin = path.join(base, 'bin');
  const trace = path.join(base, 'trace');
  let machine: Machine;

  const program = (name: string, ...lines: readonly string[]) =>
    fs.writeFileSync(path.join(bin, name), ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });

  before(async () => {
    fs.mkdirSync(bin);
    program('git', 'echo "git version 2.45.1"');
    program(
      'docker',
      'if [ "$1" = --version ]; then echo "Docker version 28.2.2, build x"; exit; fi',
      'if [ "$1" = ps ]; then echo "Cannot connect to the Docker daemon" >&2; exit 1; fi',
      'echo "docker: unknown command: docker compose" >&2; exit 1',
    );
    program('ssh', 'echo "OpenSSH_9.2p1 Debian" >&2');
    program('bash', `/bin/sleep ${NAP} &`, `/bin/sleep ${NAP}`);
    program('terraform', 'while :; do echo "no version, for ever"; done');
    program('aws', 'kill -SEGV $$');
    program(
      'gcloud',
      `pwd > ${trace}`,
      `echo "$CHECKPOINT_DISABLE $PATH" >> ${trace}`,
      'echo "Google Cloud SDK 528.0.0"',
    );
    program('python3', 'echo "pyenv: python3: command not found" >&2; exit 127');
    program('python3.12', 'echo "3.12.8 no venv"');
    fs.writeFileSync(path.join(bin, 'az'), 'not executable');
    fs.mkdirSync(path.join(bin, 'gh'));
    fs.writeFileSync(path.join(bin, 'node'), Buffer.from([0, 1, 2, 3]), { mode: 0o755 });
    machine = {
      ...(await thisMachine()),
      system: 'linux',
      env: { PATH: `${path.join(base, 'nowhere')}:${bin}`, HOME: base },
      patience: 1500,
    };
  });
  after(() => fs.rmSync(base, { recursive: true, force: true }));

  const request: ProbeRequest = { table: tools, scope: inPhase('devops-core'), pythonSetting: '' };

  it('reports each one, whatever the others do, within its patience', async () => {
    const started = performance.now();
    const facts = await probe(request, machine);
    assert.ok(performance.now() - started < 6000);
    const rows = new Map(diagnose(tools, request.scope, facts).tools.map((row) => [row.id, row]));
    const status = (id: string) => rows.get(id)?.status;
    assert.equal(rows.get('git')?.version, '2.45.1');
    assert.equal(rows.get('ssh')?.version, '9.2');
    assert.equal(status('docker'), 'stopped');
    assert.equal(status('compose'), 'missing');
    assert.equal(status('uv'), 'missing');
    assert.match(rows.get('bash')?.found ?? '', /did not answer/);
    assert.match(rows.get('terraform')?.found ?? '', /printed without end/);
    assert.match(rows.get('aws')?.found ?? '', /exit code/);
    assert.equal(rows.get('gcloud')?.version, '528.0.0');
    assert.equal(rows.get('python')?.version, '3.12.8');
    assert.match(rows.get('python')?.found ?? '', /without its venv module/);
    assert.equal(status('az'), 'missing');
    assert.equal(status('gh'), 'missing');
    assert.equal(status('node'), 'broken');
  });

  it('asks in the tool’s own folder, quietly', () => {
    const [folder, environment] = fs.readFileSync(trace, 'utf8').split('\n');
    assert.equal(fs.realpathSync(folder ?? ''), fs.realpathSync(bin));
    assert.match(environment ?? '', /^1 /);
  });

  it('leaves no program running behind, nor what it started', async function () {
    if (!fs.existsSync('/proc/self/cmdline')) this.skip();
    await probe(request, machine);
    const commands = fs
      .readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(commandOf);
    const ours = commands.filter((command) => command.includes(bin) || command.includes(NAP));
    assert.deepEqual(ours, []);
  });

  it('starts nothing from a folder that is not trusted', async () => {
    fs.rmSync(trace);
    const facts = await probe({ ...request, avoid: [base] }, machine);
    assert.ok(!fs.existsSync(trace));
    assert.deepEqual(facts.answers.get('git --version'), { end: 'missing' });
    assert.equal(facts.installers.size, 0);
  });

  it('takes the Python of the setting alone', async () => {
    const setting = path.join(bin, 'python3.12');
    const { pythons } = await probe(
      { table: tools, scope: inProject('service'), pythonSetting: ` ${setting} ` },
      machine,
    );
    assert.deepEqual(
      pythons.map(({ command }) => command),
      [setting],
    );
  });

  describe('the Python of a project’s environment', () => {
    const SAYS_ITS_NAME = `echo started >> "${path.join(base, 'started')}"`;
    let project: string;
    beforeEach(() => (project = fs.mkdtempSync(path.join(base, 'project-'))));

    function environmentWith(python: string | Buffer, mode = 0o755): void {
      const venv = path.join(project, '.venv');
      fs.mkdirSync(path.join(venv, 'bin'), { recursive: true });
      fs.writeFileSync(path.join(venv, '.installed'), 'of no lock file');
      fs.writeFileSync(path.join(venv, 'bin', 'python'), python, { mode });
    }
    const row = async (startsEnvironment: boolean) => {
      const scope = inProject('service');
      const environmentOf = project;
      const asked = { table: tools, scope, pythonSetting: '', environmentOf, startsEnvironment };
      const found = diagnose(tools, scope, await probe(asked, machine)).tools;
      return found.find(({ id }) => id === 'environment');
    };

    it('that works is fine', async () => {
      environmentWith('#!/bin/sh\nexit 0\n');
      assert.equal((await row(true))?.status, 'ok');
    });

    for (const [name, python, mode, why] of [
      [
        'lacks a library',
        '#!/bin/sh\necho "libpython3.11.so.1.0: cannot open shared object file" >&2; exit 127\n',
        0o755,
        /does not work here: it ended with exit code 127: libpython3\.11\.so/,
      ],
      ['is of another system', Buffer.from('cffaedfe07000001', 'hex'), 0o755, /does not work here/],
      [
        'was upgraded',
        '#!/bin/sh\necho "made for another" >&2; exit 1\n',
        0o755,
        /made for another/,
      ],
      ['may not be started', '#!/bin/sh\n', 0o644, /no Python that can be started/],
    ] as const) {
      it(`that ${name} is broken, and set-up is the remedy`, async () => {
        environmentWith(python, mode);
        const found = await row(true);
        assert.equal(found?.status, 'broken');
        assert.match(found.found, why);
        assert.match(found.remedy?.command ?? '', /tasks\.py setup$/);
      });
    }

    it('that is only slow is not called broken', async () => {
      environmentWith(`#!/bin/sh\nexec /bin/sleep ${NAP}\n`);
      assert.equal((await row(true))?.status, 'ok');
    });

    it('is not started where nobody agreed to it', async () => {
      environmentWith(`#!/bin/sh\n${SAYS_ITS_NAME}\n`);
      assert.equal((await row(false))?.status, 'ok');
      assert.equal(fs.existsSync(path.join(base, 'started')), false);
      await row(true);
      assert.ok(fs.existsSync(path.join(base, 'started')));
    });
  });
});

function commandOf(pid: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

describe('the project in a folder', () => {
  const base = fs.mkdtempSync(path.join(os.tmpdir(), 'doctor-'));
  const record = path.join(base, '.mlops-roadmap', 'project.json');
  before(() => fs.mkdirSync(path.dirname(record)));
  after(() => fs.rmSync(base, { recursive: true, force: true }));

  it('is read from its record; a damaged one is said', async () => {
    assert.equal(await projectIn(base), undefined);
    fs.writeFileSync(record, JSON.stringify(smallRecord));
    assert.equal((await projectIn(base))?.project, 'service');
    fs.writeFileSync(record, '{');
    await assert.rejects(projectIn(base), /damaged/);
  });
});
