import assert from 'node:assert/strict';
import { neededIn, phaseScope, projectScope, toolsIn } from '../../../src/core/doctor/scope.ts';
import type { Tool } from '../../../src/core/doctor/tool.ts';
import { tools } from '../../../src/core/doctor/tools.ts';
import type { ProjectRecord } from '../../../src/core/scaffold/projectRecord.ts';
import { smallRoadmap } from '../fixtures.ts';
import { inPhase, inProject } from './facts.ts';

const tool = (id: string): Tool => tools.find((each) => each.id === id)!;

describe('what a scope needs', () => {
  it('is now what the phase needs, later what a later one needs, with its number', () => {
    const scope = inPhase('foundations', 'devops-core', 'orchestration-serving');
    assert.deepEqual(neededIn(tool('go'), scope), { need: 'now' });
    assert.deepEqual(neededIn(tool('docker'), scope), { need: 'later', from: 2 });
    assert.deepEqual(neededIn(tool('kubectl'), scope), { need: 'later', from: 3 });
    assert.deepEqual(neededIn(tool('gh'), scope), { need: 'optional' });
  });

  it('forgets what only earlier phases or other projects name', () => {
    assert.equal(neededIn(tool('go'), inPhase('llmops')), undefined);
    assert.equal(neededIn(tool('redis'), inPhase('foundations', 'mlops-core')), undefined);
    assert.equal(neededIn(tool('redis'), inProject('cross-validated-model')), undefined);
  });

  it('depends on the project’s options', () => {
    const cloud = (value: string) =>
      neededIn(tool('aws'), inProject('model-deployment', { cloud: value }));
    assert.deepEqual(cloud('aws'), { need: 'later' });
    assert.equal(cloud('gcp'), undefined);
    assert.equal(cloud('none'), undefined);
    const language = (value: string) =>
      neededIn(tool('go'), inProject('versioned-data-script', { language: value }));
    assert.deepEqual(language('go'), { need: 'later' });
    assert.equal(language('python'), undefined);
  });

  it('is, for a project that nobody knows, what every project needs', () => {
    const ids = toolsIn(tools, inProject('elsewhere'), 'linux').map(({ id }) => id);
    assert.deepEqual(ids, ['python', 'git', 'uv', 'node']);
  });

  it('without a project and a phase is the whole roadmap', () => {
    const ids = toolsIn(tools, phaseScope(smallRoadmap(), undefined), 'linux').map(({ id }) => id);
    assert.ok(ids.includes('redis') && ids.includes('docker'));
  });

  it('has WSL on Windows alone', () => {
    const scope = inProject('orchestrated-pipeline');
    const has = (system: 'windows' | 'wsl' | 'linux') =>
      toolsIn(tools, scope, system).some(({ id }) => id === 'wsl');
    assert.deepEqual([has('windows'), has('wsl'), has('linux')], [true, false, false]);
  });

  it('comes from the roadmap, or from a project’s record', () => {
    const roadmap = smallRoadmap();
    assert.deepEqual(phaseScope(roadmap, 'one'), {
      phase: { id: 'one', title: 'One' },
      ahead: [],
    });
    const record = { project: 'service', options: { cloud: 'aws' } } as unknown as ProjectRecord;
    assert.deepEqual(projectScope(roadmap, record).project, {
      id: 'service',
      title: 'Service',
      options: { cloud: 'aws' },
    });
    const other = { project: 'odd\u001b[2J', options: {} } as unknown as ProjectRecord;
    assert.equal(projectScope(roadmap, other).project?.title, 'odd[2J');
  });
});
