import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import { expectationSchema, judge, valuesAt } from '../../../src/core/checks/expectation.ts';
import { fakeWorld } from './fakeWorld.ts';

const document = {
  test: { auc: 0.94, baseline: 0.63 },
  jobs: { build: { steps: [{ uses: 'a@v4' }, { run: 'make' }] } },
  names: ['one', 'two'],
  empty: [],
  flag: false,
};
const verdict = (expectation: unknown, of: unknown = document) =>
  judge(fakeWorld(), of, v.parse(expectationSchema, expectation), 'a document');

describe('an expectation', () => {
  const HOLD: readonly unknown[] = [
    { path: ['flag'] },
    { path: ['flag'], equals: false },
    { path: ['test', 'auc'], atLeast: 0.9, atMost: 1 },
    { path: ['test', 'auc'], above: { path: ['test', 'baseline'], by: 0.2 } },
    { path: ['test', 'baseline'], below: { path: ['test', 'auc'] } },
    { path: ['names'], contains: 'two' },
    { path: ['test'], contains: 'auc' },
    { path: ['names', 0], matches: '^o' },
    { path: ['names', '*'], size: { atLeast: 3 }, every: true },
    { path: ['jobs', '*', 'steps', '*', 'uses'], matches: '@v\\d' },
    { path: ['missing'], exists: false },
    { path: ['names', 1], oneOf: ['two', 'three'] },
    { path: ['empty'], size: { atMost: 0 } },
  ];
  for (const expectation of HOLD) {
    it(`holds: ${JSON.stringify(expectation)}`, async () =>
      assert.ok((await verdict(expectation)).ok));
  }

  const FAIL: readonly (readonly [unknown, RegExp, RegExp])[] = [
    [{ path: ['missing', 'deep'] }, /missing\.deep to be there/, /nothing there/],
    [{ path: ['test', 'auc'], atLeast: 0.95 }, /test\.auc at least 0\.95/, /test\.auc is 0\.94/],
    [
      { path: ['test', 'auc'], above: { path: ['test', 'baseline'], by: 0.4 } },
      /above test\.baseline by 0\.4 or more/,
      /0\.94/,
    ],
    [{ path: ['flag'], exists: false }, /flag not to be there/, /flag is false/],
    [{ path: ['names', '*'], matches: '^o', every: true }, /everywhere/, /names\[1\] is "two"/],
    [{ path: ['flag'], atLeast: 0 }, /flag/, /false/],
  ];
  for (const [expectation, expected, found] of FAIL) {
    it(`does not hold and says why: ${JSON.stringify(expectation)}`, async () => {
      const { ok, expected: said, found: seen } = await verdict(expectation);
      assert.ok(!ok);
      assert.match(said, expected);
      assert.match(seen, found);
    });
  }

  it('never throws, whatever the document and the path', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue(),
        fc.array(fc.oneof(fc.string(), fc.nat(3), fc.constant('*'))),
        async (value, path) => {
          valuesAt(value, path);
          await verdict({ path, atLeast: 1 }, value);
        },
      ),
    );
  });
});
