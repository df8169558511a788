import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { parse } from 'yaml';
import { evaluate } from '../../../src/core/checks/evaluate.ts';
import type { Check } from '../../../src/core/checks/model.ts';
import { programsOf } from '../../../src/core/checks/programs.ts';
import { checkKinds, stepSchema } from '../../../src/core/checks/schema.ts';
import { fakeWorld } from './fakeWorld.ts';

// The page has an example of every kind.
const PAGE = readFileSync(new URL('../../../docs/checks.md', import.meta.url), 'utf8');
const CHECKS = [...PAGE.matchAll(/^```yaml\n([^]*?)^```$/gm)].flatMap(
  ([, block = '']) => parse(block) as object[],
);
const NESTED = [
  { not: { command: { run: ['x'] } } },
  { any: [{ command: { run: ['x'] } }, { http: { serve: ['x'], requests: [{ path: '/' }] } }] },
  { all: [{ command: { run: ['x'], in: 'clone', after: [{ command: { run: ['y'] } }] } }] },
  { http: { before: [['x']], serve: ['y'], in: 'clone', requests: [{ path: '/' }] } },
].map((check, place) => ({ id: `n${place}`, title: 'N', ...check }));

/** What a check says without consent, and what it started. */
async function withoutConsent(check: Check) {
  const started: string[] = [];
  const start = (argv: readonly string[]): never => {
    started.push(argv.join(' '));
    throw new Error('no program may be started');
  };
  const world = fakeWorld({
    consent: false,
    git: () => ({}),
    run: ({ argv }) => start(argv),
    serve: ({ argv }) => start(argv),
    request: () => start(['a request']),
  });
  return { finding: await evaluate(check.body, world), started };
}

describe('without consent', () => {
  const { checks } = v.parse(stepSchema, {
    ...{ id: 'a', title: 'A', goal: 'Do it.', hints: ['one', 'two', 'three'] },
    checks: [...CHECKS, ...NESTED],
  });

  it('is tried with every kind of check', () => {
    const kinds = new Set(
      checks.flatMap(({ body }) => JSON.stringify(body).match(/(?<="kind":")\w+/g) ?? []),
    );
    assert.deepEqual(
      [...checkKinds.keys()].filter((kind) => !kinds.has(kind)),
      [],
    );
  });

  for (const check of checks) {
    it(`starts nothing: ${check.id}`, async () => {
      const { finding, started } = await withoutConsent(check);
      assert.deepEqual(started, []);
      const step = { id: 'a', title: 'A', goal: '', hints: [], checks: [check] };
      if (programsOf([step]).length === 0) return;
      assert.equal(finding.status, 'unavailable');
      assert.match(finding.next ?? '', /--yes/);
    });
  }
});
