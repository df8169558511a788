import * as fs from 'node:fs';
import * as path from 'node:path';

/** A kind of test that has run. */
export interface Measured {
  readonly kind: string;
  readonly seconds: number;
  readonly log: string;
}

/** What proofs and environments of starters have taken, in seconds of the clock. */
export interface StartersSpent {
  readonly environments: number;
  readonly new: number;
  readonly sample: number;
}

interface Row {
  readonly name: string;
  /** Minutes on two cores with empty caches, once there are thirteen projects. */
  readonly planned: number;
  readonly seconds: number;
}

/** What was used and what is planned for each part of `npm test`, in minutes. */
export function budgetTable(kinds: readonly Measured[], logs: string): string {
  const rows = rowsOf(kinds, setUpSeconds(logs), startersSpent(logs));
  const whole = (pick: (row: Row) => number) => rows.reduce((sum, row) => sum + pick(row), 0);
  const all = {
    name: 'Together',
    planned: whole((row) => row.planned),
    seconds: whole((row) => row.seconds),
  };
  const line = ({ name, planned, seconds }: Row) =>
    `  ${name.padEnd(26)}${(seconds / 60).toFixed(1).padStart(6)}${planned.toFixed(0).padStart(9)}`;
  return ['The budget, in minutes:        used  planned', ...[...rows, all].map(line)].join('\n');
}

/** The rows of the table. */
export function rowsOf(
  kinds: readonly Measured[],
  setUp: number,
  starters: StartersSpent,
): readonly Row[] {
  const of = (...names: readonly string[]) =>
    kinds.filter(({ kind }) => names.includes(kind)).reduce((sum, { seconds }) => sum + seconds, 0);
  const proofs = starters.environments + starters.new + starters.sample;
  return [
    { name: 'Set-up and environments', planned: 8, seconds: setUp + starters.environments },
    {
      name: 'Lint to package',
      planned: 8,
      seconds: of('lint', 'types', 'unit', 'programs', 'content', 'package'),
    },
    { name: 'Host and UI', planned: 13, seconds: of('host', 'ui') },
    { name: 'Faults', planned: 4, seconds: of('faults') },
    { name: 'Starters: always', planned: 14, seconds: Math.max(0, of('starters') - proofs) },
    { name: 'Starters: new proofs', planned: 8, seconds: starters.new },
    { name: 'Starters: a sample', planned: 5, seconds: starters.sample },
  ];
}

function setUpSeconds(logs: string): number {
  const { seconds } = read<{ readonly seconds: number }>(path.join(logs, 'set-up.json'), {
    seconds: 0,
  });
  return seconds;
}

function startersSpent(logs: string): StartersSpent {
  return read(path.join(logs, 'starters-spent.json'), { environments: 0, new: 0, sample: 0 });
}

function read<T>(file: string, otherwise: T): T {
  if (!fs.existsSync(file)) return otherwise;
  return { ...otherwise, ...(JSON.parse(fs.readFileSync(file, 'utf8')) as T) };
}
