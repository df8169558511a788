import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pythonToolsFolder } from '../../../scripts/setup/places.mjs';
import type { Block } from './blocks.ts';

/** What running or checking a block printed, and its exit code. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const tool = (name: string) => path.join(pythonToolsFolder(), 'bin', name);
const schema = (name: string) => [tool('check-jsonschema'), '--builtin-schema', `vendor.${name}`];

const VALIDATORS: Readonly<Record<string, readonly string[]>> = {
  dockerfile: [tool('hadolint')],
  compose: schema('compose-spec'),
  'github-workflow': schema('github-workflows'),
  cfn: [tool('cfn-lint')],
  hcl: [tool('hcl2tojson')],
};

/** Writes a block's file into the page's folder, and runs or checks it there. */
export function execute(block: Block, folder: string): Outcome {
  const name = block.file ?? `block-${block.line}.${block.language === 'python' ? 'py' : 'sh'}`;
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, block.code);
  if (block.kind === 'run') return run([...interpreter(block.language), name], folder);
  if (block.kind !== 'check') return { code: 0, stdout: '', stderr: '' };
  const validator = VALIDATORS[block.validator ?? ''];
  if (!validator)
    throw new Error(
      `There is no validator “${block.validator}”. Known: ${Object.keys(VALIDATORS).join(', ')}.`,
    );
  return run([...validator, name], folder);
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
  throw new Error(`Blocks of the language “${language}” cannot be run.`);
}

function run([command = '', ...args]: readonly string[], cwd: string): Outcome {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 60_000,
    env: { PATH: process.env['PATH'], HOME: cwd, LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1' },
  });
  return { code: status ?? 1, stdout, stderr: stderr + (error ? String(error) : '') };
}
