import type { NoRows, Rows } from '../../core/checks/world.ts';
import { runProcess } from '../processes/runProcess.ts';
import { cleanEnvironment } from './environment.ts';

interface Sqlite {
  readonly DatabaseSync: new (
    file: string,
    options: { readonly readOnly: boolean },
  ) => { prepare(sql: string): { all(): unknown[] }; close(): void };
}

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

/**
 * Rows of a read-only query.
 * @param python the Python to read with where this Node cannot; undefined when none may be started
 */
export async function querySqlite(
  file: string,
  sql: string,
  python: string | undefined,
): Promise<Rows | NoRows> {
  const sqlite = nodeSqlite();
  if (sqlite) return queryByNode(sqlite, file, sql);
  if (python === undefined) return NOT_AGREED;
  const { end, code, stdout, stderr } = await runProcess({
    // Isolated, so that no file of the project is taken for a module of the standard library.
    argv: [python, '-I', '-X', 'utf8', '-c', PYTHON_PROBE],
    cwd: process.cwd(),
    env: cleanEnvironment(process.env, {}),
    stdin: JSON.stringify([file, sql]),
    timeout: 20_000,
  });
  // The probe ends with 3 for what SQLite says; a Python without SQLite ends otherwise.
  if (end === 'missing' || (end === 'exit' && code !== 0 && code !== 3)) return NO_READER;
  if (end !== 'exit' || code !== 0) {
    return { why: 'unreadable', problem: stderr.trim() || 'Python could not read it' };
  }
  try {
    return JSON.parse(stdout) as Rows;
  } catch {
    return { why: 'unreadable', problem: 'it holds what is no JSON, such as infinity' };
  }
}

function queryByNode(sqlite: Sqlite, file: string, sql: string): Rows | NoRows {
  try {
    const database = new sqlite.DatabaseSync(file, { readOnly: true });
    try {
      return database.prepare(sql).all() as Rows;
    } finally {
      database.close();
    }
  } catch (error) {
    return { why: 'unreadable', problem: error instanceof Error ? error.message : String(error) };
  }
}

// Node 20 has no such module, and the editor's own runtime may be built without it.
function nodeSqlite(): Sqlite | undefined {
  try {
    return process.getBuiltinModule('node:sqlite') as unknown as Sqlite | undefined;
  } catch {
    return undefined;
  }
}
