import * as path from 'node:path';
import { start } from '../../test/starters/kit.ts';
import type { Outcome } from './outcomes.mts';

/** A part of a project's own check. */
export interface Tool {
  readonly name: string;
  /** The files whose change it can notice. */
  readonly files: RegExp;
  /** Where it runs, relative to the project. */
  readonly folder: string;
  readonly command: readonly string[];
}

const python = (name: string, files: RegExp, ...args: readonly string[]): Tool => ({
  name,
  files,
  folder: '.',
  command: ['.venv/bin/python', '-m', ...args],
});

/** The project's own check without what a formatter corrects, the quickest part first. */
export const TOOLS: readonly Tool[] = [
  python('ruff', /\.py$|^pyproject\.toml$/, 'ruff', 'check', '--no-cache', '.'),
  python('mypy', /\.py$|^pyproject\.toml$/, 'mypy'),
  python('tests', /^(?!.*(?:\.go|\.md|ignore)$)/, 'pytest', '-q', '-x', '-p', 'no:cacheprovider'),
  { name: 'go vet', files: /\.go$/, folder: 'go', command: ['go', 'vet', './...'] },
  { name: 'go test', files: /\.go$/, folder: 'go', command: ['go', 'test', './...'] },
];

/** What a tool says of a project. */
export async function said(
  { folder, command }: Tool,
  project: string,
  timeoutMs: number,
): Promise<Outcome['ended']> {
  const [program = '', ...args] = command;
  const at = program.startsWith('.venv/') ? path.join(project, program) : program;
  const ran = await start(path.join(project, folder), at, args, {}, timeoutMs);
  if (ran.timedOut === true) return 'timed out';
  return ran.code === 0 ? 'passed' : 'refused';
}
