import assert from 'node:assert/strict';
import { rowsOf, type Measured } from '../../../scripts/testReport/budget.mts';
import { slowestTests } from '../../../scripts/testReport/slowest.mts';

const kind = (name: string, seconds: number, log = ''): Measured => ({ kind: name, seconds, log });

describe('the report of npm test', () => {
  it('plans an hour for thirteen projects', () => {
    const rows = rowsOf([], 0, { environments: 0, new: 0, sample: 0 });
    assert.equal(
      rows.reduce((sum, { planned }) => sum + planned, 0),
      60,
    );
  });

  it('counts every second once', () => {
    const kinds = ['lint', 'types', 'unit', 'programs', 'content', 'package', 'host', 'ui'].map(
      (name) => kind(name, 10),
    );
    const all = [...kinds, kind('faults', 20), kind('starters', 500)];
    const rows = rowsOf(all, 7, { environments: 100, new: 150, sample: 50 });
    assert.deepEqual(
      rows.map(({ name, seconds }) => [name, seconds]),
      [
        ['Set-up and environments', 107],
        ['Lint to package', 60],
        ['Host and UI', 20],
        ['Faults', 20],
        ['Starters: always', 200],
        ['Starters: new proofs', 150],
        ['Starters: a sample', 50],
      ],
    );
  });

  it('names the ten slowest tests of all kinds', () => {
    const unit = kind('unit', 1, '  a group\n    ✔ is quick (12ms)\n    ✔ has no time\n');
    const lines = Array.from({ length: 12 }, (_, place) => `    ✔ test ${place} (${place}000ms)\n`);
    const [title, first, ...more] = slowestTests([unit, kind('ui', 1, lines.join(''))]).split('\n');
    assert.equal(title, 'The slowest tests:');
    assert.match(first ?? '', /11\.0 s {2}ui: test 11$/);
    assert.equal(more.length, 9);
    assert.ok(!more.join('').includes('is quick'));
  });
});
