import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fails, look, passes, type Fakes } from '../fakeWorld.ts';

interface Database {
  exec(sql: string): void;
  prepare(sql: string): { all(): Readonly<Record<string, unknown>>[] };
}
const { DatabaseSync } = process.getBuiltinModule('node:sqlite') as unknown as {
  readonly DatabaseSync: new (file: string) => Database;
};

/** The store of `mlflowStore.sql`, with what a test changes in it. */
function store(...changes: readonly string[]): Fakes {
  const database = new DatabaseSync(':memory:');
  database.exec(readFileSync(new URL('../mlflowStore.sql', import.meta.url), 'utf8'));
  for (const change of changes) database.exec(change);
  return {
    files: {
      'mlflow.db': { kind: 'binary', bytes: 954_368 },
      [`mlruns/1/${RUN}/artifacts/report.md`]: 'hello',
      'mlruns/1/models/m-3b66b1ff6c29484ab6fdd526dcf8ec3a/artifacts/MLmodel': 'flavors: {}',
    },
    query: (_, sql) => {
      try {
        return database.prepare(sql).all();
      } catch (error) {
        return { why: 'unreadable', problem: (error as Error).message };
      }
    },
  };
}
const RUN = '3528ce7a2d10413b801a1e850b167234';
const MODEL = 'wine-classifier';

describe('the check “mlflow”', () => {
  it('wants to know what to look for', async () => {
    await assert.rejects(look({ mlflow: {} }), /must say what to look for/);
    await assert.rejects(
      look({ mlflow: { best: { metric: 'a' } } }),
      /must have atLeast or atMost/,
    );
    const both = { best: { metric: 'a', atLeast: 1, atMost: 2 } };
    await assert.rejects(look({ mlflow: both }), /must have atLeast or atMost/);
  });

  describe('the store', () => {
    const check = { mlflow: { experiment: 'wine' } };
    it('may be missing, or be the one of files that MLflow 3 keeps no longer', async () => {
      const { next } = await fails(check, {}, /^no such file$/);
      assert.match(next ?? '', /sqlite:\/\/\/mlflow\.db/);
      const files = { 'mlruns/0/meta.yaml': '' };
      await fails(check, { files }, /runs in files \(mlruns\/0\/meta\.yaml\)/);
    });
    it('may be no database', async () => {
      const query: Fakes['query'] = () => ({
        why: 'unreadable',
        problem: 'file is not a database',
      });
      const files = { 'mlflow.db': 'hello' };
      await fails(check, { files, query }, /^file is not a database$/, 'mlflow.db');
      await fails(check, store('DROP TABLE experiments'), /no such table/, 'mlflow.db');
    });
    it('may be one that this machine cannot read', async () => {
      const query: Fakes['query'] = () => ({ why: 'missing', problem: 'reading it needs Node 22' });
      const finding = await look(check, { files: { 'mlflow.db': '' }, query });
      assert.equal(finding.status, 'unavailable');
      assert.match(finding.found, /needs Node 22/);
    });
    it('lies where the check says', async () => {
      const asked: string[] = [];
      const query = (database: string) => {
        asked.push(database);
        return [{ name: 'wine' }];
      };
      await passes(
        { mlflow: { database: 'data/runs.db', experiment: 'wine' } },
        { files: { 'data/runs.db': '' }, query },
      );
      assert.deepEqual(asked, ['data/runs.db']);
    });
  });

  it('finds experiments that are not deleted', async () => {
    await passes({ mlflow: { experiment: 'wine' } }, store());
    await fails(
      { mlflow: { experiment: 'wines' } },
      store(),
      /^experiments: Default, wine, other$/,
    );
    const deleted = store(`UPDATE experiments SET lifecycle_stage = 'deleted' WHERE name = 'wine'`);
    await fails({ mlflow: { experiment: 'wine' } }, deleted, /Default, other$/);
    await fails({ mlflow: { runs: { atLeast: 2 } } }, deleted, /^1 of 1 finished runs$/);
  });

  describe('runs', () => {
    const runs = (wish: object, experiment = 'wine') => ({ mlflow: { experiment, runs: wish } });
    it('count when they have finished and are not deleted', async () => {
      const { found } = await passes(runs({ atLeast: 4 }), store());
      assert.match(found, /4 of 4 finished runs: nan, c-10\.0, c-1\.0, c-0\.01$/);
      await fails(runs({ atLeast: 5 }), store(), /^4 of 4 finished runs$/);
      await passes({ mlflow: { runs: { atLeast: 5 } } }, store());
    });
    it('hold parameters, metrics and tags', async () => {
      await passes(
        runs({
          atLeast: 3,
          params: ['C', 'solver'],
          metrics: ['accuracy', 'loss'],
          tags: ['git_commit'],
        }),
        store(),
      );
      await fails(
        runs({ params: ['gamma'] }),
        store(),
        /^0 of 4 finished runs; the run nan has no parameter gamma$/,
      );
      await fails(runs({ atLeast: 4, tags: ['stage'] }), store(), /3 of 4 .* nan has no tag stage/);
    });
    it('hold no metric that is no number', () =>
      fails(
        runs({ atLeast: 4, metrics: ['accuracy'] }),
        store(),
        /^3 of 4 finished runs; the run nan has no metric accuracy$/,
      ));
    it('say which data they were given', async () => {
      await passes(runs({ atLeast: 3, dataset: true }), store());
      await fails(runs({ dataset: true }, 'other'), store(), /skillful-grouse-124 has no data set/);
      await fails(runs({ dataset: true }), store('DELETE FROM inputs'), /no data set/);
    });
    it('have logged a model that is ready', async () => {
      await passes(runs({ atLeast: 3, model: true }), store());
      await fails(
        runs({ atLeast: 3, model: true }),
        store('UPDATE logged_models SET status = 3'),
        /no logged model/,
      );
    });
    it('keep artifacts of their own and of their models in the project', async () => {
      await passes(runs({ artifacts: ['report.md', '*model'] }), store());
      await fails(
        runs({ atLeast: 2, artifacts: ['*.md'] }),
        store(),
        /^1 of 4 .* no artifact \*\.md$/,
      );
    });
    it('take names with quotes for names', () =>
      fails(runs({}, `wine' OR '1'='1`), store(), /^experiments: /));
  });

  describe('the best run', () => {
    const best = (wish: object) => ({ mlflow: { experiment: 'wine', best: wish } });
    it('leaves out those that failed, were deleted or hold no number', async () => {
      const { found } = await passes(best({ metric: 'accuracy', atLeast: 0.9 }), store());
      assert.match(found, /1 in the run c-10\.0$/);
      const changed = store(
        `DELETE FROM latest_metrics WHERE value = 1.0 AND run_uuid LIKE '9735%'`,
      );
      await fails(
        best({ metric: 'accuracy', atLeast: 0.999 }),
        changed,
        /^0\.994382 in the run c-1\.0$/,
      );
    });
    it('is the smallest one where less is better', async () => {
      await passes(best({ metric: 'loss', atMost: 0.1 }), store());
      await fails(
        best({ metric: 'loss', atMost: 0.01 }),
        store(),
        /^0\.0333333 in the run c-10\.0$/,
      );
    });
    it('has the metric, and not without end', async () => {
      await fails(best({ metric: 'f1', atLeast: 0 }), store(), /no finished run has f1/);
      await fails(best({ metric: 'top', atLeast: 0 }), store(), /no finished run has top/);
    });
  });

  describe('a registered model', () => {
    const model = (wish: object) => ({ mlflow: { model: { name: MODEL, ...wish } } });
    it('is there, in versions that are not deleted', async () => {
      const { found } = await passes(model({ versions: 2 }), store());
      assert.equal(found, 'versions 2, 3');
      await fails(model({ versions: 3 }), store(), /^versions 2, 3$/);
      await fails(model({ name: 'empty' }), store(), /^no version$/);
      await fails(model({ name: 'wine' }), store(), /^registered models: empty, wine-classifier$/);
    });
    it('has an alias that points to one of them', async () => {
      const { found } = await passes(model({ alias: 'champion' }), store());
      assert.equal(found, 'version 2 as champion');
      await fails(model({ alias: 'challenger' }), store(), /^aliases: champion$/);
      const dangling = store('UPDATE registered_model_aliases SET version = 1');
      await fails(
        model({ alias: 'champion' }),
        dangling,
        /champion points to version 1, which is not there/,
      );
    });
    it('has tags on the version that the alias points to', async () => {
      const wish = { alias: 'champion', taggedWith: { validated: 'true' } };
      await passes(model(wish), store());
      await fails(
        model({ ...wish, taggedWith: { validated: 'yes' } }),
        store(),
        /tags: validated=true$/,
      );
      await fails(
        model(wish),
        store('UPDATE registered_model_aliases SET version = 3'),
        /version 3 as champion, tags: none/,
      );
      await passes(model({ taggedWith: { validated: 'true' } }), store());
    });
  });
});
