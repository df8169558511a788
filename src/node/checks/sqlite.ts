import * as os from 'node:os';
import * as path from 'node:path';
import type { NoRows, Rows } from '../../core/checks/world.ts';
import { ExpectedError } from '../../core/errors.ts';
import { runProcess } from '../processes/runProcess.ts';
import type { Supervisor } from '../processes/supervisor.ts';
import { cleanEnvironment } from './environment.ts';

// A hostile database may name an endless query where a table is expected, and nothing but the end of
// its process stops SQLite. So even the runtime's own SQLite runs in a process of its own.
const TIMEOUT = 20_000;

/** Runs in the runtime that verifies; it reads two texts from its input and writes rows. */
const NODE_PROBE = `
const { readFileSync } = require('node:fs');
const { DatabaseSync } = require('node:sqlite');
const [file, sql] = JSON.parse(readFileSync(0, 'utf8'));
try {
  const database = new DatabaseSync(file, { readOnly: true });
  database.exec('PRAGMA trusted_schema = OFF');
  process.stdout.write(JSON.stringify(database.prepare(sql).all()));
} catch (error) {
  process.stderr.write(error.message);
  process.exitCode = 3;
}
`;

/** The part of Python's standard library that reads a database where this Node cannot. */
const PYTHON_PROBE = `
import json, sqlite3, sys
from pathlib import Path
file, sql = json.load(sys.stdin)
try:
    connection = sqlite3.connect(Path(file).as_uri() + "?mode=ro", uri=True, timeout=5)
    connection.row_factory = sqlite3.Row
    print(json.dumps([dict(row) for row in connection.execute(sql)], default=str))
except sqlite3.Error as error:
    print(error, file=sys.stderr)
    sys.exit(3)
`;

const NO_READER: NoRows = {
  why: 'missing',
  problem: 'reading it needs Node 22 or a Python on this machine',
};

const NOT_AGREED: NoRows = {
  why: 'consent',
  problem: 'this computer reads databases with Python, and you have not agreed to run programs yet',
};

/** How to read a database. */
export interface QueryOptions {
  /** The Python to read with where this Node cannot; undefined when no program may be started. */
  readonly python: string | undefined;
  readonly signal: AbortSignal;
  /** Ends the reader on every way out of this process. */
  readonly supervisor?: Supervisor;
  /** In milliseconds. */
  readonly timeout?: number;
}

/**
 * Rows of a read-only query, read by a process with limits of time and output.
 * @throws ExpectedError `limit` when it takes too long or gives too much, `cancelled` at the signal.
 */
export async function querySqlite(
  file: string,
  sql: string,
  { python, signal, supervisor, timeout = TIMEOUT }: QueryOptions,
): Promise<Rows | NoRows> {
  const own = hasSqlite();
  if (!own && python === undefined) return NOT_AGREED;
  const { end, code, stdout, stderr } = await runProcess({
    argv: own
      ? [process.execPath, '--max-old-space-size=256', '-e', NODE_PROBE]
      : // Isolated, so that no file of the project is taken for a module of the standard library.
        [python ?? '', '-I', '-X', 'utf8', '-c', PYTHON_PROBE],
    cwd: os.tmpdir(),
    env: cleanEnvironment(process.env, { ELECTRON_RUN_AS_NODE: '1', NODE_NO_WARNINGS: '1' }),
    ...(supervisor ? { supervisor } : {}),
    stdin: JSON.stringify([file, sql]),
    timeout,
    signal,
  });
  if (end === 'cancelled') throw new ExpectedError('cancelled', 'The query was cancelled.');
  if (end === 'timeout' || end === 'flood') {
    const problem =
      end === 'flood' ? 'gave too much to read' : `took longer than ${timeout / 1000} s`;
    throw new ExpectedError('limit', `A query on ${path.basename(file)} ${problem}`, REMEDY);
  }
  // The probe ends with 3 for what SQLite says; a program without SQLite ends otherwise.
  if (end === 'missing' || (code !== 0 && code !== 3)) return NO_READER;
  if (code !== 0)
    return { why: 'unreadable', problem: stderr.trim() || 'SQLite could not read it' };
  try {
    return JSON.parse(stdout) as Rows;
  } catch {
    return { why: 'unreadable', problem: 'it holds what is no JSON, such as infinity' };
  }
}

const REMEDY = 'Remove runs that you no longer need (mlflow gc), or begin with a new database.';

// Node 20 has no such module, and the editor's own runtime may be built without it.
function hasSqlite(): boolean {
  try {
    return process.getBuiltinModule('node:sqlite') !== undefined;
  } catch {
    return false;
  }
}
