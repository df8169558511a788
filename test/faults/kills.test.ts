import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { newProject } from '../../src/cli/newProject.ts';
import { updateProject } from '../../src/cli/update.ts';
import { isExpected } from '../../src/core/errors.ts';
import { killOften, KILLS, KILLS_TIMEOUT_MS } from './killing.ts';
import {
  copyOf,
  failureOf,
  filesOf,
  first,
  learnersProject,
  same,
  second,
  sentenceOf,
  snapshot,
  temporariesIn,
  type Snapshot,
} from './projects.ts';

/** Snapshot without some files, for what else is in a project. */
const without = (files: Snapshot, ...names: readonly string[]): Snapshot =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)));

describe(`a process that is killed (${KILLS} times each)`, function () {
  this.timeout(KILLS_TIMEOUT_MS);
  let base: string;
  let root: string;
  beforeEach(() => {
    // On a real disk: writing takes long enough to be killed in the middle.
    base = fs.mkdtempSync(path.join(os.tmpdir(), 'kills-'));
    root = path.join(base, 'work', 'parcels');
    fs.mkdirSync(path.dirname(root));
  });
  afterEach(() => fs.rmSync(base, { recursive: true, force: true }));

  const clear = () => fs.rmSync(root, { recursive: true, force: true });
  const scaffold = () => newProject(first, ['service', root], (folder) => folder);

  it('leaves a whole new folder or none, and the next run removes its leftovers', async () => {
    await scaffold();
    const names = Object.keys(snapshot(root));
    await killOften('new', root, clear, async (run) => {
      if (!fs.existsSync(root)) await scaffold();
      assert.deepEqual(Object.keys(snapshot(root)), names, run);
      assert.deepEqual(fs.readdirSync(path.dirname(root)), ['parcels'], run);
    });
  });

  it('leaves the files of an existing folder as they were, and the next run completes it', async () => {
    await scaffold();
    const names = Object.keys(filesOf(root));
    const prepare = () => {
      clear();
      fs.mkdirSync(path.join(root, 'src'), { recursive: true });
      fs.writeFileSync(path.join(root, 'notes.txt'), 'mine');
      fs.writeFileSync(path.join(root, 'src', 'mine.py'), 'mine');
    };
    await killOften('new', root, prepare, async (run) => {
      const repeated = await failureOf(scaffold());
      // Only a project that is complete is not scaffolded again.
      if (repeated !== undefined)
        assert.match(sentenceOf(repeated), /already holds a roadmap project/);
      const files = [...names, 'notes.txt', 'src/mine.py'].sort();
      assert.deepEqual(Object.keys(filesOf(root)).sort(), files, run);
      for (const name of ['notes.txt', 'src/mine.py']) {
        assert.equal(fs.readFileSync(path.join(root, name), 'utf8'), 'mine', run);
      }
      assert.deepEqual(temporariesIn(root), [], run);
    });
  });

  describe('during an update', () => {
    let old: Snapshot;
    let updated: Snapshot;
    const template = (name: string) => path.join(base, 'templates', name);
    beforeEach(async () => {
      await learnersProject(root);
      copyOf(root, template('old'));
      old = filesOf(root);
      await updateProject(second, [root]);
      copyOf(root, template('updated'));
      updated = filesOf(root);
    });

    it('loses nothing that the learner writes afterwards, and is noticed', async () => {
      const later = { 'edited.py': 'later\n', 'added.py': 'my own\n' };
      const prepare = () => copyOf(template('old'), root);
      await killOften('update', root, prepare, async (run) => {
        fs.appendFileSync(path.join(root, 'edited.py'), later['edited.py']);
        fs.writeFileSync(path.join(root, 'added.py'), later['added.py']);
        const before = snapshot(root);
        const rest = (files: Snapshot) => without(files, ...Object.keys(later));
        const finished = same(rest(filesOf(root)), rest(updated));
        const dry = await failureOf(updateProject(second, [root, '--dry-run']));
        assert.deepEqual(snapshot(root), before, `${run}: a dry run changes nothing`);
        if (dry !== undefined) {
          // The update had finished: its conflicts are to be settled first.
          assert.ok(finished && isExpected(dry, 'conflict'), `${run}: ${sentenceOf(dry)}`);
        } else {
          const { text } = await updateProject(second, [root]);
          for (const name of Object.keys(later)) assert.ok(text.includes(`${name}: `), run);
        }
        for (const [name, content] of Object.entries(later)) {
          const now = fs.readFileSync(path.join(root, name), 'utf8');
          assert.ok(now.includes(content), `${run}: ${name} keeps what was written later`);
        }
        assert.deepEqual(rest(filesOf(root)), rest(updated), run);
        assert.deepEqual(temporariesIn(root), [], run);
      });
    });

    it('can be taken back', async () => {
      const prepare = () => copyOf(template('old'), root);
      await killOften('update', root, prepare, async (run) => {
        const error = await failureOf(updateProject(second, [root, '--undo']));
        if (error !== undefined)
          assert.match(sentenceOf(error), /no update of this project to undo/);
        assert.deepEqual(filesOf(root), old, run);
      });
    });

    it('goes on with an undo that was killed, or updates again', async () => {
      let undo = false;
      const prepare = () => copyOf(template('updated'), root);
      await killOften('undo', root, prepare, async (run) => {
        undo = !undo;
        const error = await failureOf(updateProject(second, undo ? [root, '--undo'] : [root]));
        if (error === undefined) assert.deepEqual(filesOf(root), undo ? old : updated, run);
        else if (isExpected(error, 'conflict')) assert.deepEqual(filesOf(root), updated, run);
        else assert.ok(undo && isExpected(error, 'use') && same(filesOf(root), old), run);
        assert.deepEqual(temporariesIn(root), [], run);
      });
    });
  });
});
