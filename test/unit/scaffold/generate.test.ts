import assert from 'node:assert/strict';
import { strToU8, strFromU8 } from 'fflate';
import type { Project } from '../../../src/core/roadmap/model.ts';
import { packFiles, unpackFiles, type ProjectFile } from '../../../src/core/scaffold/archive.ts';
import {
  generateProject,
  NOTICES_PATH,
  resolveOptions,
} from '../../../src/core/scaffold/generate.ts';
import { deriveNames } from '../../../src/core/scaffold/names.ts';
import type { ProjectRecord } from '../../../src/core/scaffold/projectRecord.ts';
import { smallRoadmap } from '../fixtures.ts';

const project = smallRoadmap().projects.find(({ id }) => id === 'service') as Project;
const file = (path: string, text: string, executable = false): ProjectFile => ({
  path,
  bytes: strToU8(text),
  executable,
});
const archive = [
  file('guide.md', '# Mlr Starter'),
  file('starter/src/mlr_starter/__init__.py', 'NAME = "mlr-starter"; ENV = "MLR_STARTER_PORT"'),
  file('starter/requirements.txt', 'mlr-starter==1.0'),
  file('starter/.env.example', 'MLR_STARTER_PORT=8000'),
  file('starter/run.sh', '#!/bin/sh\n', true),
  file('starter/ci.yml', 'key: ${{ hashFiles("x") }} {{ mlr-starter }}'),
  file('starter/notes.txt', 'local'),
  file('starter/local-only/readme.txt', 'local'),
  {
    path: 'starter/logo.bin',
    bytes: Uint8Array.of(0, 1, ...strToU8('mlr_starter')),
    executable: false,
  },
  file('options/cloud/aws/deploy.py', 'print("mlr_starter on aws")'),
  file('options/cloud/aws/.env.example', 'MLR_STARTER_REGION='),
];
const deps = {
  sha256: (bytes: Uint8Array) => `hash${bytes.length}`,
  newInstanceId: () => 'i-1',
  roadmapVersion: '1.0.0',
  verifier: strToU8('// mlr-starter: the verifier'),
  verifierNotices: strToU8('mlr-starter: the licences'),
};
const generate = (cloud = 'none', name = 'Odd.Name-42') =>
  new Map(
    generateProject(project, archive, { names: deriveNames(name), options: { cloud } }, deps).map(
      (each) => [each.path, each],
    ),
  );
const text = (files: Map<string, ProjectFile>, path: string) => strFromU8(files.get(path)!.bytes);

describe('a generated project', () => {
  it('takes the learner’s name in paths and text, in all four forms', () => {
    const files = generate();
    assert.equal(
      text(files, 'src/odd_name_42/__init__.py'),
      'NAME = "odd-name-42"; ENV = "ODD_NAME_42_PORT"',
    );
    assert.equal(text(files, '.mlops-roadmap/guide.md'), '# Odd Name 42');
  });

  it('leaves lock files, binaries and braces as they are', () => {
    const files = generate();
    assert.equal(text(files, 'requirements.txt'), 'mlr-starter==1.0');
    assert.deepEqual(files.get('logo.bin')?.bytes, archive[8]?.bytes);
    assert.equal(text(files, 'ci.yml'), 'key: ${{ hashFiles("x") }} {{ odd-name-42 }}');
  });

  it('keeps which files may be executed, through the archive too', () => {
    const again = unpackFiles(packFiles(archive));
    assert.equal(again.find(({ path }) => path === 'starter/run.sh')?.executable, true);
    assert.equal(generate().get('run.sh')?.executable, true);
    assert.equal(generate().get('ci.yml')?.executable, false);
  });

  it('adds the chosen option’s files, over the starter’s, and leaves out what it excludes', () => {
    const aws = generate('aws');
    assert.equal(text(aws, 'deploy.py'), 'print("odd_name_42 on aws")');
    assert.equal(text(aws, '.env.example'), 'ODD_NAME_42_REGION=');
    assert.ok(!aws.has('notes.txt') && !aws.has('local-only/readme.txt'));
    assert.ok(!generate().has('deploy.py'));
  });

  it('records what it was made from, and keeps its base for later updates', () => {
    const files = generate('aws');
    const record = JSON.parse(text(files, '.mlops-roadmap/project.json')) as ProjectRecord;
    assert.equal(record.project, 'service');
    assert.deepEqual(record.options, { cloud: 'aws' });
    assert.deepEqual(
      Object.keys(record.files),
      unpackFiles(files.get('.mlops-roadmap/base.zip')!.bytes).map(({ path }) => path),
    );
  });

  it('with steps has the verifier’s licences and empty evidence, and knows the steps that were given up', () => {
    const step = { id: 'one', title: 'One', when: {}, given: false, apply: [], checks: [] };
    const files = new Map(
      generateProject(
        { ...project, retired: ['old'] },
        [...archive, file('steps.json', JSON.stringify([step]))],
        { names: deriveNames('x'), options: { cloud: 'none' } },
        deps,
      ).map((each) => [each.path, each]),
    );
    assert.equal(text(files, '.mlops-roadmap/evidence.jsonl'), '');
    assert.equal(text(files, NOTICES_PATH), 'mlr-starter: the licences', 'as they are');
    const checks = JSON.parse(text(files, '.mlops-roadmap/checks.json')) as { retired: unknown };
    assert.deepEqual(checks.retired, ['old']);
    assert.ok(!generate().has('.mlops-roadmap/evidence.jsonl'), 'without steps there is none');
  });

  it('is refused without a starter, an option or a value that exists, and says which do', () => {
    const { starter: _, ...without } = project;
    assert.throws(
      () => generateProject(without, [], { names: deriveNames('x'), options: {} }, deps),
      { kind: 'content' },
    );
    assert.throws(() => resolveOptions(project, { colour: 'red' }), {
      kind: 'use',
      remedy: 'Its options: cloud.',
    });
    assert.throws(() => resolveOptions(project, { cloud: 'azure' }), {
      kind: 'use',
      remedy: 'Its values: none, aws.',
    });
    assert.deepEqual(resolveOptions(project, {}), { cloud: 'none' });
  });
});

describe('a project’s archive', () => {
  it('is the same for the same files', () => {
    assert.deepEqual(packFiles(archive), packFiles([...archive].reverse()));
  });

  it('is refused when it is damaged or wants to leave its folder', () => {
    assert.throws(() => unpackFiles(strToU8('no zip')), { kind: 'content' });
    assert.throws(() => unpackFiles(packFiles([file('../outside.txt', 'x')])), { kind: 'content' });
    assert.throws(() => unpackFiles(packFiles([file('a\\..\\..\\b', 'x')])), { kind: 'content' });
  });
});
