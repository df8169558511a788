import assert from 'node:assert/strict';
import { checkSteps } from '../../../src/core/checks/projectSteps.ts';
import { formatProblem } from '../../../src/core/roadmap/problem.ts';
import type { ProjectSource } from '../../../src/core/roadmap/sources.ts';

/** What is said of the checks of a step. */
function problemsOf(checks: readonly object[], history: readonly string[] = []) {
  const step = {
    ...{ id: 'one', title: 'One', label: 'One', hours: 1, core: true, given: false },
    ...{ apply: [], when: {}, marks: [], history, goal: 'Do it.', hints: ['a', 'b', 'c'] },
    checks: checks.map((check) => ({ title: 'C', file: { path: 'a.txt' }, ...check })),
  };
  const placeOf = (path: readonly unknown[]) => ({ file: 'checks.yaml', line: path.length });
  const source = {
    ...{ file: 'project.yaml', value: { steps: ['one'], options: [] }, lineOf: () => 1 },
    steps: [{ folder: 'steps/one', step, holds: [], placeOf }],
  };
  const said: string[] = [];
  checkSteps(source as unknown as ProjectSource, (problem) => said.push(formatProblem(problem)));
  return said.filter((each) => !each.includes('is held by no check') && !each.includes('No check'));
}

describe('the checks of a step', () => {
  it('may need those before them', () => {
    assert.deepEqual(problemsOf([{ id: 'a' }, { id: 'b', needs: ['a'] }]), []);
  });

  for (const [what, needed] of [
    ['that comes later', 'c'],
    ['that is not there', 'magic'],
    ['that is itself', 'b'],
  ] as const) {
    it(`may not need one ${what}`, () => {
      const [first, ...more] = problemsOf([{ id: 'a' }, { id: 'b', needs: [needed] }, { id: 'c' }]);
      assert.match(first ?? '', new RegExp(`checks\\.yaml:4: "${needed}" is no check before this`));
      assert.deepEqual(more, []);
    });
  }

  it('are known by their ids to what names those about the history', () => {
    assert.deepEqual(problemsOf([{ id: 'a' }], ['a']), []);
    assert.match(problemsOf([{ id: 'a' }], ['b']).join('\n'), /"b" is no check of this step/);
  });

  it('have ids of their own', () => {
    assert.match(problemsOf([{ id: 'a' }, { id: 'a' }]).join('\n'), /The id "a" is used twice/);
  });
});
