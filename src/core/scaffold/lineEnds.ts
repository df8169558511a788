import { sameBytes } from './bytes.ts';
import { isBinary } from './generate.ts';

/** How the lines of a text end. */
export type LineEnd = '\n' | '\r\n';

/** How most lines of a text end; undefined for what is no text or has no lines. */
export function lineEndOf(bytes: Uint8Array): LineEnd | undefined {
  if (isBinary(bytes)) return undefined;
  let feeds = 0;
  let pairs = 0;
  for (const [place, byte] of bytes.entries()) {
    if (byte !== 0x0a) continue;
    feeds += 1;
    if (bytes[place - 1] === 0x0d) pairs += 1;
  }
  if (feeds === 0) return undefined;
  return pairs * 2 > feeds ? '\r\n' : '\n';
}

/** A text with all its lines ending in one way; binary bytes stay as they are. */
export function withLineEnds(bytes: Uint8Array, end: LineEnd): Uint8Array {
  if (isBinary(bytes)) return bytes;
  const out: number[] = [];
  for (const [place, byte] of bytes.entries()) {
    if (byte === 0x0d && bytes[place + 1] === 0x0a) continue;
    if (byte === 0x0a && end === '\r\n') out.push(0x0d);
    out.push(byte);
  }
  return Uint8Array.from(out);
}

/** Whether two files are equal but for the ends of their lines. */
export function sameText(a: Uint8Array, b: Uint8Array): boolean {
  return sameBytes(a, b) || sameBytes(withLineEnds(a, '\n'), withLineEnds(b, '\n'));
}
