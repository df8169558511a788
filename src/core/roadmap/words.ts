import * as v from 'valibot';

/** `words.yaml`: words that readers would stop at, and what to write instead. */
export const wordsSchema = v.strictObject({
  words: v.pipe(
    v.array(
      v.strictObject({
        /** A regular expression of whole words, in any case. */
        avoid: v.pipe(v.string(), v.minLength(1, 'must not be empty')),
        /** What to write instead. */
        write: v.pipe(v.string(), v.minLength(1, 'must not be empty')),
      }),
    ),
    v.minLength(1, 'must have at least one entry'),
  ),
  /** Paths of files that are not put right yet; the list may only shrink. */
  except: v.optional(v.array(v.string()), []),
});

export type WordList = v.InferOutput<typeof wordsSchema>;

/** A word to avoid, with its 1-based line. */
export interface WordFound {
  readonly line: number;
  readonly word: string;
  readonly write: string;
}

/** The words of a text that its readers would stop at; code in Markdown is left out. */
export function wordsToAvoid(text: string, { words }: WordList): readonly WordFound[] {
  const rules = words.map(({ avoid, write }) => ({
    pattern: new RegExp(`(?<![\\w-])(?:${avoid})(?![\\w-])`, 'gi'),
    write,
  }));
  return withoutCode(text).flatMap((line, index) =>
    rules.flatMap(({ pattern, write }) =>
      [...line.matchAll(pattern)].map(([word]) => ({ line: index + 1, word, write })),
    ),
  );
}

/** The lines of a text, without blocks of code and what stands between backticks. */
function withoutCode(text: string): readonly string[] {
  let fence: string | undefined;
  return text.split('\n').map((line) => {
    const marker = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (marker?.startsWith(fence) === true) fence = undefined;
      return '';
    }
    if (marker !== undefined) {
      fence = marker;
      return '';
    }
    return line.replace(/`[^`]*`/g, '`code`');
  });
}
