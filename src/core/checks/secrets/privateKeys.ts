import type { SecretSpan } from './span.ts';

const BEGIN = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
const END = /-----END (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
/** Longer than any key, in UTF-16 units. */
const LONGEST = 20_000;
// Between the lines of a key: line ends (also escaped), quotes, and the marks of a diff or a quotation.
const GAP = /[\s"',>|\\-]/;
const BASE64 = /[A-Za-z0-9+/=]/;
const SHORTEST_LINE = 20;

/** Private keys as whole blocks, also where one end is cut off. */
export function privateKeySpans(text: string): readonly SecretSpan[] {
  const begins = [...text.matchAll(BEGIN)].map(({ index, 0: line }) => ({
    start: index,
    body: index + line.length,
  }));
  const ends = [...text.matchAll(END)].map(({ index, 0: line }) => ({
    start: index,
    end: index + line.length,
  }));
  const spans: SecretSpan[] = [];
  let next = 0;
  const add = (start: number, bodyStart: number, bodyEnd: number, end: number) => {
    spans.push({ what: 'a private key', start, end, real: isKey(text.slice(bodyStart, bodyEnd)) });
  };
  const addCutAtStart = (until: number) => {
    for (let last = ends[next]; last && last.start < until; last = ends[(next += 1)]) {
      const start = backOverKey(text, last.start, spans.at(-1)?.end ?? 0);
      add(start, start, last.start, last.end);
    }
  };
  begins.forEach(({ start, body }, place) => {
    addCutAtStart(start);
    const nextBegin = begins[place + 1]?.start ?? text.length;
    const last = ends[next];
    if (last && last.start < nextBegin && last.start - body <= LONGEST) {
      next += 1;
      add(start, body, last.start, last.end);
    } else {
      const end = overKey(text, body, nextBegin);
      add(start, body, end, end);
    }
  });
  addCutAtStart(text.length);
  return spans;
}

/** The end of the lines of a key that start at an offset. */
function overKey(text: string, from: number, limit: number): number {
  const headers = /(?:\s*[A-Z][A-Za-z-]{1,20}: [^\n]{0,200}\n)*/y;
  headers.lastIndex = from;
  let end = from + (headers.exec(text)?.[0].length ?? 0);
  for (let at = end; at < limit;) {
    while (at < limit && GAP.test(text.charAt(at))) at += 1;
    const line = at;
    while (at < limit && BASE64.test(text.charAt(at))) at += 1;
    const cutHere = at === text.length || text.charAt(at - 1) === '=';
    if (at === line || (at - line < SHORTEST_LINE && !cutHere)) break;
    end = at;
  }
  return end;
}

/** The start of the lines of a key that end at an offset. */
function backOverKey(text: string, from: number, limit: number): number {
  let start = from;
  for (let at = from; at > limit;) {
    while (at > limit && GAP.test(text.charAt(at - 1))) at -= 1;
    const line = at;
    while (at > limit && BASE64.test(text.charAt(at - 1))) at -= 1;
    const partial = start === from || at === 0;
    if (at === line || (line - at < SHORTEST_LINE && !partial)) break;
    start = at;
  }
  return start;
}

// “…”, “MIIE…” and a line of x are no key.
function isKey(body: string): boolean {
  const letters = body.replace(/\\[nr]|[^A-Za-z0-9+/]/g, '');
  return letters.length >= 64 && new Set(letters).size > 12;
}
