import assert from 'node:assert/strict';
import { readEvidence } from '../../../src/core/checks/evidence.ts';
import { readCheckFile } from '../../../src/core/checks/checkFile.ts';
import { isCore } from '../../../src/core/checks/coreSteps.ts';
import type { CheckResult, Status } from '../../../src/core/checks/model.ts';
import { countResults } from '../../../src/core/checks/report.ts';
import { nextStepIn, resultsThatCount, verifiedIn } from '../../../src/core/checks/verified.ts';
import { readStepViews } from '../../../src/core/project/stepView.ts';

const proof = (step: string) =>
  JSON.stringify({
    ...{ version: 1, kind: 'verified', step, instance: 'i', content: '1.0.0', checks: {} },
    ...{ commit: '', uncommitted: false, at: '2026-11-24T10:00:00Z' },
    environment: { where: 'terminal', system: 'linux', node: '22', verifier: '0.1.0' },
  });
const project = (steps: readonly { readonly id: string; readonly core?: boolean }[]) => ({
  with: (...proved: readonly string[]) => ({
    steps,
    evidence: readEvidence(proved.map(proof).join('\n'), 'i'),
  }),
});

describe('what is verified of a project', () => {
  const mixed = project([
    { id: 'first', core: true },
    { id: 'aside', core: false },
    { id: 'last', core: true },
  ]);

  it('is its core steps; deeper ones are counted apart', () => {
    assert.deepEqual(verifiedIn(mixed.with('first')), { verified: 1, core: 2, deeper: 0 });
    assert.deepEqual(verifiedIn(mixed.with('aside')), { verified: 0, core: 2, deeper: 1 });
    const all = mixed.with('first', 'aside', 'last');
    assert.deepEqual(verifiedIn(all), { verified: 2, core: 2, deeper: 1 });
  });

  it('leads through the core steps first, then deeper', () => {
    const next = (...proved: readonly string[]) => nextStepIn(mixed.with(...proved))?.id;
    assert.equal(next(), 'first');
    assert.equal(next('first'), 'last');
    assert.equal(next('first', 'last'), 'aside');
    assert.equal(next('first', 'last', 'aside'), undefined);
  });

  it('is every step in projects of before deeper steps', () => {
    const before = project([{ id: 'first' }, { id: 'last' }]);
    assert.deepEqual(verifiedIn(before.with('first')), { verified: 1, core: 2, deeper: 0 });
  });
});

describe('the outcome of a verification', () => {
  const mixed = project([
    { id: 'first', core: true },
    { id: 'aside', core: false },
    { id: 'last', core: true },
  ]);
  const results = (statuses: Readonly<Record<string, Status>>): readonly CheckResult[] =>
    Object.entries(statuses).map(([step, status]) => ({
      ...{ step, check: 'there', status, expected: 'a file', found: 'none' },
    }));
  const counting = (proved: readonly string[], asked: readonly string[]) =>
    resultsThatCount(
      mixed.with(...proved),
      results({ first: 'passed', aside: 'failed', last: 'passed' }),
      asked,
    ).map(({ step }) => step);

  it('does not depend on a deeper step that nobody has begun', () => {
    assert.deepEqual(counting([], []), ['first', 'last']);
  });

  it('depends on a deeper step that was verified, or was asked for', () => {
    assert.deepEqual(counting(['aside'], []), ['first', 'aside', 'last']);
    assert.deepEqual(counting([], ['aside']), ['first', 'aside', 'last']);
  });

  it('counts the steps that it looked at, deeper ones apart', () => {
    const { steps } = mixed.with();
    const count = (statuses: Readonly<Record<string, Status>>) =>
      countResults(steps, results(statuses));
    assert.deepEqual(count({ first: 'passed', aside: 'failed', last: 'passed' }), {
      ...{ verified: 2, core: 2, deeper: 0 },
    });
    assert.deepEqual(count({ first: 'failed', aside: 'passed' }), {
      ...{ verified: 0, core: 1, deeper: 1 },
    });
  });
});

describe('checks of earlier versions', () => {
  const text = (version: number, more: object = {}) =>
    JSON.stringify({
      ...{ version, project: 'demo', content: '1.0.0' },
      steps: [
        {
          ...{ id: 'one', title: 'One', goal: 'Go.', hints: ['a', 'b', 'c'], ...more },
          checks: [{ id: 'there', title: 'There', file: { path: 'x' } }],
        },
      ],
    });

  for (const version of [1, 2]) {
    it(`are read with every step as core: version ${version}`, () => {
      for (const [step] of [readCheckFile(text(version)).steps, readStepViews(text(version))]) {
        assert.ok(step && isCore(step));
        assert.equal(step.label, undefined);
      }
    });
  }

  it('stand beside those with labels, hours and deeper steps', () => {
    const now = text(3, { label: 'The one', hours: 1.5, core: false });
    for (const [step] of [readCheckFile(now).steps, readStepViews(now)]) {
      assert.ok(step && !isCore(step));
      assert.deepEqual([step.label, step.hours], ['The one', 1.5]);
    }
  });
});
