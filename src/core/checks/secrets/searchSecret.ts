import { findSecret, type Secret } from './secrets.ts';

// A part takes milliseconds even where it is made to be slow.
const LONGEST_PART = 64 * 1024;
/** Longer than any secret that stands in one line. */
const OVERLAP = 4 * 1024;

/**
 * The first real secret in a text of any length, looked at in parts.
 * @param path of the file that holds the text, where there is one
 * @param turn is awaited between parts; what it throws ends the search
 */
export async function searchSecret(
  text: string,
  turn: () => Promise<void>,
  path?: string,
): Promise<Secret | undefined> {
  let line = 0;
  for (let start = 0; start < text.length;) {
    const end = endOfPart(text, start);
    const hit = findSecret(text.slice(start, end), path);
    if (hit) return { ...hit, line: line + hit.line };
    if (end >= text.length) return undefined;
    // A part that ends within a line is followed by one that has its end too.
    const next = text[end - 1] === '\n' ? end : end - OVERLAP;
    for (
      let at = text.indexOf('\n', start);
      at >= 0 && at < next;
      at = text.indexOf('\n', at + 1)
    ) {
      line += 1;
    }
    start = next;
    await turn();
  }
  return undefined;
}

function endOfPart(text: string, start: number): number {
  const end = start + LONGEST_PART;
  if (end >= text.length) return text.length;
  const lastLine = text.lastIndexOf('\n', end - 1) + 1;
  return lastLine > start ? lastLine : end;
}
