import * as v from 'valibot';
import { failed, passed, short } from '../finding.ts';
import { COUNTED, inExperiment } from './mlflowRuns.ts';
import { isRows, numberIn, rowsOf, sqlText, textIn, type MlflowStore } from './mlflowStore.ts';
import type { Finding } from '../model.ts';

export const bestSchema = v.pipe(
  v.strictObject({
    metric: v.string(),
    /** The largest value is at least this. */
    atLeast: v.optional(v.number()),
    /** The smallest value is at most this. */
    atMost: v.optional(v.number()),
  }),
  v.check(
    ({ atLeast, atMost }) => (atLeast === undefined) !== (atMost === undefined),
    'must have atLeast or atMost',
  ),
);

export type BestWish = v.InferOutput<typeof bestSchema>;

/** Whether the best finished run is good enough. */
export async function checkBest(
  store: MlflowStore,
  experiment: string | undefined,
  { metric, atLeast, atMost }: BestWish,
): Promise<Finding> {
  const [word, bound, order] =
    atLeast === undefined ? ['at most', atMost, 'ASC'] : ['at least', atLeast, 'DESC'];
  const expected = `a run with ${metric} of ${word} ${bound ?? 0}`;
  // What is no number is stored as 0 with a mark, and infinity as the largest number there is.
  const rows = await rowsOf(
    store,
    `SELECT r.name AS name, m.value AS value ${COUNTED.replace(
      'WHERE',
      `JOIN latest_metrics m ON m.run_uuid = r.run_uuid AND m.is_nan = 0
       AND abs(m.value) < 1e308 AND m.key = ${sqlText(metric)} WHERE`,
    )}${inExperiment(experiment)} ORDER BY m.value ${order}, r.start_time LIMIT 1`,
  );
  if (!isRows(rows)) return rows;
  const value = numberIn(rows[0], 'value');
  const next = 'Train with other parameters, or look at what the runs have in common.';
  if (value === undefined) return failed(expected, `no finished run has ${metric}`, next);
  const found = `${Number(value.toPrecision(6))} in the run ${short(textIn(rows[0], 'name'))}`;
  const good = atLeast === undefined ? value <= (atMost ?? 0) : value >= atLeast;
  return good ? passed(expected, found) : failed(expected, found, next);
}
