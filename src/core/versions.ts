/** Whether a version is in a range. */
export type Fit = 'ok' | 'old' | 'new';

/** Places a version such as `3.11.7` in a range whose ends count at their own precision. */
export function fitOf(version: string, range: { oldest?: string; newest?: string }): Fit {
  if (range.oldest !== undefined && compare(version, range.oldest) < 0) return 'old';
  if (range.newest !== undefined && compare(version, range.newest) > 0) return 'new';
  return 'ok';
}

/** Negative, zero or positive; only as many numbers count as `end` has. */
function compare(version: string, end: string): number {
  const found = version.split('.').map(Number);
  for (const [index, wanted] of end.split('.').map(Number).entries()) {
    const difference = (found[index] ?? 0) - wanted;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a version such as `1.10.0` is newer than another; what is no number counts as 0. */
export function isNewer(version: string, than: string): boolean {
  const numbers = (text: string) =>
    [0, 1, 2].map((place) => Number.parseInt(text.split('.')[place] ?? '', 10) || 0);
  const [left, right] = [numbers(version), numbers(than)];
  const place = left.findIndex((number, index) => number !== right[index]);
  return place !== -1 && (left[place] ?? 0) > (right[place] ?? 0);
}
