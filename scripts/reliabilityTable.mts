import type { Tally } from '../test/faults/tally.ts';

const BEGIN = '<!-- Written by npm run test:faults. -->';
const END = '<!-- End of what it writes. -->';

/** The counts as a Markdown table, one row a situation, sorted by name, with a sum. */
export function faultTable(tallies: readonly Tally[]): string {
  const rows = new Map<string, { tried: number; survived: number }>();
  const sum = { tried: 0, survived: 0 };
  for (const { fault, tried, survived } of tallies) {
    const row = rows.get(fault) ?? { tried: 0, survived: 0 };
    rows.set(fault, row);
    for (const each of [row, sum]) {
      each.tried += tried;
      each.survived += survived;
    }
  }
  const cells = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    '| Situation | Tried | Survived |',
    '|---|--:|--:|',
    ...cells.map(
      ([fault, { tried, survived }]) => `| ${capital(fault)} | ${tried} | ${survived} |`,
    ),
    `| **All** | **${sum.tried}** | **${sum.survived}** |`,
  ].join('\n');
}

/**
 * A text with the table between its two marks.
 * @throws Error when a mark is missing.
 */
export function withTable(markdown: string, table: string): string {
  const [begin, end] = [markdown.indexOf(BEGIN), markdown.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`“${BEGIN}” and “${END}” must be in the text.`);
  return `${markdown.slice(0, begin)}${BEGIN}\n\n${table}\n\n${markdown.slice(end)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
