import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { parse } from 'yaml';
import { checkKinds, stepSchema } from '../../../src/core/checks/schema.ts';

const PAGE = readFileSync(new URL('../../../docs/checks.md', import.meta.url), 'utf8');
const SHARED = /^## What is the same in all kinds\n([^]*?)(?=^## )/m.exec(PAGE)?.[1] ?? '';
const BLOCKS = [...PAGE.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, block = '']) => block);

const step = { id: 'a', title: 'A', goal: 'Do it.', hints: ['one', 'two', 'three'] };

describe('docs/checks.md', () => {
  for (const block of BLOCKS) {
    const checks = parse(block) as unknown[];
    it(`shows checks as they may be written: ${(checks[0] as { readonly id: string }).id}`, () => {
      v.parse(stepSchema, { ...step, checks });
    });
  }

  for (const [name, kind] of checkKinds) {
    describe(`the section on “${name}”`, () => {
      const [, section = ''] = new RegExp(`^### \`${name}\`\n([^]*?)(?=^##)`, 'm').exec(PAGE) ?? [];
      it('has an example', () => assert.match(section, new RegExp(`^ +${name}:`, 'm')));
      it('names every key and every fact', () => {
        const page = section + SHARED;
        const missing = [...keysOf(kind.schema)].filter((key) => !page.includes(key));
        assert.deepEqual(missing, []);
      });
    });
  }
});

interface Schema {
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly wrapped?: unknown;
  readonly item?: unknown;
  readonly options?: readonly unknown[];
}

/** The keys of a schema and of those inside it, and the words that its lists are made of. */
function keysOf(schema: unknown): ReadonlySet<string> {
  const { entries = {}, wrapped, item, options = [] } = schema as Schema;
  const inner = [
    ...Object.values(entries),
    ...[wrapped, item].filter((each) => each !== undefined),
  ];
  return new Set([
    ...Object.keys(entries),
    ...options.filter((each) => typeof each === 'string'),
    ...inner.flatMap((each) => [...keysOf(each)]),
  ]);
}
