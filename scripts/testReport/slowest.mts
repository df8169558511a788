import type { Measured } from './budget.mts';

const SHOWN = 10;

/** The tests that took longest, as Mocha prints them (`✔ does it (1234ms)`), a line each. */
export function slowestTests(kinds: readonly Measured[]): string {
  const tests = kinds.flatMap(({ kind, log }) =>
    [...log.matchAll(/^\s*[✔✓] (.+) \((\d+)ms\)$/gmu)].map(([, title = '', time = '']) => ({
      kind,
      title,
      seconds: Number(time) / 1000,
    })),
  );
  const lines = tests
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, SHOWN)
    .map(({ kind, title, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${kind}: ${title}`);
  return ['The slowest tests:', ...lines].join('\n');
}
