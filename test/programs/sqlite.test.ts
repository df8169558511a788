import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { isExpected } from '../../src/core/errors.ts';
import { querySqlite } from '../../src/node/checks/sqlite.ts';
import { createWorld } from '../../src/node/checks/world.ts';

const builtIn = process.getBuiltinModule('node:sqlite') !== undefined;

describe('a database of a project', () => {
  let root: string;
  let stop: AbortController;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'sqlite-'));
    stop = new AbortController();
    const script = `
import sqlite3
database = sqlite3.connect("mlflow.db")
database.execute("create table runs (id text, score real)")
database.execute("insert into runs values ('a', 0.5)")
database.execute("create view endless as with recursive t(n) as (select 1 union all select n from t) select n from t")
database.commit()
`;
    execFileSync('python3', ['-c', script], { cwd: root });
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  const query = (sql: string, consent = true) =>
    createWorld({ root, consent, signal: stop.signal }).query('mlflow.db', sql);

  it('is read, and stays as it is', async () => {
    assert.deepEqual(await query('select id, score from runs'), [{ id: 'a', score: 0.5 }]);
    const written = await query('delete from runs');
    assert.ok('why' in written && written.problem.includes('readonly'), JSON.stringify(written));
    assert.deepEqual(await query('select id from runs'), [{ id: 'a' }]);
  });

  it('is read without consent only where the runtime itself can', async () => {
    const rows = await query('select id from runs', false);
    if (builtIn) assert.deepEqual(rows, [{ id: 'a' }]);
    else assert.ok('why' in rows && rows.why === 'consent', JSON.stringify(rows));
  });

  it('leaves this thread free during an endless query, which ends when the learner cancels', async () => {
    const asked = query('select count(*) from endless');
    setTimeout(() => stop.abort(), 300);
    await assert.rejects(asked, (error) => isExpected(error, 'cancelled'));
  });

  it('ends an endless query without being told', async () => {
    const file = path.join(root, 'mlflow.db');
    const sql = 'select count(*) from endless';
    const asked = querySqlite(file, sql, { python: 'python3', signal: stop.signal, timeout: 1000 });
    await assert.rejects(
      asked,
      (error) => isExpected(error, 'limit') && error.message.includes('1 s'),
    );
  });
});
