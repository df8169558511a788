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
});
