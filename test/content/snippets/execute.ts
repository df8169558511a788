import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pythonToolsFolder } from '../../../scripts/setup/places.mjs';
import type { Block } from './blocks.ts';
import { environmentFolder, goVariables } from './environment.ts';

/** What running or checking a block printed, and its exit code. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const tool = (name: string) => path.join(pythonToolsFolder(), 'bin', name);
const schema = (name: string) => [tool('check-jsonschema'), '--builtin-schema', `vendor.${name}`];

// Tools that would ask, report or look into the network otherwise.
const QUIET = {
  ANONYMIZED_TELEMETRY: 'False',
  BENTOML_DO_NOT_TRACK: 'True',
  DO_NOT_TRACK: '1',
  DVC_NO_ANALYTICS: '1',
  // A learner may have no identity yet: a page that commits sets one in its own repository.
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'user.useConfigOnly',
  GIT_CONFIG_VALUE_0: 'true',
  GIT_CONFIG_NOSYSTEM: '1',
  HF_HUB_OFFLINE: '1',
  LANGSMITH_TRACING: 'false',
  MLFLOW_DISABLE_TELEMETRY: 'true',
};

/** Statements of SQL on the page's own database, each result with a line of column names. */
const SQL_RUNNER = `
import sqlite3, sys
connection = sqlite3.connect("page.db")
statement = ""
for line in open(sys.argv[1], encoding="utf-8"):
    statement += line
    if not sqlite3.complete_statement(statement):
        continue
    cursor = connection.execute(statement)
    statement = ""
    if cursor.description:
        print("|".join(column[0] for column in cursor.description))
        for row in cursor:
            print("|".join("" if value is None else str(value) for value in row))
connection.commit()
if statement.strip():
    sys.exit("The last statement does not end with a semicolon.")
`;

const VALIDATORS: Readonly<Record<string, readonly string[]>> = {
  dockerfile: [tool('hadolint')],
  compose: schema('compose-spec'),
  'github-workflow': schema('github-workflows'),
  cfn: [tool('cfn-lint')],
  hcl: [tool('hcl2tojson')],
  yaml: [tool('python'), '-c', 'import sys, yaml; list(yaml.safe_load_all(open(sys.argv[1])))'],
};

const EXTENSIONS: Readonly<Record<string, string>> = { python: 'py', sql: 'sql', go: 'go' };

/** Writes a block's file into the page's folder, and runs or checks it there. */
export async function execute(block: Block, folder: string): Promise<Outcome> {
  const name = block.file ?? `block-${block.line}.${EXTENSIONS[block.language] ?? 'sh'}`;
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, block.code);
  if (block.kind === 'run') return run([...interpreter(block.language), name], folder, block);
  if (block.kind !== 'check') return { code: 0, stdout: '', stderr: '' };
  const validator = VALIDATORS[block.validator ?? ''];
  if (!validator)
    throw new Error(
      `There is no validator “${block.validator}”. Known: ${Object.keys(VALIDATORS).join(', ')}.`,
    );
  return run([...validator, name], folder, block);
}

/** True when what was printed fits what is stated; a line `…` stands for any lines. */
export function fits(stated: string, printed: string): boolean {
  const pattern = stated
    .trimEnd()
    .split('\n')
    .map((line) =>
      line === '…'
        ? '(?:.*\\n?)*?'
        : `${line.trimEnd().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}[ \\t]*\\n?`,
    )
    .join('');
  return new RegExp(`^${pattern}\\s*$`).test(printed);
}

function interpreter(language: string): readonly string[] {
  if (language === 'python') return ['python3'];
  if (language === 'bash' || language === 'sh') return ['bash'];
  if (language === 'sql') return ['python3', '-c', SQL_RUNNER];
  if (language === 'go') return ['go', 'run'];
  throw new Error(`Blocks of the language “${language}” cannot be run.`);
}

function run(
  [command = '', ...args]: readonly string[],
  cwd: string,
  { language, environment }: Block,
): Promise<Outcome> {
  const own = process.env['PATH'] ?? '';
  const folder = environment === undefined ? undefined : environmentFolder(environment);
  const options = {
    cwd,
    timeout: 180_000,
    maxBuffer: 16 * 1024 * 1024,
    env: {
      PATH: folder === undefined ? own : `${folder}${path.delimiter}${own}`,
      HOME: cwd,
      LANG: 'C.UTF-8',
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONWARNINGS: 'ignore',
      ...QUIET,
      ...(language === 'go' ? goVariables() : {}),
    },
  };
  return new Promise((resolve) => {
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      // A program that is missing or took too long has printed nothing of it.
      const problem = error === null || typeof error.code === 'number' ? '' : error.message;
      resolve({ code, stdout, stderr: stderr + problem });
    });
    // Nobody is there to answer.
    child.stdin?.end();
  });
}
