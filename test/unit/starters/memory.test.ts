import assert from 'node:assert/strict';
import { fingerprint, type Grounds } from '../../starters/memory.ts';

const file = (path: string, text = '', executable = false) => ({
  path,
  bytes: Buffer.from(text),
  executable,
});
const step = (id: string, checks: readonly unknown[] = [], goal = '') => ({
  id,
  checks,
  goal,
  when: {},
  given: false,
  apply: [['git', 'add', '--all']],
});

const grounds: Grounds = {
  steps: [step('one'), step('two', [{ id: 'runs' }])],
  archive: [
    file('steps.json'),
    file('guide.md'),
    file('starter/a.py', 'a'),
    file('solution/one/a.py', 'b'),
    file('solution/two/a.py', 'c'),
    file('solution/three/a.py', 'd'),
  ],
  mutant: {
    step: 'two',
    variant: 'near',
    why: 'near',
    fails: 'runs',
    found: 'x',
    files: [file('a.py', 'e')],
  },
  surroundings: ['linux', 'the verifier'],
};
const withFile = (changed: ReturnType<typeof file>): Grounds => ({
  ...grounds,
  archive: grounds.archive.map((each) => (each.path === changed.path ? changed : each)),
});

describe('what was proved of a wrong variant', () => {
  const changes: Readonly<Record<string, Grounds>> = {
    'a file of the starter': withFile(file('starter/a.py', 'A')),
    'whether a file can be run': withFile(file('starter/a.py', 'a', true)),
    'the solution of the step before': withFile(file('solution/one/a.py', 'B')),
    'the solution of its own step': withFile(file('solution/two/a.py', 'C')),
    'a check of its own step': { ...grounds, steps: [step('one'), step('two', [{ id: 'ends' }])] },
    'a step before it': { ...grounds, steps: grounds.steps.slice(1) },
    'the variant’s file': {
      ...grounds,
      mutant: { ...grounds.mutant, files: [file('a.py', 'E')] },
    },
    'what the check must find': { ...grounds, mutant: { ...grounds.mutant, found: 'y' } },
    'the verifier': { ...grounds, surroundings: ['linux', 'another verifier'] },
  };
  for (const [what, changed] of Object.entries(changes)) {
    it(`is proved anew after a change of ${what}`, () => {
      assert.notEqual(fingerprint(changed), fingerprint(grounds));
    });
  }

  it('stays proved when only the words change, or a later solution', () => {
    const same = [
      withFile(file('guide.md', 'better')),
      withFile(file('steps.json', 'better')),
      withFile(file('solution/three/a.py', 'D')),
      { ...grounds, steps: [step('one', [{ id: 'x' }]), step('two', [{ id: 'runs' }], 'better')] },
    ];
    for (const each of same) assert.equal(fingerprint(each), fingerprint(grounds));
  });
});
