import assert from 'node:assert/strict';
import { diagnose } from '../../../src/core/doctor/diagnose.ts';
import { lackingNow, reportJson, reportText } from '../../../src/core/doctor/report.ts';
import { tools } from '../../../src/core/doctor/tools.ts';
import { factsOf, inPhase, inProject, says, type Simulated } from './facts.ts';

const report = (machine: Simulated, scope = inProject('model-deployment'), notes: string[] = []) =>
  diagnose(tools, scope, factsOf(machine), notes);
const fine: Simulated = {
  installers: ['apt'],
  answers: { 'git --version': says('git version 2.39.5') },
  environment: { state: 'ready', packages: new Map() },
};

describe('the report at a terminal', () => {
  it('says what is there, what is not, what to do and how to go on without', () => {
    const text = reportText(
      report({
        ...fine,
        answers: {
          ...fine.answers,
          'docker --version': says('Docker version 28.2.2, build e6534b4'),
          'docker ps --quiet': says('Cannot connect to the Docker daemon', 1),
        },
      }),
    );
    assert.match(text, /^Tools for the project “model-deployment”, on Linux\n/);
    assert.match(
      text,
      /\n\nNeeded now\n {2}ok {7}Python 3\.11 to 3\.13 {2}3\.12\.3\n {2}ok {7}Git /,
    );
    assert.match(
      text,
      /Needed later\n {2}stopped {2}Docker .* 28\.2\.2, but its engine does not answer\n.*\n {11}To do: sudo systemctl start docker\n {11}Without it: Not needed until you build the image/,
    );
    assert.match(text, /\n {2}missing {2}GitHub CLI /);
    assert.match(text, /None of this stops you/);
  });

  it('says from which phase on something is needed, and what was not looked at', () => {
    const scope = inPhase('foundations', 'ml-fundamentals', 'devops-core');
    const text = reportText(report(fine, scope, ['The record is damaged.']));
    assert.match(text, /phase “foundations”/);
    assert.match(text, /\n\nThe record is damaged\.\n\n/);
    assert.match(text, /local clusters run in it too\. Needed from phase 3\./);
  });

  it('has what is needed now first, in that what is not in order, and then goes by phase', () => {
    const scope = inPhase('foundations', 'devops-core', 'mlops-core', 'orchestration-serving');
    const answers = { 'git --version': says('git version 2.39.5'), 'ssh -V': says('OpenSSH_9.2') };
    const rows = report({ answers }, scope).tools.map(
      ({ needed, status, from = 0 }) => [needed, status === 'ok', from] as const,
    );
    const rank = { now: 0, later: 1, optional: 2 };
    const sorted = rows.toSorted(
      (a, b) => rank[a[0]] - rank[b[0]] || Number(a[1]) - Number(b[1]) || a[2] - b[2],
    );
    assert.deepEqual(rows, sorted);
    assert.deepEqual(rows.at(-1)?.[0], 'optional');
  });
});

describe('the report as data', () => {
  const parsed = (scope = inProject('model-deployment')) =>
    JSON.parse(reportJson(report(fine, scope))) as {
      readonly tools: readonly Readonly<Record<string, unknown>>[];
      readonly [key: string]: unknown;
    };

  it('has the fields that scripts rely on', () => {
    const { version, system, project, phase, tools: rows, notes } = parsed();
    assert.deepEqual(
      { version, system, project, phase, notes },
      {
        version: 1,
        system: 'linux',
        project: 'model-deployment',
        phase: undefined,
        notes: [],
      },
    );
    const [python] = rows;
    assert.deepEqual(python, {
      id: 'python',
      title: 'Python 3.11 to 3.13',
      status: 'ok',
      version: '3.12.3',
      found: '3.12.3',
      needed: 'now',
    });
    const docker = rows.find(({ id }) => id === 'docker');
    assert.deepEqual(Object.keys(docker ?? {}), [
      'id',
      'title',
      'status',
      'found',
      'needed',
      'remedy',
      'without',
    ]);
  });

  it('names the phase where there is no project', () => {
    const { project, phase } = parsed(inPhase('llmops'));
    assert.deepEqual([project, phase], [undefined, 'llmops']);
  });
});

describe('before a first verification', () => {
  const scope = inProject('tracked-experiments');

  it('nothing is told when what is needed now is there', () => {
    const environment = {
      state: 'ready' as const,
      packages: new Map([
        ['dvc', '3.67.1'],
        ['mlflow', '3.18.0'],
      ]),
    };
    assert.deepEqual(lackingNow(report({ ...fine, environment }, scope)), []);
  });

  it('set-up is told once, for all that it brings', () => {
    const environment = { state: 'missing' as const, packages: new Map<string, string>() };
    assert.deepEqual(lackingNow(report({ ...fine, environment }, scope)), [
      'Project environment: not set up yet · python3 tasks.py setup · In the project’s folder.',
    ]);
  });

  it('a tool that is missing or too old is told with what to do', () => {
    const machine = { ...fine, answers: {}, pythons: { python3: says('3.9.2') } };
    const lines = lackingNow(report({ ...machine, installers: ['uv', 'apt'] }, scope));
    assert.equal(
      lines[0],
      'Python 3.11 to 3.13: 3.9.2; 3.11 or later is needed · uv python install 3.13 · It is put beside the Python that the system needs, as python3.13.',
    );
    assert.match(lines[1] ?? '', /^Git: not found · sudo apt install git/);
  });
});
