import assert from 'node:assert/strict';
import { look } from './fakeWorld.ts';

const there = { file: { path: 'there' } };
const missing = { file: { path: 'missing' } };
const runs = { command: { run: ['x'] } };
const files = { there: '' };

describe('combined checks', () => {
  const CASES: readonly (readonly [string, unknown, string])[] = [
    ['all pass', { all: [there, there] }, 'passed'],
    ['one of all fails', { all: [there, missing] }, 'failed'],
    ['one of any passes', { any: [missing, there] }, 'passed'],
    ['any, none passes', { any: [missing, { not: there }] }, 'failed'],
    ['not of a failure', { not: missing }, 'passed'],
    ['not of a pass', { not: there }, 'failed'],
    ['any of unavailable and passed', { any: [runs, there] }, 'passed'],
    ['any of unavailable and failed: the failure says more', { any: [runs, missing] }, 'failed'],
    ['all with one that cannot be checked', { all: [there, runs] }, 'unavailable'],
    ['not of one that cannot be checked proves nothing', { not: runs }, 'unavailable'],
    ['nested', { all: [{ any: [missing, there] }, { not: missing }] }, 'passed'],
  ];
  for (const [name, check, status] of CASES) {
    it(name, async () => {
      assert.equal((await look(check, { files, consent: false })).status, status);
    });
  }

  it('name all that any of them expected', async () => {
    const { expected } = await look({ any: [missing, { file: { path: 'other' } }] }, { files });
    assert.match(expected, /missing; or .*other/);
  });

  it('say the author’s words of a failure, and the kind’s of what is missing here', async () => {
    const words = { expected: 'a model', next: 'Train one.' };
    const failed = await look({ ...missing, ...words }, { files });
    assert.equal(failed.expected, 'a model');
    assert.equal(failed.next, 'Train one.');
    const unavailable = await look({ ...runs, ...words }, { files, consent: false });
    assert.match(unavailable.next ?? '', /--yes/);
  });

  it('turn a fault of ours into a result, not a stack trace', async () => {
    const { status, found, next } = await look(runs);
    assert.equal(status, 'error');
    assert.doesNotMatch(found, /\n\s+at /);
    assert.match(next ?? '', /report/);
  });
});
