import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TaskState } from '../../../src/core/progress/entry.ts';
import { planMigration } from '../../../src/core/progress/migrate.ts';
import {
  noProgress,
  stateOf,
  withEntries,
  type Progress,
} from '../../../src/core/progress/progress.ts';
import type { Migration } from '../../../src/core/roadmap/model.ts';

const at = '2026-11-24T10:00:00.000Z';
const marked = (marks: Readonly<Record<string, TaskState>>): Progress =>
  withEntries(
    noProgress,
    Object.entries(marks).map(([id, state], place) => ({
      kind: 'mark',
      id,
      state,
      ...(state === 'skipped' ? { reason: 'known' } : {}),
      counter: place + 1,
      replica: 'r',
      at,
    })),
  );
const after = (progress: Progress, migrations: readonly Migration[]) =>
  withEntries(
    progress,
    planMigration(progress, migrations).map((mark, place) => ({
      kind: 'mark',
      ...mark,
      counter: progress.counter + place + 1,
      replica: 'r',
      at,
    })),
  );
const rename = { from: ['a.b.old'], to: ['a.b.new'] };
const split = { from: ['a.b.whole'], to: ['a.b.one', 'a.b.two'] };
const merge = { from: ['a.b.left', 'a.b.right'], to: ['a.b.both'] };

describe('ticks when content changes its ids', () => {
  it('follow a renamed task, with a reason', () => {
    assert.equal(stateOf(after(marked({ 'a.b.old': 'done' }), [rename]), 'a.b.new'), 'done');
    const skipped = after(marked({ 'a.b.old': 'skipped' }), [rename]);
    assert.equal(skipped.marks.get('a.b.new')?.reason, 'known');
  });

  it('go to each part of a split task', () => {
    const progress = after(marked({ 'a.b.whole': 'done' }), [split]);
    assert.deepEqual(
      ['a.b.one', 'a.b.two'].map((id) => stateOf(progress, id)),
      ['done', 'done'],
    );
  });

  it('make a merged task done when all of it was done or skipped', () => {
    const both = (left: TaskState, right: TaskState) =>
      stateOf(after(marked({ 'a.b.left': left, 'a.b.right': right }), [merge]), 'a.b.both');
    assert.equal(both('done', 'done'), 'done');
    assert.equal(both('done', 'skipped'), 'done');
    assert.equal(both('skipped', 'skipped'), 'skipped');
    assert.equal(both('done', 'open'), 'open');
  });

  it('follow through several migrations', () => {
    const chain = [rename, { from: ['a.b.new'], to: ['a.b.newest'] }];
    assert.equal(stateOf(after(marked({ 'a.b.old': 'done' }), chain), 'a.b.newest'), 'done');
  });

  it('do not overrule what the learner said of the new task', () => {
    const progress = marked({ 'a.b.old': 'done', 'a.b.new': 'open' });
    assert.deepEqual(planMigration(progress, [rename]), []);
  });

  it('of a retired task are kept, and not brought anywhere', () => {
    const progress = marked({ 'a.b.gone': 'done' });
    assert.deepEqual(planMigration(progress, [{ from: ['a.b.gone'], to: [] }]), []);
    assert.equal(stateOf(progress, 'a.b.gone'), 'done');
  });

  it('are never lost, and migrating twice changes nothing more', () => {
    const ids = ['a.b.1', 'a.b.2', 'a.b.3', 'a.b.4', 'a.b.5', 'a.b.6'];
    const id = fc.constantFrom(...ids);
    // As the build allows them: no target that was taken away before. Ids only grow here.
    const largest = (from: readonly string[]) => [...from].sort().at(-1) ?? '';
    const migrations = fc
      .array(
        fc.record({
          from: fc.uniqueArray(id, { minLength: 1, maxLength: 2 }),
          to: fc.uniqueArray(id, { maxLength: 2 }),
        }),
        { maxLength: 5 },
      )
      .map((list) =>
        list
          .map(({ from, to }) => ({ from, to: to.filter((each) => each > largest(from)) }))
          .sort((a, b) => (largest(a.from) < largest(b.from) ? -1 : 1)),
      );
    const marks = fc.dictionary(id, fc.constantFrom<TaskState>('open', 'done', 'skipped'));
    fc.assert(
      fc.property(marks, migrations, (before, list) => {
        const progress = marked(before);
        const migrated = after(progress, list);
        for (const [key, state] of Object.entries(before)) {
          assert.equal(stateOf(migrated, key), state, 'an old mark has changed');
        }
        for (const { from, to } of list) {
          if (from.every((each) => before[each] === 'done')) {
            for (const target of to) {
              if (before[target] === undefined) assert.notEqual(stateOf(migrated, target), 'open');
            }
          }
        }
        assert.deepEqual(planMigration(migrated, list), []);
      }),
    );
  });
});
