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

  it('is written again when what is proven has changed, and not for another commit, day or text', () => {
    const files = (letter: string) => ({ of: ['a.py'], sha256: letter.repeat(64) });
    const checkFile = (letter: string) =>
      ({ sha256: letter.repeat(64), origin: 'as-scaffolded' }) as const;
    const [bare] = proofsOf(steps, [result('two', 'c', 'passed')], facts);
    const proof: Proof = { ...(bare as Proof), files: files('a'), checkFile: checkFile('a') };
    const after = (known: Proof, next: Partial<Proof>) =>
      newProofs([{ ...proof, ...next }], readEvidence(evidenceLine(known), 'i-1')).length;
    assert.equal(newProofs([proof], readEvidence(undefined, 'i-1')).length, 1);
    for (const same of [
      {},
      { commit: 'def', uncommitted: true },
      { at: '2027-01-01T00:00:00.000Z' },
      { checks: { c: 'found something else' } },
      { checkFile: { ...checkFile('a'), origin: 'shipped' } },
    ] as const) {
      assert.equal(after(proof, same), 0, JSON.stringify(same));
    }
    for (const other of [
      { files: files('b') },
      { checkFile: checkFile('b') },
      { content: '2.0.0' },
      { checks: { c: 'x', d: 'another check' } },
    ]) {
      assert.equal(after(proof, other), 1, JSON.stringify(other));
    }
    assert.equal(after(bare as Proof, {}), 1, 'a line of 0.1.0 tells no files');
    assert.equal(newProofs([bare as Proof], readEvidence(evidenceLine(proof), 'i-1')).length, 0);
  });

  it('of a future day does not make every later verification write a line', () => {
    const [proof] = proofsOf(steps, [result('two', 'c', 'passed')], facts);
    const future = { ...(proof as Proof), at: '2999-01-01T00:00:00.000Z', content: '0.9.0' };
    const text = evidenceLine(future) + evidenceLine(proof as Proof);
    assert.deepEqual(newProofs([proof as Proof], readEvidence(text, 'i-1')), []);
  });

  it('is read line by line: what is garbled, foreign or newer is counted and passed over', () => {
    const line = (over: object) =>
      JSON.stringify({ version: 1, kind: 'verified', step: 'one', checks: {}, ...facts, ...over });
    const text = [
      line({}),
      line({ step: 'two', instance: 'another' }),
      line({ step: 'two', version: 2 }),
      '',
      '<<<<<<< HEAD',
      '[]',
      'null',
      line({ step: 'x'.repeat(600) }),
      line({ step: 'Two\n' }),
      line({ step: 'two', at: 'yesterday' }),
      line({ step: 'two', commit: '--output=out' }),
      line({ step: 'two', checks: { c: 'x'.repeat(200_000) } }),
      line({ step: 'two', files: { of: 'all' } }),
      '{"version":1,"kind":"verified","step":"two","inst',
    ].join('\r\n');
    const index = readEvidence(text, 'i-1');
    assert.deepEqual([...index.proofs.keys()], ['one']);
    assert.deepEqual(index.garbled, [5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    assert.deepEqual([index.otherInstances, index.newer, index.absent], [1, 1, false]);
    assert.equal(readEvidence(undefined, 'i-1').absent, true);
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
