import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FileSystem } from '../../src/node/files/fileSystem.ts';
import { applyFolderUpdate, undoFolderUpdate } from '../../src/node/update/applyFolderUpdate.ts';
import { planFolderUpdate, type PlannedUpdate } from '../../src/node/update/planFolderUpdate.ts';
import { faultyFiles } from '../unit/node/faultyFiles.ts';
import { faultPlans, FAULTS_TIMEOUT_MS, operationsOf } from './faultPlans.ts';
import {
  copyOf,
  failureOf,
  filesOf,
  learnersProject,
  same,
  second,
  sentenceOf,
  snapshot,
  temporaryFolder,
  type Snapshot,
} from './projects.ts';
import { counted } from './tally.ts';

const UNCHANGED = /Everything is as it was\.|Nothing was (?:changed|written)\./;

describe('a disk that fails while a project is updated', function () {
  this.timeout(FAULTS_TIMEOUT_MS);
  let base: string;
  let root: string;
  let old: Snapshot;
  let updated: Snapshot;
  let outside: Snapshot;
  let planned: PlannedUpdate;
  const template = (name: string) => path.join(base, 'templates', name);
  const canary = () => snapshot(path.join(base, 'outside'));

  before(async () => {
    base = temporaryFolder('update-faults');
    root = path.join(base, 'parcels');
    fs.mkdirSync(path.join(base, 'outside'));
    fs.writeFileSync(path.join(base, 'outside', 'file'), 'theirs');
    outside = canary();
    await learnersProject(root);
    old = filesOf(root);
    copyOf(root, template('old'));
    planned = await planFolderUpdate(root, second);
    await applyFolderUpdate(root, planned);
    updated = filesOf(root);
    copyOf(root, template('updated'));
    copyOf(template('old'), root);
    // From this operation on everything fails, the reversal too.
    let stopped = false;
    const stops = faultyFiles(({ name, target }) => {
      stopped ||=
        name === 'rename' && target.startsWith(path.join(root, '.mlops-roadmap', '.base.zip.'));
      return stopped;
    }, 'EIO');
    await failureOf(applyFolderUpdate(root, planned, stops.fs));
    assert.ok(!same(filesOf(root), old) && !same(filesOf(root), updated), 'it is in between');
    copyOf(root, template('interrupted'));
  });
  after(() => fs.rmSync(base, { recursive: true, force: true }));

  /** Fails a task in every way; afterwards the project is old, or new, or can be brought to one. */
  async function failEverywhere(from: string, task: (fs: FileSystem) => Promise<unknown>) {
    copyOf(template(from), root);
    const operations = await operationsOf(task);
    assert.ok(operations.length > 10);
    for (const plan of counted(faultPlans(operations))) {
      copyOf(template(from), root);
      const start = filesOf(root);
      const error = await failureOf(task(faultyFiles(plan.fails, plan.code).fs));
      if (error !== undefined) {
        const said = sentenceOf(error);
        if (UNCHANGED.test(said)) {
          const files = filesOf(root);
          assert.ok(same(files, old) || same(files, start), `${plan.name}: untrue: ${said}`);
        }
      }
      const files = filesOf(root);
      const settled = same(files, old) || same(files, updated);
      if (!settled) await bringToOneState(plan.name);
      else await updateOrUndo(plan.name, same(files, old));
      assert.deepEqual(canary(), outside, plan.name);
    }
  }

  async function bringToOneState(name: string) {
    copyOf(root, `${root}-copy`);
    const later = await planFolderUpdate(root, second);
    assert.ok(later.interrupted, `${name}: an interrupted update is noticed`);
    assert.deepEqual(later.interrupted.kept, [], name);
    await applyFolderUpdate(root, later);
    assert.deepEqual(filesOf(root), updated, `${name}: update again`);
    copyOf(`${root}-copy`, root);
    assert.deepEqual(await undoFolderUpdate(root), [], name);
    assert.deepEqual(filesOf(root), old, `${name}: undo`);
  }

  /** What the failure left behind is in the way of nothing. */
  async function updateOrUndo(name: string, isOld: boolean) {
    if (isOld) {
      await applyFolderUpdate(root, planned);
      assert.deepEqual(filesOf(root), updated, `${name}: update again`);
    } else {
      assert.deepEqual(await undoFolderUpdate(root), [], name);
      assert.deepEqual(filesOf(root), old, `${name}: undo`);
    }
  }

  it('leaves the old or the new project when it fails during an update', () =>
    failEverywhere('old', (on) => applyFolderUpdate(root, planned, on)));

  it('leaves the old or the new project when it fails during an undo', () =>
    failEverywhere('updated', (on) => undoFolderUpdate(root, on)));

  it('leaves the old or the new project when it fails while an interrupted update is taken back', () =>
    failEverywhere('interrupted', (on) => applyFolderUpdate(root, planned, on)));

  it('changes nothing when it fails while an update is planned', async () => {
    for (const from of ['old', 'interrupted']) {
      copyOf(template(from), root);
      const start = snapshot(root);
      const operations = await operationsOf((on) => planFolderUpdate(root, second, on));
      for (const plan of counted(faultPlans(operations).filter(({ lasting }) => !lasting))) {
        const { fs: faulty } = faultyFiles(plan.fails, plan.code);
        sentenceOf(await failureOf(planFolderUpdate(root, second, faulty)));
        assert.deepEqual(snapshot(root), start, plan.name);
      }
    }
  });
});
