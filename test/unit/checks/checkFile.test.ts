import assert from 'node:assert/strict';
import { readCheckFile } from '../../../src/core/checks/checkFile.ts';
import { programsOf } from '../../../src/core/checks/programs.ts';

const file = (over: object = {}) => ({
  version: 1,
  project: 'demo',
  content: '1.0.0',
  steps: [
    {
      id: 'trains',
      title: 'It trains',
      goal: 'Train.',
      hints: ['a', 'b', 'c'],
      checks: [
        {
          id: 'runs',
          title: 'It runs',
          any: [
            {
              command: {
                run: ['python', 'train.py'],
                after: [{ command: { run: ['python', 'x.py'] } }],
              },
            },
            { not: { file: { path: 'x' } } },
          ],
        },
      ],
    },
  ],
  ...over,
});
const broken = (change: (text: string) => string) => () =>
  readCheckFile(change(JSON.stringify(file())));

describe('checks.json', () => {
  it('gives the steps, and every command in them to show first', () => {
    const { steps } = readCheckFile(JSON.stringify(file()));
    assert.equal(steps[0]?.checks[0]?.title, 'It runs');
    assert.deepEqual(
      programsOf(steps).map(({ spec }) => spec.argv),
      [
        ['python', 'train.py'],
        ['python', 'x.py'],
      ],
    );
  });

  it('is read in the first version, which has no sentences about programs, and in this one', () => {
    for (const version of [1, 2]) {
      assert.equal(readCheckFile(JSON.stringify(file({ version }))).version, version);
    }
  });

  const CASES: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    ['torn', (text) => text.slice(0, 40), /not valid JSON/],
    ['of another version', (text) => text.replace('"version":1', '"version":9'), /version 9/],
    ['without a version', () => '{}', /version none/],
    ['not an object', () => 'null', /version none/],
    ['with an unknown kind', (text) => text.replace('"any"', '"magic"'), /steps\.0\.checks\.0/],
    ['with two kinds in a check', (text) => text.replace('"any"', '"all":[],"any"'), /exactly one/],
    [
      'that leaves the project',
      (text) => text.replace('"path":"x"', '"path":"../x"'),
      /leave the project/,
    ],
    [
      'with an absolute path',
      (text) => text.replace('"path":"x"', '"path":"/etc/passwd"'),
      /relative/,
    ],
    ['without a program', (text) => text.replace('["python","x.py"]', '[]'), /program/],
  ];
  for (const [name, change, message] of CASES) {
    it(`is refused when it is ${name}, with the place and the remedy`, () => {
      assert.throws(broken(change), (error: Error & { kind?: string; remedy?: string }) => {
        assert.equal(error.kind, 'state');
        assert.match(error.message, message);
        assert.match(error.remedy ?? '', /Git|Update/);
        return true;
      });
    });
  }
});
