import { endOfString, limitJson } from './documentLimits.ts';
import { lineAt } from './lineAt.ts';
import type { ParsedFile } from './parsedFile.ts';
import type { ValuePath } from './expectation.ts';

/** Parses JSON. @throws SyntaxError, or DocumentError when it is nested too deeply. */
export function parseJson(text: string): ParsedFile {
  limitJson(text);
  const value: unknown = JSON.parse(text);
  return { value, lineOf: (path) => lineAt(text, offsetOf(text, path)) };
}

/**
 * Where the key or entry at a path begins in a valid JSON text; where its nearest owner does, when
 * there is none. Reads the text once.
 */
function offsetOf(text: string, path: ValuePath): number {
  let at = afterSpace(text, 0);
  let offset = at;
  for (const key of path) {
    const place = text[at] === '{' ? memberOf(text, at, String(key)) : entryOf(text, at, key);
    if (!place) break;
    [offset, at] = place;
  }
  return offset;
}

type Place = readonly [offset: number, value: number];

/** The last member of that name, as that one counts. */
function memberOf(text: string, start: number, key: string): Place | undefined {
  let found: Place | undefined;
  let at = afterSpace(text, start + 1);
  while (text[at] === '"') {
    const end = endOfString(text, at);
    const value = afterSpace(text, afterSpace(text, end) + 1);
    if (JSON.parse(text.slice(at, end)) === key) found = [at, value];
    at = afterComma(text, endOfValue(text, value));
  }
  return found;
}

function entryOf(text: string, start: number, key: string | number): Place | undefined {
  if (text[start] !== '[') return undefined;
  let at = afterSpace(text, start + 1);
  for (let index = 0; text[at] !== ']'; index += 1) {
    if (index === Number(key)) return [at, at];
    at = afterComma(text, endOfValue(text, at));
  }
  return undefined;
}

function endOfValue(text: string, start: number): number {
  let level = 0;
  let at = start;
  do {
    const character = text[at] ?? '';
    if (character === '"') at = endOfString(text, at);
    else {
      if ('[{'.includes(character)) level += 1;
      if (']}'.includes(character)) level -= 1;
      at += 1;
    }
  } while (at < text.length && (level > 0 || !',]}'.includes(text[at] ?? '')));
  return at;
}

function afterComma(text: string, at: number): number {
  return text[at] === ',' ? afterSpace(text, at + 1) : at;
}

function afterSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at += 1;
  return at;
}
