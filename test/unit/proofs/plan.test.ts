import assert from 'node:assert/strict';
import type { Proof } from '../../../scripts/proofs/keys.mts';
import type { Line } from '../../../scripts/proofs/ledger.mts';
import { BUDGET, planOf, type Commit } from '../../../scripts/proofs/plan.mts';

const proof = (key: string, step = 'one'): Proof => ({
  project: 'parcels',
  options: {},
  step,
  given: false,
  tried: 'solved',
  key,
});
const line = (key: string, day: string, seconds: number): Line => ({
  key,
  step: 'one',
  tried: 'solved',
  options: {},
  outcome: 'accepted',
  found: {},
  day,
  seconds,
  where: 'linux',
});
const COMMIT: Commit = { id: 'c0ffee', day: '2026-11-28' };
const keys = (proofs: readonly Proof[]) => proofs.map(({ key }) => key);
/** A plan over proofs whose lines are these; `undefined` for what no ledger knows. */
const planned = (
  lines: Readonly<Record<string, Line | undefined>>,
  commit = COMMIT,
  everything = false,
) =>
  planOf(
    Object.keys(lines).map((key) => proof(key)),
    ({ key }) => lines[key],
    commit,
    everything,
  );
const many = (count: number, make: (key: string) => Line | undefined) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, make(`k${at}`)]));

describe('what a run proves', () => {
  it('is all that no ledger knows, and the whole sample, when there is time for both', () => {
    const plan = planned({
      new: undefined,
      today: line('today', '2026-11-28', 10),
      old: line('old', '2026-01-01', 10),
    });
    assert.deepEqual(keys(plan.unknown), ['new']);
    assert.deepEqual(plan.left, []);
    assert.deepEqual(keys(plan.sample.map((each) => each.proof)).sort(), ['old', 'today']);
  });

  it('leaves what there is no time for, by what the step’s proofs take', () => {
    const slow = BUDGET.unknown / 3;
    const plan = planned({
      known: line('known', '2026-01-01', slow),
      ...many(5, () => undefined),
    });
    assert.equal(plan.unknown.length, 3);
    assert.equal(plan.left.length, 2);
  });

  it('leaves nothing, and tries nothing again, when everything is asked for', () => {
    const lines = { known: line('known', '2026-11-28', 5), ...many(500, () => undefined) };
    const plan = planned(lines, COMMIT, true);
    assert.equal(plan.unknown.length, 500);
    assert.deepEqual([plan.left, plan.sample], [[], []]);
  });

  it('tries lines of the last seven days before the commit first, the newest before others', () => {
    const half = BUDGET.recent / 2;
    const plan = planned({
      eighth: line('eighth', '2026-11-20', 1),
      seventh: line('seventh', '2026-11-21', half),
      third: line('third', '2026-11-25', half),
      today: line('today', '2026-11-28', half),
    });
    const order = keys(plan.sample.map((each) => each.proof));
    assert.deepEqual(order.slice(0, 2), ['today', 'third']);
    assert.ok(order.includes('eighth'), 'older ones are drawn');
  });

  it('always tries four projects as a whole, others for another commit', () => {
    const names = Array.from({ length: 13 }, (_, place) => `p${place}`);
    const proofs = names.map((name): Proof => ({ ...proof(name, '*'), tried: 'together' }));
    const whole = (id: string) =>
      keys(
        planOf(
          proofs,
          ({ key }) => line(key, '2026-01-01', BUDGET.drawn * 2),
          { ...COMMIT, id },
          false,
        ).sample.map((each) => each.proof),
      );
    assert.equal(whole('one').length, 4);
    assert.notDeepEqual(whole('one'), whole('two'));
  });

  it('draws other old lines for another commit, and the same for the same', () => {
    const lines = many(60, (key) => line(key, '2026-01-01', BUDGET.drawn / 6));
    const drawn = (id: string) =>
      keys(planned(lines, { ...COMMIT, id }).sample.map((each) => each.proof));
    assert.equal(drawn('one').length, 6);
    assert.deepEqual(drawn('one'), drawn('one'));
    assert.notDeepEqual(drawn('one'), drawn('two'));
  });
});
