import { failed } from '../finding.ts';
import type { Finding } from '../model.ts';
import { AGREE } from '../processes.ts';
import type { CheckWorld, NoRows, Rows } from '../world.ts';
import { isFile } from '../look.ts';

/** One row of an answer. */
export type Row = Rows[number];

/** The SQLite store of an MLflow project. */
export interface MlflowStore {
  readonly world: CheckWorld;
  readonly database: string;
}

/** Rows of a query on the store, or a finding that says why there are none to look at. */
export async function rowsOf(
  { world, database }: MlflowStore,
  sql: string,
): Promise<Rows | Finding> {
  const expected = `runs of MLflow in ${database}`;
  if (!(await isFile(world, database))) {
    const old = (await world.list()).find((file) => /(?:^|\/)mlruns\/\d+\/meta\.yaml$/.test(file));
    return old === undefined
      ? failed(expected, 'no such file', `Track a run into sqlite:///${database}.`)
      : failed(
          expected,
          `runs in files (${old}), which MLflow 3 keeps no longer`,
          `Set the tracking URI to sqlite:///${database}, and run again.`,
        );
  }
  const answer = await world.query(database, sql);
  if (isRows(answer)) return answer;
  if (answer.why === 'missing') {
    const next = 'Install Python, then verify again.';
    return { status: 'unavailable', expected, found: answer.problem, next };
  }
  if (answer.why === 'consent') {
    return { status: 'unavailable', expected, found: answer.problem, next: AGREE };
  }
  const next =
    'Let MLflow 3 write it (mlflow db upgrade brings an older one along), and close what holds it open.';
  return failed(expected, answer.problem, next, { file: database });
}

export function isRows(answer: Rows | Finding | NoRows): answer is Rows {
  return Array.isArray(answer);
}

/** A text as SQL writes it. */
export function sqlText(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`;
}

export function textIn(row: Row | undefined, column: string): string {
  const value = row?.[column];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
    ? String(value)
    : '';
}

export function numberIn(row: Row | undefined, column: string): number | undefined {
  const value = row?.[column];
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
