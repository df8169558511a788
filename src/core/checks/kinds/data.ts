import * as v from 'valibot';
import { FORMATS, formatOf, isFinding, readDocument } from '../documents.ts';
import { expectationSchema, judge } from '../expectation.ts';
import { defineKind, noCommands } from '../kind.ts';
import type { Finding } from '../model.ts';
import { pathSchema } from '../paths.ts';

const schema = v.strictObject({
  file: pathSchema,
  /** Otherwise the file's name tells. */
  format: v.optional(v.picklist(FORMATS)),
  expect: v.pipe(v.array(expectationSchema), v.minLength(1)),
});

/** What values a YAML, JSON, TOML or INI file holds. */
export const dataKind = defineKind<v.InferOutput<typeof schema>>({
  name: 'data',
  schema,
  commands: noCommands,
  async check({ file, format, expect }, world) {
    const parsed = await readDocument(world, file, format ?? formatOf(file));
    if (isFinding(parsed)) return parsed;
    let last: Finding | undefined;
    for (const expectation of expect) {
      const { ok, expected, found, at } = await judge(world, parsed.value, expectation, file);
      const line = parsed.lineOf(at);
      last = {
        status: ok ? 'passed' : 'failed',
        expected,
        found,
        file,
        ...(line === undefined ? {} : { line }),
      };
      if (!ok) return last;
    }
    return last ?? { status: 'error', expected: 'an expectation', found: 'none', file };
  },
});
