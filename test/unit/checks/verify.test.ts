import assert from 'node:assert/strict';
import * as v from 'valibot';
import type { CheckFile } from '../../../src/core/checks/model.ts';
import { bodySchema } from '../../../src/core/checks/schema.ts';
import { verify } from '../../../src/core/checks/verify.ts';
import type { ProcessSpec } from '../../../src/core/checks/world.ts';
import { fakeWorld, type Fakes } from './fakeWorld.ts';

const fileOf = (...bodies: readonly object[]): CheckFile =>
  ({
    ...{ version: 1, project: 'demo', content: '1.0.0' },
    steps: bodies.map((body, place) => ({
      ...{ id: `s${place}`, title: 'S', goal: 'Go.', hints: ['a', 'b', 'c'] },
      checks: [{ id: 'c', title: 'C', body: v.parse(bodySchema, body) }],
    })),
  }) as unknown as CheckFile;
const run = (name: string, more: object = {}) => ({ command: { run: [name], ...more } });

describe('verifying', () => {
  /** After each check: which of the programs may be needed again. */
  const neededAfterEach = async (file: CheckFile, fakes: Fakes, steps?: readonly string[]) => {
    const ran = new Map<string, ProcessSpec>();
    const world = fakeWorld({
      ...fakes,
      run: (spec) => {
        ran.set(spec.argv.join(' '), spec);
        return {};
      },
    });
    const needed: string[][] = [];
    await verify(file, world, {
      redact: (text) => text,
      ...(steps ? { steps: new Set(steps) } : {}),
      release: (isNeeded) => {
        needed.push([...ran].filter(([, spec]) => isNeeded(spec)).map(([name]) => name));
        return Promise.resolve();
      },
    });
    return needed;
  };

  it('lets a program’s files go after the last check that may run it', async () => {
    const file = fileOf(
      run('train'),
      { all: [run('other'), run('train')] },
      { not: run('absent', { exit: 1 }) },
      { any: [run('first'), run('train', { after: [{ file: { path: 'x' } }] })] },
      run('last'),
    );
    assert.deepEqual(await neededAfterEach(file, {}), [['train'], ['train'], ['train'], [], []]);
  });

  it('counts the programs before a service and those of nested checks', async () => {
    const http = { before: [['train']], serve: ['serve'], requests: [{ path: '/' }] };
    const file = fileOf(run('train'), run('outer', { after: [run('train')] }), {
      http,
    });
    const serve = () => Promise.resolve({ end: 'silent', output: '' } as const);
    assert.deepEqual(await neededAfterEach(file, { serve }), [['train'], ['train'], []]);
  });

  it('does not keep files for steps that are not verified', async () => {
    const file = fileOf(run('train'), run('train'));
    assert.deepEqual(await neededAfterEach(file, {}, ['s0']), [[]]);
  });

  it('fails no check that was ended in the middle', async () => {
    let cancelled = false;
    const world = fakeWorld({
      cancelled: () => cancelled,
      serve: () => Promise.resolve({ end: 'ready', port: 1, stop: () => Promise.resolve('') }),
      request: () => {
        cancelled = true;
        return Promise.resolve(undefined);
      },
    });
    const http = { serve: ['serve'], requests: [{ path: '/' }] };
    const [result] = await verify(fileOf({ http }), world, { redact: (text) => text });
    assert.deepEqual([result?.status, result?.found], ['unavailable', 'it was cancelled']);
  });

  describe('a step', () => {
    const check = (id: string, body: object, needs?: readonly string[]) => ({
      ...{ id, title: `Check ${id}`, body: v.parse(bodySchema, body) },
      ...(needs ? { needs } : {}),
    });
    const stepOf = (...checks: readonly object[]) => {
      const [first] = fileOf(run('x')).steps;
      return { ...fileOf(), steps: [{ ...first, checks }] } as unknown as CheckFile;
    };
    const there = (path: string) => ({ file: { path } });
    const serve = { http: { serve: ['serve'], requests: [{ path: '/' }] } };
    const fakes: Fakes = {
      files: { 'a.txt': '' },
      run: () => ({ code: 0 }),
      serve: () => Promise.resolve({ end: 'silent', output: '' }),
    };
    const looked = async (file: CheckFile, checks?: readonly string[]) => {
      const order: string[] = [];
      const results = await verify(file, fakeWorld(fakes), {
        redact: (text) => text,
        ...(checks ? { checks: new Set(checks) } : {}),
        onResult: ({ check: id }) => order.push(id),
      });
      return { order, results };
    };

    it('is looked at from the cheapest check to the dearest, and reported as it is written', async () => {
      const file = stepOf(
        check('serves', serve),
        check('runs', run('train')),
        check('reads', there('a.txt')),
        check('runs-too', { all: [there('a.txt'), run('other')] }),
      );
      const { order, results } = await looked(file);
      assert.deepEqual(order, ['reads', 'runs', 'runs-too', 'serves']);
      assert.deepEqual(
        results.map(({ check: id }) => id),
        ['serves', 'runs', 'reads', 'runs-too'],
      );
    });

    it('runs nothing for a check that needs one which does not pass', async () => {
      const file = stepOf(
        check('reads', there('missing.txt')),
        check('runs', run('train'), ['reads']),
        check('after', there('a.txt'), ['runs']),
      );
      const { results } = await looked(file);
      assert.deepEqual(
        results.map(({ check: id, status, expected, found }) => [id, status, expected, found]),
        [
          ['reads', 'failed', 'a file missing.txt', results[0]?.found],
          [
            'runs',
            'unavailable',
            '“Check reads” to pass first',
            'not looked at, as it says nothing before that',
          ],
          [
            'after',
            'unavailable',
            '“Check runs” to pass first',
            'not looked at, as it says nothing before that',
          ],
        ],
      );
    });

    it('waits for what a check needs, however cheap it is itself', async () => {
      const file = stepOf(
        check('runs', run('train')),
        check('reads-after', there('a.txt'), ['runs']),
        check('reads', there('a.txt')),
      );
      assert.deepEqual((await looked(file)).order, ['reads', 'runs', 'reads-after']);
    });

    it('gives a check alone when it is asked for alone, whatever it needs', async () => {
      const file = stepOf(
        check('reads', there('missing.txt')),
        check('runs', run('train'), ['reads']),
      );
      const { results } = await looked(file, ['runs']);
      assert.deepEqual(
        results.map(({ check: id, status }) => [id, status]),
        [['runs', 'passed']],
      );
    });
  });
});
