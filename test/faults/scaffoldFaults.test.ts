import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ProjectFile } from '../../src/core/scaffold/archive.ts';
import { previewProject } from '../../src/core/scaffold/preview.ts';
import { writeProject } from '../../src/core/scaffold/write.ts';
import { machineFiles, type FileSystem } from '../../src/node/files/fileSystem.ts';
import { folderPortOn } from '../../src/node/nodeFolderPort.ts';
import { faultyFiles } from '../unit/node/faultyFiles.ts';
import { faultPlans, operationsOf } from './faultPlans.ts';
import { failureOf, filesOf, same, sentenceOf, snapshot, temporaryFolder } from './projects.ts';
import { counted } from './tally.ts';

const file = (name: string, content: string, executable = false): ProjectFile => ({
  path: name,
  bytes: new TextEncoder().encode(content),
  executable,
});
const FILES = [
  file('.mlops-roadmap/base.zip', 'base'),
  file('.mlops-roadmap/project.json', '{}'),
  file('README.md', '# Project\n'),
  file('scripts/run.sh', '#!/bin/sh\n', true),
  file('src/app/main.py', 'print("hello")\n'),
];
const NAMES = FILES.map(({ path: name }) => name);

describe('a disk that fails while a project is scaffolded', () => {
  let base: string;
  let root: string;
  beforeEach(() => {
    base = temporaryFolder('scaffold-faults');
    root = path.join(base, 'work', 'parcels');
  });
  afterEach(() => fs.rmSync(base, { recursive: true, force: true }));

  const write = async (on: FileSystem, overwrite: readonly string[] = []) => {
    const port = folderPortOn(on);
    const preview = await previewProject(FILES, root, port);
    return writeProject(preview, port, {
      overwrite: new Set(overwrite),
      keepOthers: false,
      cancelled: () => false,
      progress: () => undefined,
    });
  };
  const reset = (files: Readonly<Record<string, string>> | undefined) => {
    fs.rmSync(path.join(base, 'work'), { recursive: true, force: true });
    for (const [name, content] of Object.entries(files ?? {})) {
      fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      fs.writeFileSync(path.join(root, name), content);
    }
  };
  const whole = () =>
    FILES.every(({ path: name, bytes }) => {
      const place = path.join(root, name);
      return fs.existsSync(place) && Buffer.compare(fs.readFileSync(place), bytes) === 0;
    });

  it('leaves a whole new folder or none', async () => {
    const operations = await operationsOf((on) => write(on));
    for (const plan of counted(faultPlans(operations, true))) {
      reset(undefined);
      const error = await failureOf(write(faultyFiles(plan.fails, plan.code).fs));
      if (error !== undefined) sentenceOf(error);
      assert.equal(fs.existsSync(root), error === undefined, plan.name);
      if (error === undefined) assert.ok(whole(), plan.name);
      else await write(machineFiles);
      assert.ok(whole(), `${plan.name}: again`);
    }
  });

  it('leaves the files of an existing folder as they were, and can be repeated', async () => {
    const learners = { 'notes.txt': 'mine', 'src/mine.py': 'mine' };
    reset(learners);
    const operations = await operationsOf((on) => write(on));
    for (const plan of counted(faultPlans(operations, true))) {
      reset(learners);
      const before = snapshot(root);
      const error = await failureOf(write(faultyFiles(plan.fails, plan.code).fs));
      if (error === undefined) assert.ok(whole(), plan.name);
      else {
        sentenceOf(error);
        const now = filesOf(root);
        for (const name of Object.keys(learners)) assert.equal(now[name], before[name], plan.name);
        if (!plan.lasting) assert.ok(same(snapshot(root), before), `${plan.name}: taken back`);
        // Where nothing can be taken back either, what is there is whole, and the record is not.
        assert.ok(!('.mlops-roadmap/project.json' in now), plan.name);
        await write(machineFiles);
        assert.ok(whole(), `${plan.name}: again`);
      }
    }
  });

  it('keeps a file that may be overwritten when the project is not written', async () => {
    const learners = { 'README.md': 'mine' };
    reset(learners);
    const operations = await operationsOf((on) => write(on, NAMES));
    const plans = faultPlans(operations, true).filter(({ lasting }) => !lasting);
    for (const plan of counted(plans)) {
      reset(learners);
      const error = await failureOf(write(faultyFiles(plan.fails, plan.code).fs, NAMES));
      if (error === undefined) assert.ok(whole(), plan.name);
      else {
        sentenceOf(error);
        assert.equal(fs.readFileSync(path.join(root, 'README.md'), 'utf8'), 'mine', plan.name);
      }
    }
  });
});
