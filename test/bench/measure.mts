/** Name of the file in dist/ that holds what was measured. */
export const REPORT = 'bench.json';

/** One line of the bench. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'KB' | 'MB';
  /** What `value` is held against, in the same unit and measured beside it. */
  readonly baseline?: number;
  readonly ratio?: number;
  /** What we want. Shown beside the value, never asserted: a clock depends on the machine. */
  readonly aim?: { readonly of: 'value' | 'ratio'; readonly atMost: number };
}

/** The middle of some values: one slow run does not move it. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

/** How long something takes, in ms. */
export async function timeOf(action: () => unknown): Promise<number> {
  const started = performance.now();
  await action();
  return performance.now() - started;
}

/** The median of several runs, in ms, after one that only warms up. */
export async function medianTime(runs: number, action: () => unknown): Promise<number> {
  await action();
  const times: number[] = [];
  while (times.length < runs) times.push(await timeOf(action));
  return median(times);
}

/** The measures as an aligned table. */
export function table(measures: readonly Measure[]): string {
  const rows = [
    ['measure', 'value', 'against', 'ratio', 'aim'],
    ...measures.map((measure) => [
      measure.name,
      amount(measure.value, measure.unit),
      measure.baseline === undefined ? '' : amount(measure.baseline, measure.unit),
      measure.ratio === undefined ? '' : times(measure.ratio),
      aimText(measure),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === 4
          ? cell.padEnd(widths[column]!)
          : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, '-'.repeat(Math.max(...lines.map((line) => line.length))));
  return lines.join('\n');
}

/** One measure, for those who wait for the next. */
export function line(measure: Measure): string {
  return `${amount(measure.value, measure.unit).padStart(8)}  ${measure.name}  ${aimText(measure)}`.trimEnd();
}

function amount(value: number, unit: Measure['unit']): string {
  const digits = value < 10 ? 2 : 1;
  return `${value.toFixed(digits)} ${unit}`;
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)}x`;
}

function aimText({ aim, value, unit, ratio = NaN }: Measure): string {
  if (!aim) return '';
  const met = (aim.of === 'value' ? value : ratio) <= aim.atMost;
  const wanted = aim.of === 'value' ? amount(aim.atMost, unit) : times(aim.atMost);
  return `at most ${wanted}: ${met ? 'met' : 'missed'}`;
}
