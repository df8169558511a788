import * as v from 'valibot';
import { readText } from '../documents.ts';
import { defineKind, noCommands } from '../kind.ts';
import type { Finding } from '../model.ts';
import { isPattern, matchFiles, pathSchema } from '../paths.ts';
import { compilePattern, patternSchema } from '../pattern.ts';

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
    const texts: { readonly file: string; readonly text: string }[] = [];
    for (const file of files) {
      const text = await readText(world, file);
      if (typeof text === 'string') texts.push({ file, text });
      else if (files.length === 1) return text;
    }
    for (const pattern of [avoids].flat()) {
      const hit = firstMatch(texts, pattern);
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
      const hit = firstMatch(texts, pattern);
      const expected = `/${pattern}/ in ${path}`;
      if (!hit)
        return { status: 'failed', expected, found: 'no such text', file: files[0] ?? path };
      last = { status: 'passed', expected, found: hit.text, file: hit.file, line: hit.line };
    }
    return last;
  },
});

function firstMatch(
  texts: readonly { readonly file: string; readonly text: string }[],
  pattern: string,
) {
  const expression = compilePattern(pattern);
  for (const { file, text } of texts) {
    const match = expression.exec(text);
    if (!match) continue;
    const line = text.slice(0, match.index).split('\n').length;
    return { file, line, text: (match[0].split('\n')[0] ?? '').trim().slice(0, 120) };
  }
  return undefined;
}
