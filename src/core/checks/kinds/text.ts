import * as v from 'valibot';
import { readText } from '../documents.ts';
import { defineKind, noCommands } from '../kind.ts';
import type { Finding } from '../model.ts';
import { isPattern, matchFiles, pathSchema } from '../paths.ts';
import { patternSchema, searchPattern, type Searched } from '../pattern.ts';
import type { CheckWorld } from '../world.ts';

const schema = v.strictObject({
  path: pathSchema,
  /** At least one of the files must match each of these. */
  matches: v.optional(v.union([patternSchema, v.array(patternSchema)]), []),
  /** None of the files may match any of these. */
  avoids: v.optional(v.union([patternSchema, v.array(patternSchema)]), []),
});

/** What stands in a text, by regular expressions. For behaviour, prefer the kinds that run things. */
export const textKind = defineKind<v.InferOutput<typeof schema>>({
  name: 'text',
  schema,
  commands: noCommands,
  async check({ path, matches, avoids }, world) {
    const files = await matchFiles(world, path);
    if (files.length === 0) {
      const missing = isPattern(path) ? undefined : await readText(world, path);
      if (typeof missing === 'object') return missing;
      return {
        status: 'failed',
        expected: `a file ${path}`,
        found: 'none',
        next: `Create ${path}.`,
      };
    }
    const looked = await firstMatches(world, files, [...[avoids].flat(), ...[matches].flat()]);
    if ('status' in looked) return looked;
    for (const pattern of [avoids].flat()) {
      const hit = looked.get(pattern);
      if (hit) {
        return {
          status: 'failed',
          expected: `nothing like /${pattern}/ in ${path}`,
          found: hit.text,
          file: hit.file,
          line: hit.line,
        };
      }
    }
    let last: Finding = { status: 'passed', expected: `${path} as it should be`, found: 'it is' };
    for (const pattern of [matches].flat()) {
      const hit = looked.get(pattern);
      const expected = `/${pattern}/ in ${path}`;
      if (!hit)
        return { status: 'failed', expected, found: 'no such text', file: files[0] ?? path };
      last = { status: 'passed', expected, found: hit.text, file: hit.file, line: hit.line };
    }
    return last;
  },
});

interface Hit {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

// Characters that are searched at once: a repository need not fit into memory.
const BATCH = 8 * 1024 * 1024;

/** The first place of each pattern in the files; a finding when the only file is no text. */
async function firstMatches(
  world: CheckWorld,
  files: readonly string[],
  patterns: readonly string[],
): Promise<ReadonlyMap<string, Hit> | Finding> {
  const hits = new Map<string, Hit>();
  let batch: Searched[] = [];
  let size = 0;
  const searchBatch = async () => {
    for (const pattern of patterns) {
      if (hits.has(pattern)) continue;
      const matches = await searchPattern(world, pattern, batch);
      const at = matches.findIndex((match) => match !== undefined);
      const { text = '', from: file = '' } = batch[at] ?? {};
      const match = matches[at];
      if (!match) continue;
      const line = text.slice(0, match.index).split('\n').length;
      const found = (match.text.split('\n')[0] ?? '').trim().slice(0, 120);
      hits.set(pattern, { file, line, text: found });
    }
    batch = [];
    size = 0;
  };
  for (const file of files) {
    const text = await readText(world, file);
    if (typeof text !== 'string') {
      if (files.length === 1) return text;
      continue;
    }
    batch.push({ text, from: file });
    size += text.length;
    if (size > BATCH) await searchBatch();
  }
  await searchBatch();
  return hits;
}
