// Colours and styles carry no text.
const COLOURS = /\u001b\[[\d;:]*m/g;
const ENDS_OF_LINES = /\r\n?|\u2028|\u2029/g;
// What moves the cursor, talks to the terminal, turns the direction of writing or is no character:
// controls (C0 but for tab and line feed, DEL, C1), bidirectional controls, halves of pairs.
const UNPRINTABLE =
  /[\0-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\p{Surrogate}]/gu;

/**
 * The text as it can be shown at a terminal, in an editor and in XML: colours are taken out, other
 * control characters are written as `\x1b` or `\u202e`, and every line ends with `\n`.
 */
export function printable(text: string): string {
  return text
    .replace(COLOURS, '')
    .replace(ENDS_OF_LINES, '\n')
    .replace(UNPRINTABLE, (character) => {
      const code = character.charCodeAt(0).toString(16);
      return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
    });
}
