import * as v from 'valibot';
import { together } from '../finding.ts';
import { defineKind, noCommands } from '../kind.ts';
import { bestSchema, checkBest } from '../mlflow/mlflowBest.ts';
import { checkModel, modelSchema } from '../mlflow/mlflowModels.ts';
import { checkExperiment, checkRuns, runsSchema } from '../mlflow/mlflowRuns.ts';
import type { Finding } from '../model.ts';
import { pathSchema } from '../paths.ts';

const schema = v.pipe(
  v.strictObject({
    /** The SQLite file of the tracking store. */
    database: v.optional(pathSchema, 'mlflow.db'),
    /** The experiment that `runs` and `best` are about; all of them when it is left out. */
    experiment: v.optional(v.string()),
    runs: v.optional(runsSchema),
    best: v.optional(bestSchema),
    model: v.optional(modelSchema),
  }),
  v.check(
    ({ experiment, runs, best, model }) => Boolean(experiment ?? runs ?? best ?? model),
    'must say what to look for: experiment, runs, best or model',
  ),
);

/** What MLflow has stored: experiments, runs and registered models. */
export const mlflowKind = defineKind<v.InferOutput<typeof schema>>({
  name: 'mlflow',
  schema,
  commands: noCommands,
  async check({ database, experiment, runs, best, model }, world) {
    const store = { world, database };
    const looks: (() => Promise<Finding>)[] = [
      ...(experiment === undefined ? [] : [() => checkExperiment(store, experiment)]),
      ...(runs ? [() => checkRuns(store, experiment, runs)] : []),
      ...(best ? [() => checkBest(store, experiment, best)] : []),
      ...(model ? [() => checkModel(store, model)] : []),
    ];
    const findings: Finding[] = [];
    for (const look of looks) {
      const finding = await look();
      if (finding.status !== 'passed') return finding;
      findings.push(finding);
    }
    return together(findings);
  },
});
