import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  evidenceLine,
  newProofs,
  proofsOf,
  readEvidence,
  type Proof,
} from '../../../src/core/checks/evidence.ts';
import type { CheckResult, Step } from '../../../src/core/checks/model.ts';

const step = (id: string, ...checks: readonly string[]): Step => ({
  id,
  title: id,
  goal: 'Build it.',
  hints: ['a', 'b', 'c'],
  checks: checks.map((check) => ({ id: check, title: check, body: { all: [] } })),
});
const result = (of: string, check: string, status: CheckResult['status']): CheckResult => ({
  step: of,
  check,
  status,
  expected: 'it',
  found: `${check} is there`,
});
const facts = {
  instance: 'i-1',
  content: '1.0.0',
  commit: 'abc',
  uncommitted: false,
  at: '2026-11-24T10:00:00.000Z',
  environment: { where: 'terminal', system: 'linux x64', node: '20.0.0', verifier: '0.1.0' },
} as const;
const steps = [step('one', 'a', 'b'), step('two', 'c')];

describe('evidence', () => {
  it('is given for a step whose every check passed, and for no other', () => {
    const of = (...results: readonly CheckResult[]) =>
      proofsOf(steps, results, facts).map((proof) => proof.step);
    assert.deepEqual(of(result('one', 'a', 'passed'), result('one', 'b', 'passed')), ['one']);
    assert.deepEqual(of(result('one', 'a', 'passed'), result('one', 'b', 'unavailable')), []);
    assert.deepEqual(of(result('one', 'a', 'passed')), [], 'a check is missing');
    assert.deepEqual(of(result('one', 'a', 'passed'), result('one', 'b', 'failed')), []);
    assert.deepEqual(of(), []);
  });

  it('is not repeated while nothing has changed', () => {
    const [proof] = proofsOf(steps, [result('two', 'c', 'passed')], facts);
    const known = readEvidence(evidenceLine(proof as Proof), 'i-1');
    assert.deepEqual(newProofs([proof as Proof], known), []);
    const later = { ...(proof as Proof), commit: 'def' };
    assert.deepEqual(newProofs([later], known), [later]);
  });

  it('is read line by line: torn, foreign and newer lines are passed over', () => {
    const line = (over: object) =>
      JSON.stringify({ version: 1, kind: 'verified', step: 'one', checks: {}, ...facts, ...over });
    const text = [
      line({}),
      line({ step: 'two', instance: 'another' }),
      line({ step: 'two', version: 2 }),
      '<<<<<<< HEAD',
      '[]',
      'null',
      '{"version":1,"kind":"verified","step":"two","inst',
    ].join('\n');
    assert.deepEqual([...readEvidence(text, 'i-1').proofs.keys()], ['one']);
  });

  it('means the same in whatever order a merge has brought the lines', () => {
    const line = fc
      .record({
        step: fc.constantFrom('one', 'two'),
        at: fc.integer({ min: 1, max: 9 }).map((day) => `2026-11-0${day}T00:00:00.000Z`),
        kind: fc.constantFrom('verified', 'verified', 'peeked'),
      })
      .map((over) =>
        JSON.stringify({ version: 1, checks: {}, ...facts, ...over, commit: over.at }),
      );
    const stepsOf = (lines: readonly string[]) => {
      const { proofs, peeks } = readEvidence(lines.join('\n'), 'i-1');
      return [
        [...proofs].map(([id, { at }]) => [id, at]).sort(),
        [...peeks].map(([id, { at }]) => [id, at]).sort(),
      ];
    };
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        assert.deepEqual(stepsOf(lines), stepsOf([...lines].reverse()));
      }),
    );
  });
});
