import assert from 'node:assert/strict';
import { noProgress, withEntries } from '../../../src/core/progress/progress.ts';
import { nextOpenTask, percentOf, stageOf, totalsOf } from '../../../src/core/progress/totals.ts';
import { exportText, planImport, unknownMarks } from '../../../src/core/progress/transfer.ts';
import { indexRoadmap } from '../../../src/core/roadmap/roadmapIndex.ts';
import { smallRoadmap } from '../fixtures.ts';

const { tasks } = indexRoadmap(smallRoadmap());
const mark = (id: string, state: 'open' | 'done' | 'skipped', counter = 1) =>
  ({ kind: 'mark', id, state, counter, replica: 'a', at: 'now' }) as const;

describe('totals', () => {
  it('leaves skipped tasks out of the count', () => {
    const progress = withEntries(noProgress, [
      mark('one.git.commit', 'done'),
      mark('one.sql.join', 'skipped'),
    ]);
    const totals = totalsOf(tasks, progress);
    assert.deepEqual(totals, { studied: 1, total: 3, skipped: 1 });
    assert.equal(percentOf(totals), 33);
    assert.equal(stageOf(totals), 'begun');
  });

  it('calls a phase complete when the rest is skipped', () => {
    const progress = withEntries(
      noProgress,
      tasks.map((task, index) => mark(task.id, index < 2 ? 'done' : 'skipped')),
    );
    assert.equal(stageOf(totalsOf(tasks, progress)), 'complete');
    assert.equal(percentOf(totalsOf(tasks, progress)), 100);
  });

  it('does not count a tick that the roadmap no longer knows', () => {
    const progress = withEntries(noProgress, [mark('one.git.gone', 'done')]);
    assert.equal(totalsOf(tasks, progress).studied, 0);
  });

  it('goes on at the first task that is neither studied nor skipped', () => {
    const progress = withEntries(noProgress, [
      mark('one.git.commit', 'done'),
      mark('one.git.branch', 'skipped'),
    ]);
    assert.equal(nextOpenTask(tasks, progress)?.id, 'one.sql.join');
    assert.equal(
      nextOpenTask(
        tasks,
        withEntries(
          noProgress,
          tasks.map((task) => mark(task.id, 'done')),
        ),
      ),
      undefined,
    );
  });
});

describe('export and import', () => {
  const saved = withEntries(noProgress, [
    mark('one.git.commit', 'done'),
    { ...mark('one.sql.join', 'skipped'), reason: 'known' },
  ]);

  it('brings ticks and reasons back after a reset', () => {
    const reset = withEntries(saved, [{ kind: 'reset', counter: 9, replica: 'a', at: 'now' }]);
    assert.deepEqual(planImport(reset, exportText(saved)), [
      { id: 'one.git.commit', state: 'done' },
      { id: 'one.sql.join', state: 'skipped', reason: 'known' },
    ]);
  });

  it('takes nothing away from what is there', () => {
    const current = withEntries(noProgress, [
      mark('one.sql.join', 'done', 5),
      mark('one.git.branch', 'done'),
    ]);
    assert.deepEqual(
      planImport(current, exportText(saved)).map(({ id }) => id),
      ['one.git.commit'],
    );
  });

  it('refuses a file that is no export, and one of a newer version, with the remedy', () => {
    assert.throws(() => planImport(noProgress, '{'), {
      kind: 'state',
      message: /not a whole progress export/,
    });
    const newer = exportText(saved).replace('"version": 1', '"version": 2');
    assert.throws(() => planImport(noProgress, newer), {
      kind: 'state',
      remedy: /Update the extension/,
    });
  });

  it('calls neither tasks nor steps of projects unknown', () => {
    const [milestone, ...others] = smallRoadmap().projects;
    const steps = [{ id: 'loads', title: 'Loads', label: 'Loads', hours: 1, core: true, when: {} }];
    const index = indexRoadmap({
      ...smallRoadmap(),
      projects: [{ ...milestone!, steps }, ...others],
    });
    const marks = ['one.git.commit', 'first-project.loads', 'first-project.gone', 'two.sql.join'];
    assert.deepEqual(
      unknownMarks(
        marks.map((id) => ({ id })),
        index,
      ),
      [{ id: 'first-project.gone' }, { id: 'two.sql.join' }],
    );
  });
});
