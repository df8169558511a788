import assert from 'node:assert/strict';
import { diagnose } from '../../../src/core/doctor/diagnose.ts';
import type { Answer, EnvironmentFact } from '../../../src/core/doctor/facts.ts';
import { tools } from '../../../src/core/doctor/tools.ts';
import { factsOf, inPhase, inProject, rowOf, says, type Simulated } from './facts.ts';

const containers = inPhase('devops-core');
const clusters = inPhase('orchestration-serving');
const docker = (machine: Simulated) => rowOf('docker', containers, machine);
const git = (answer: Answer) => rowOf('git', containers, { answers: { 'git --version': answer } });

describe('a version', () => {
  it('fits, whatever the system adds to it', () => {
    for (const text of [
      'git version 2.39.5',
      'git version 2.50.1 (Apple Git-155)',
      'git version 2.51.0.windows.2',
    ]) {
      assert.equal(git(says(text)).status, 'ok', text);
    }
  });

  it('is too old or too new, with the end of the range that it misses', () => {
    const old = git(says('git version 2.17.1'));
    assert.deepEqual([old.status, old.version], ['old', '2.17.1']);
    assert.match(old.found, /2\.28 or later is needed/);
    const python = rowOf('python', containers, { pythons: { python3: says('3.14.3') } });
    assert.deepEqual([python.status, python.version], ['new', '3.14.3']);
    assert.match(python.found, /the newest that fits is 3\.13/);
  });

  it('counts a range’s ends at their own precision', () => {
    for (const [version, status] of [
      ['3.10.14', 'old'],
      ['3.11.0', 'ok'],
      ['3.13.99', 'ok'],
      ['3.14.0', 'new'],
    ] as const) {
      const row = rowOf('python', containers, { pythons: { python3: says(version) } });
      assert.equal(row.status, status, version);
    }
  });

  it('that is garbage is said as it is, without what moves a cursor', () => {
    const row = git(says('\u001b[2J\u0007Welcome!\nsecond line'));
    assert.equal(row.status, 'broken');
    assert.equal(row.found, 'it says “[2JWelcome!” in place of a version');
    assert.match(git(says('')).found, /did not say its version/);
    assert.match(git(says('x'.repeat(5000))).found, /^it says “x{120}…” in place/);
  });
});

describe('a tool that does not work', () => {
  const broken = (answer: Answer) => {
    const row = git(answer);
    assert.equal(row.status, 'broken');
    assert.match(row.remedy?.say ?? '', /“git --version” in a terminal/);
    return row.found;
  };

  it('is reported, however it fails', () => {
    const path = '/usr/bin/git';
    assert.match(broken({ end: 'timeout', text: '', path }), /within 5 seconds/);
    assert.match(broken({ end: 'flood', text: 'y\n', path }), /printed without end/);
    assert.match(broken({ end: 'failed', text: 'EACCES', path }), /could not be started: EACCES/);
    assert.match(broken(says('dyld: no library', 134)), /exit code 134: dyld: no library/);
  });

  it('is missing when a shim stands in its place', () => {
    const shim = says('pyenv: python3: command not found', 127);
    const store = says('Python was not found; run without arguments to install', 9009);
    const row = rowOf('python', containers, { pythons: { python3: shim, python: store } });
    assert.deepEqual([row.status, row.found], ['missing', 'not found']);
  });
});

describe('Docker', () => {
  const client = { 'docker --version': says('Docker version 28.2.2, build e6534b4') };
  const daemon = (text: string, code = 1) => ({ 'docker ps --quiet': says(text, code) });

  it('is there when its engine answers', () => {
    const row = docker({ answers: { ...client, ...daemon('', 0) } });
    assert.deepEqual([row.status, row.version, row.remedy], ['ok', '28.2.2', undefined]);
  });

  it('is stopped when only its client answers; each system starts it in its own way', () => {
    const answers = { ...client, ...daemon('Cannot connect to the Docker daemon') };
    const start = (system: NonNullable<Simulated['system']>) => {
      const row = docker({ system, answers });
      assert.equal(row.status, 'stopped');
      assert.equal(row.version, '28.2.2');
      return row.remedy?.command;
    };
    assert.equal(start('linux'), 'sudo systemctl start docker');
    assert.equal(start('wsl'), 'sudo service docker start');
    assert.equal(start('macos'), 'open -a Docker');
    assert.equal(start('windows'), 'docker desktop start');
  });

  it('is stopped when its engine hangs', () => {
    const hangs: Answer = { end: 'timeout', text: '', path: '/usr/bin/docker' };
    assert.equal(docker({ answers: { ...client, 'docker ps --quiet': hangs } }).status, 'stopped');
  });

  it('is broken when its engine does not let the learner in', () => {
    const refused = daemon('permission denied while trying to connect to the docker API');
    const row = docker({ answers: { ...client, ...refused } });
    assert.equal(row.status, 'broken');
    assert.equal(row.remedy?.command, 'sudo usermod -aG docker $USER');
  });

  it('is not connected to WSL when Docker Desktop’s stub says so', () => {
    const text = "The command 'docker' could not be found in this WSL 2 distro.";
    const path = '/mnt/c/Program Files/Docker/Docker/resources/bin/docker';
    const stub = says(text, 1, path);
    const answers = { 'docker --version': stub, 'docker compose version': stub };
    for (const id of ['docker', 'compose']) {
      const row = rowOf(id, containers, { system: 'wsl', answers });
      assert.equal(row.status, 'broken');
      assert.match(row.found, /not connected to this WSL.*Windows side: \/mnt\/c\//);
      assert.match(row.remedy?.say ?? '', /WSL integration/);
    }
  });

  it('may be Podman under its name', () => {
    const answers = { 'docker --version': says('podman version 5.4.2'), ...daemon('', 0) };
    assert.equal(docker({ answers }).status, 'ok');
  });

  it('has Compose as a plug-in; the old program of that name is too old', () => {
    const plugin = says('docker: unknown command: docker compose', 1);
    const compose = (answers: Simulated['answers']) =>
      rowOf('compose', containers, { answers: answers ?? {} });
    assert.equal(compose({ 'docker compose version': plugin }).status, 'missing');
    const legacy = says('docker-compose version 1.29.2, build unknown');
    const row = compose({ 'docker compose version': plugin, 'docker-compose --version': legacy });
    assert.deepEqual([row.status, row.version], ['old', '1.29.2']);
    const current = says('Docker Compose version v5.0.1');
    assert.equal(compose({ 'docker compose version': current }).version, '5.0.1');
  });
});

describe('Python', () => {
  const python = (machine: Simulated) => rowOf('python', containers, machine);

  it('is the first that fits, however it is called', () => {
    const pythons = { python3: says('3.14.3'), 'python3.12': says('3.12.8') };
    assert.deepEqual(python({ pythons }).version, '3.12.8');
    const windows = { python: says('not found', 9009), 'py -3.13': says('3.13.5') };
    assert.equal(python({ system: 'windows', pythons: windows }).status, 'ok');
  });

  it('is fetched in the way of each system', () => {
    const command = (machine: Simulated) => python({ ...machine, pythons: {} }).remedy?.command;
    assert.equal(
      command({ system: 'windows', installers: ['winget'] }),
      'winget install --exact --id Python.Python.3.13',
    );
    assert.equal(command({ system: 'macos', installers: ['brew'] }), 'brew install python@3.13');
    assert.equal(command({ installers: ['uv', 'apt'] }), 'uv python install 3.13');
    assert.equal(command({ installers: ['dnf'] }), 'sudo dnf install python3.13');
    assert.match(command({ system: 'wsl', installers: ['apt'] }) ?? '', /uv python install 3\.13$/);
  });

  it('without its venv module is of no use, unless there is uv', () => {
    const pythons = { python3: says('3.12.3 no venv') };
    const row = python({ pythons, installers: ['apt'] });
    assert.equal(row.status, 'broken');
    assert.equal(row.remedy?.command, 'sudo apt install python3.12-venv');
    assert.equal(python({ pythons, installers: ['apt', 'uv'] }).status, 'ok');
  });

  it('that a setting names wrongly is the setting’s fault', () => {
    const row = python({
      pythonSetting: '/opt/python2',
      pythons: { '/opt/python2': says('2.7.18') },
    });
    assert.equal(row.status, 'old');
    assert.match(row.found, /mlopsRoadmap\.pythonPath names “\/opt\/python2”/);
    assert.match(row.remedy?.say ?? '', /Empty the setting/);
  });
});

describe('other tools', () => {
  it('are installed in the way of each system, or from their page', () => {
    const minikube = (machine: Simulated) => rowOf('minikube', clusters, machine).remedy;
    assert.equal(
      minikube({ system: 'windows', installers: ['winget'] })?.command,
      'winget install --exact --id Kubernetes.minikube',
    );
    assert.equal(
      minikube({ system: 'macos', installers: ['brew'] })?.command,
      'brew install minikube',
    );
    assert.match(minikube({ installers: ['apt'] })?.page ?? '', /^https:\/\/minikube/);
    assert.match(minikube({ system: 'windows' })?.page ?? '', /^https:\/\/minikube/);
  });

  it('that are too old do not come from the distribution that has them so', () => {
    const answers = { 'git --version': says('git version 2.17.1') };
    const remedy = (installers: Simulated['installers']) =>
      rowOf('git', containers, { answers, installers: installers ?? [] }).remedy;
    assert.match(remedy(['apt'])?.page ?? '', /^https:\/\/git-scm\.com/);
    const missing = rowOf('git', containers, { installers: ['apt'] });
    assert.equal(missing.remedy?.command, 'sudo apt install git');
  });

  it('say when they are of the Windows side of WSL', () => {
    const path = '/mnt/c/Program Files/Terraform/terraform';
    const answers = { 'terraform version': says('Terraform v1.11.4', 0, path) };
    const row = rowOf('terraform', containers, { system: 'wsl', answers });
    assert.equal(row.status, 'ok');
    assert.match(row.found, /on the Windows side/);
    const linux = rowOf('terraform', containers, { system: 'linux', answers });
    assert.equal(linux.found, '1.11.4');
  });

  it('may be any of a kind: OpenTofu, Valkey, one local cluster', () => {
    const tofu = { 'tofu version': says('OpenTofu v1.10.6\non linux_amd64') };
    assert.equal(rowOf('terraform', containers, { answers: tofu }).status, 'ok');
    const valkey = { 'valkey-server --version': says('Valkey server v=8.0.1 sha=0:0') };
    assert.equal(rowOf('redis', inProject('feature-store'), { answers: valkey }).version, '8.0.1');
    const kind = { answers: { 'kind version': says('kind v0.30.0 go1.24.6 linux/amd64') } };
    assert.equal(rowOf('minikube', clusters, kind).needed, 'optional');
    assert.equal(rowOf('minikube', clusters, {}).needed, 'now');
  });

  it('say their version on any channel', () => {
    const version = (
      id: string,
      scope: ReturnType<typeof inPhase>,
      answers: Simulated['answers'],
    ) => rowOf(id, scope, { answers: answers ?? {} }).version;
    const ssh = says('OpenSSH_for_Windows_9.5p1, LibreSSL 3.8.2');
    assert.equal(version('ssh', containers, { 'ssh -V': ssh }), '9.5');
    const old = says('Client Version: version.Info{Major:"1", Minor:"20", GitVersion:"v1.20.2"}');
    assert.equal(version('kubectl', clusters, { 'kubectl version --client': old }), '1.20.2');
    const azure = says('{\n  "azure-cli": "2.79.0",\n  "azure-cli-core": "2.79.0"\n}');
    assert.equal(version('az', containers, { 'az version': azure }), '2.79.0');
    const postgres = says('psql (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)');
    const features = inProject('feature-store');
    assert.equal(version('postgresql', features, { 'psql --version': postgres }), '15.14');
  });
});

describe('a project’s environment', () => {
  const environment = (
    state: EnvironmentFact['state'],
    packages: Readonly<Record<string, string>> = {},
  ): EnvironmentFact => ({ state, packages: new Map(Object.entries(packages)) });
  const scope = inProject('tracked-experiments');

  it('is a row of its own, mended by set-up with the Python that fits', () => {
    const pythons = { python3: says('3.14.3'), 'python3.13': says('3.13.5') };
    for (const [state, status] of [
      ['ready', 'ok'],
      ['stale', 'old'],
      ['broken', 'broken'],
      ['missing', 'missing'],
    ] as const) {
      const row = rowOf('environment', scope, { pythons, environment: environment(state) });
      assert.equal(row.status, status);
      assert.equal(row.needed, 'now');
      assert.equal(
        row.remedy?.command,
        state === 'ready' ? undefined : 'python3.13 tasks.py setup',
      );
    }
  });

  it('brings packages along', () => {
    const ready = environment('ready', { dvc: '3.67.1', mlflow: '3.18.0' });
    const row = rowOf('dvc', scope, { environment: ready });
    assert.deepEqual([row.status, row.version], ['ok', '3.67.1']);
    const unmade = rowOf('dvc', scope, { environment: environment('missing') });
    assert.equal(unmade.remedy?.command, 'python3 tasks.py setup');
    const installers: Simulated['installers'] = ['uv'];
    const without = rowOf('dvc', scope, { environment: environment('ready'), installers });
    assert.equal(without.remedy?.command, 'uv tool install dvc');
  });

  it('that nobody looked into leaves its packages out of the report', () => {
    const ids = diagnose(tools, scope, factsOf({})).tools.map(({ id }) => id);
    assert.ok(!ids.includes('dvc') && !ids.includes('environment'));
    const answers = { 'dvc --version': says('3.67.1') };
    assert.equal(rowOf('dvc', scope, { answers }).status, 'ok');
  });
});
