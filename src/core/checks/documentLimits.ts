import { lineAt } from './lineAt.ts';

// More than any file that people or tools write for a project; less than what makes an editor wait.
const MOST_LEVELS = 200;
const MOST_TOKENS = 200_000;
const MOST_ALIASES = 200;
const MOST_DOCUMENTS = 1000;
/** Characters of a value, each counted as often as aliases repeat it. */
const LARGEST_VALUE = 8 * 1024 * 1024;

/** Why a document cannot be used, and where. */
export class DocumentError extends Error {
  /** 1-based. */
  readonly line: number | undefined;
  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

/** Throws a DocumentError when brackets of a JSON text stand in too many others. */
export function limitJson(text: string): void {
  let level = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '"':
        at = endOfString(text, at) - 1;
        break;
      case '[':
      case '{':
        level += 1;
        limitLevels(level, () => lineAt(text, at));
        break;
      case ']':
      case '}':
        level -= 1;
    }
  }
}

/** The offset behind a JSON string that begins at an offset. */
export function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** @throws DocumentError when a part of a document stands in too many others. */
export function limitLevels(levels: number, line: () => number | undefined): void {
  if (levels <= MOST_LEVELS) return;
  throw new DocumentError(`More than ${MOST_LEVELS} levels, each inside another`, line());
}

/** @throws DocumentError when a YAML text has too many parts, or repeats too many by aliases. */
export function limitParts(tokens: number, aliases: number, line: number): void {
  if (tokens > MOST_TOKENS) {
    throw new DocumentError(`More than ${MOST_TOKENS} keys, values and marks`, line);
  }
  if (aliases > MOST_ALIASES) throw new DocumentError(`More than ${MOST_ALIASES} aliases`, line);
}

/** @throws DocumentError when a YAML text has too many documents. */
export function limitDocuments(documents: number): void {
  if (documents <= MOST_DOCUMENTS) return;
  throw new DocumentError(`More than ${MOST_DOCUMENTS} documents (---)`);
}

/**
 * Keeps a walk through a value from never ending.
 * @throws DocumentError when it holds itself, stands in too many levels, or is too large, aliases
 * carried out.
 */
export function limitValue(value: unknown): void {
  const above = new Set<object>();
  const known = new Map<object, Measures>();
  const measure = (of: object): Measures => {
    if (above.has(of)) throw new DocumentError('An alias stands inside what it repeats', 1);
    const before = known.get(of);
    limitLevels(above.size + (before?.levels ?? 1), () => undefined);
    if (before) return before;
    above.add(of);
    let levels = 0;
    let size = 2;
    for (const [key, inner] of Object.entries(of) as (readonly [string, unknown])[]) {
      size += key.length + 1;
      if (typeof inner === 'string') size += inner.length;
      if (typeof inner !== 'object' || inner === null) continue;
      const within = measure(inner);
      levels = Math.max(levels, within.levels);
      size += within.size;
    }
    if (size > LARGEST_VALUE) throw new DocumentError('Aliases repeat more than can be read');
    above.delete(of);
    const measures = { levels: levels + 1, size };
    known.set(of, measures);
    return measures;
  };
  if (typeof value === 'object' && value !== null) measure(value);
}

interface Measures {
  readonly levels: number;
  readonly size: number;
}
