import picomatch from 'picomatch/posix.js';
import * as v from 'valibot';
import { failed, names, passed, short } from '../finding.ts';
import {
  isRows,
  numberIn,
  rowsOf,
  sqlText,
  textIn,
  type MlflowStore,
  type Row,
} from './mlflowStore.ts';
import type { Finding } from '../model.ts';
import { pathSchema } from '../paths.ts';
import type { CheckWorld } from '../world.ts';

const keys = v.optional(v.array(v.string()), []);

/** What finished runs must hold; each run that counts holds all of it. */
export const runsSchema = v.strictObject({
  atLeast: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  params: keys,
  metrics: keys,
  tags: keys,
  /** Paths or patterns below the run’s artifacts, where these are in the project. */
  artifacts: v.optional(v.array(pathSchema), []),
  /** The run says which data it was given (mlflow.log_input). */
  dataset: v.optional(v.literal(true)),
  /** The run has logged a model. */
  model: v.optional(v.literal(true)),
});

export type RunsWish = v.InferOutput<typeof runsSchema>;

// Deleted runs stay in the store, and so do failed ones with what they had logged.
export const COUNTED = `FROM runs r JOIN experiments e ON e.experiment_id = r.experiment_id
  WHERE r.lifecycle_stage = 'active' AND e.lifecycle_stage = 'active' AND r.status = 'FINISHED'`;

// The newest ones; a store of a course holds far fewer.
const MOST_RUNS = 1000;

export function inExperiment(experiment: string | undefined): string {
  return experiment === undefined ? '' : ` AND e.name = ${sqlText(experiment)}`;
}

/** Whether the store has an experiment that is not deleted. */
export async function checkExperiment(store: MlflowStore, experiment: string): Promise<Finding> {
  const expected = `an experiment ${experiment}`;
  const rows = await rowsOf(store, `SELECT name FROM experiments WHERE lifecycle_stage = 'active'`);
  if (!isRows(rows)) return rows;
  const all = rows.map((row) => textIn(row, 'name'));
  const found = `experiments: ${names(all)}`;
  return all.includes(experiment)
    ? passed(expected, found)
    : failed(expected, found, `Call mlflow.set_experiment("${experiment}") before the runs.`);
}

/** Whether enough finished runs hold what they must. */
export async function checkRuns(
  store: MlflowStore,
  experiment: string | undefined,
  wish: RunsWish,
): Promise<Finding> {
  const where = experiment === undefined ? '' : ` in the experiment ${experiment}`;
  const expected = `at least ${wish.atLeast} finished ${wish.atLeast === 1 ? 'run' : 'runs'}${where}${withText(wish)}`;
  const rows = await rowsOf(store, runsQuery(experiment, wish));
  if (!isRows(rows)) return rows;
  const artifacts = await artifactsOf(store.world, wish);
  const fitting: string[] = [];
  let lack: string | undefined;
  for (const row of rows) {
    const name = short(textIn(row, 'name')) || textIn(row, 'id');
    const missing = missingKey(wish, row) ?? missingArtifact(wish, row, artifacts);
    if (missing === undefined) fitting.push(name);
    else lack ??= `the run ${name} has ${missing}`;
  }
  const count = `${fitting.length} of ${rows.length} finished runs`;
  if (fitting.length >= wish.atLeast) return passed(expected, `${count}: ${names(fitting)}`);
  if (lack === undefined) {
    return failed(expected, count, 'Run it again; a run that ended in an error does not count.');
  }
  return failed(expected, `${count}; ${lack}`, 'Log that in every run, and run again.');
}

function withText(wish: RunsWish): string {
  const parts = [
    ...(wish.params.length > 0 ? [`parameters ${wish.params.join(', ')}`] : []),
    ...(wish.metrics.length > 0 ? [`metrics ${wish.metrics.join(', ')}`] : []),
    ...(wish.tags.length > 0 ? [`tags ${wish.tags.join(', ')}`] : []),
    ...(wish.artifacts.length > 0 ? [`artifacts ${wish.artifacts.join(', ')}`] : []),
    ...(wish.dataset ? ['its data set'] : []),
    ...(wish.model ? ['a logged model'] : []),
  ];
  return parts.length === 0 ? '' : ` with ${parts.join(', ')}`;
}

/** A row a run, with the names of what it has logged, one a line. */
function runsQuery(experiment: string | undefined, wish: RunsWish): string {
  const list = (column: string, from: string) =>
    `(SELECT group_concat(${column}, char(10)) FROM ${from})`;
  const columns = [
    'r.run_uuid AS id',
    'r.name AS name',
    `${list('p.key', 'params p WHERE p.run_uuid = r.run_uuid')} AS params`,
    `${list('m.key', 'latest_metrics m WHERE m.run_uuid = r.run_uuid AND m.is_nan = 0')} AS metrics`,
    `${list('t.key', 'tags t WHERE t.run_uuid = r.run_uuid')} AS tags`,
    // Asked for only where it is wanted: older stores have no such tables.
    ...(wish.dataset
      ? [
          `(SELECT count(*) FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id
           WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN'
           AND i.destination_id = r.run_uuid) AS datasets`,
        ]
      : []),
    ...(wish.model || wish.artifacts.length > 0
      ? [
          `${list('l.model_id', `logged_models l WHERE l.source_run_id = r.run_uuid AND l.lifecycle_stage = 'active' AND l.status = 2`)} AS models`,
        ]
      : []),
  ];
  return `SELECT ${columns.join(', ')} ${COUNTED}${inExperiment(experiment)}
    ORDER BY r.start_time DESC, r.run_uuid LIMIT ${MOST_RUNS}`;
}

function missingKey(wish: RunsWish, row: Row): string | undefined {
  for (const [column, what] of [
    ['params', 'parameter'],
    ['metrics', 'metric'],
    ['tags', 'tag'],
  ] as const) {
    const logged = textIn(row, column).split('\n');
    const missing = wish[column].find((key) => !logged.includes(key));
    if (missing !== undefined) return `no ${what} ${missing}`;
  }
  if (wish.dataset && (numberIn(row, 'datasets') ?? 0) === 0) return 'no data set';
  return wish.model && textIn(row, 'models') === '' ? 'no logged model' : undefined;
}

/** Files that the project keeps below `<id>/artifacts/`, by the id of a run or of a logged model. */
async function artifactsOf(
  world: CheckWorld,
  wish: RunsWish,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const file of wish.artifacts.length === 0 ? [] : await world.list()) {
    const [, id = '', path = ''] =
      /(?:^|\/)((?:m-)?[0-9a-f]{32})\/artifacts\/(.+)$/.exec(file) ?? [];
    const paths = found.get(id);
    if (paths) paths.push(path);
    else found.set(id, [path]);
  }
  found.delete('');
  return found;
}

function missingArtifact(
  wish: RunsWish,
  row: Row,
  artifacts: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const owners = [textIn(row, 'id'), ...textIn(row, 'models').split('\n')];
  const files = owners.flatMap((id) => artifacts.get(id) ?? []);
  const missing = wish.artifacts.find((wanted) => {
    const matches = picomatch(wanted, { dot: true });
    return !files.some((file) => matches(file));
  });
  return missing === undefined ? undefined : `no artifact ${missing}`;
}
