import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createWorld } from '../../../src/node/checks/world.ts';

describe('a world where nothing may be started', () => {
  let base: string;
  const { PATH } = process.env;
  const builtin = process.getBuiltinModule.bind(process);
  beforeEach(() => {
    base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'read-only-')));
    for (const python of ['bin/python3', 'project/.venv/bin/python']) {
      const file = path.join(base, python);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, `#!/bin/sh\n: > ${base}/started\necho '[]'\n`, { mode: 0o755 });
    }
    fs.writeFileSync(path.join(base, 'project', 'mlflow.db'), 'SQLite');
    process.env['PATH'] = path.join(base, 'bin');
    // As in an editor whose runtime has no SQLite.
    process.getBuiltinModule = (name: string) =>
      name === 'node:sqlite' ? undefined : builtin(name);
  });
  afterEach(() => {
    process.env['PATH'] = PATH;
    process.getBuiltinModule = builtin;
    fs.rmSync(base, { recursive: true, force: true });
  });

  const query = async (consent: boolean) => {
    const { signal } = new AbortController();
    const world = createWorld({ root: path.join(base, 'project'), consent, signal });
    try {
      return await world.query('mlflow.db', 'SELECT 1');
    } finally {
      await world.dispose();
    }
  };

  it('reads a database with no Python, neither the project’s nor the machine’s', async function () {
    if (process.platform === 'win32') this.skip();
    const answer = await query(false);
    assert.equal((answer as { why?: string }).why, 'consent');
    assert.ok(!fs.existsSync(path.join(base, 'started')));
    await query(true);
    assert.ok(fs.existsSync(path.join(base, 'started')), 'with consent it would have been read');
  });
});
