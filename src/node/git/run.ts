import { statSync } from 'node:fs';
import * as path from 'node:path';
import type { GitArguments, GitCommand } from '../../core/checks/gitCommands.ts';
import { runProgram } from '../processes/runProcess.ts';

/** How a Git command ended. */
export type GitResult =
  | {
      readonly kind: 'ended';
      readonly code: number;
      readonly stdout: string;
      /** The same, as it came. */
      readonly bytes: Uint8Array;
      readonly stderr: string;
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly reason: string };

/** A setting for one command. */
export type Setting = readonly [key: string, value: string];

/** What a Git command gets besides its arguments. */
export interface GitOptions {
  /** Added to the environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Settings for this command alone; no key may hold a “=”. */
  readonly settings?: readonly Setting[];
  readonly stdin?: string;
  /** In milliseconds; then Git and its children are ended. */
  readonly timeout?: number;
  /** Ends Git and its children. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs Git in a folder that is known already. */
export type RunGit = (args: GitArguments, options?: GitOptions) => Promise<GitResult>;

const windows = process.platform === 'win32';
const TIMEOUT = 60_000;
const MOST_OUTPUT = 64 * 1024 * 1024;

// Settings under a fixed key that name programs, or make a command start one.
const NO_PROGRAMS: readonly Setting[] = [
  ['core.alternateRefsCommand', ''],
  ['core.askPass', ''],
  ['core.editor', ':'],
  ['core.fsmonitor', 'false'],
  ['core.gitProxy', ''],
  ['core.hooksPath', '/dev/null'],
  ['core.pager', ''],
  ['core.sshCommand', ''],
  ['credential.helper', ''],
  ['diff.external', ''],
  ['diff.submodule', 'short'],
  ['commit.gpgSign', 'false'],
  ['gc.auto', '0'],
  ['log.showSignature', 'false'],
  ['maintenance.auto', 'false'],
  // A folder of the project that looks like a repository's inside, with settings of its own.
  ['safe.bareRepository', 'explicit'],
  ['sequence.editor', ':'],
  ['status.submoduleSummary', 'false'],
  ['submodule.recurse', 'false'],
  ['tag.gpgSign', 'false'],
];
// What a learner likes to read in a terminal, and a program cannot.
const READABLE: readonly Setting[] = [
  ['color.ui', 'false'],
  ['core.quotePath', 'false'],
  ['i18n.logOutputEncoding', 'UTF-8'],
  ['log.showRoot', 'true'],
];
const SETTINGS = [...NO_PROGRAMS, ...READABLE];

// Attributes of a file name the settings with these programs.
const ATTRIBUTES_OFF: Partial<Record<GitCommand, readonly string[]>> = {
  log: ['--no-ext-diff', '--no-textconv'],
  // A submodule is a repository with settings of its own, which no override reaches.
  status: ['--ignore-submodules=dirty'],
};

// Variables that bind Git to another repository or change what a path means. They are set where
// this process was itself started by Git, for example in a hook.
const BINDING = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_GLOB_PATHSPECS',
  'GIT_GRAFT_FILE',
  'GIT_ICASE_PATHSPECS',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NAMESPACE',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
];

/**
 * Runs Git in a folder, without a shell. It asks nothing, runs no hook, contacts nobody, and takes
 * paths literally. Settings of the repository under keys of its own choice stay in force: everything
 * that looks at a repository goes through `openGit`.
 */
export async function runGit(
  folder: string,
  [command, ...args]: GitArguments,
  options: GitOptions = {},
): Promise<GitResult> {
  const program = findGit();
  if (program === undefined) return { kind: 'missing' };
  const settings = [...SETTINGS, ...(options.settings ?? [])].flatMap(([key, value]) => [
    '-c',
    `${key}=${value}`,
  ]);
  const timeout = options.timeout ?? TIMEOUT;
  const result = await runProgram({
    argv: [
      program,
      '--no-pager',
      ...settings,
      command,
      ...(ATTRIBUTES_OFF[command] ?? []),
      ...args,
    ],
    cwd: folder,
    env: environment(command, options.env),
    stdin: options.stdin ?? '',
    timeout,
    flood: MOST_OUTPUT,
    signal: options.signal,
  });
  switch (result.end) {
    case 'exit': {
      const { code, stdout: bytes, stderr } = result;
      if (code < 0) return { kind: 'failed', reason: 'it was ended by a signal' };
      return { kind: 'ended', code, stdout: bytes.toString(), bytes, stderr: stderr.toString() };
    }
    case 'missing':
      return { kind: 'failed', reason: result.reason ?? 'it could not be started' };
    case 'timeout':
      return { kind: 'failed', reason: `it took longer than ${timeout / 1000} s` };
    case 'flood':
      return { kind: 'failed', reason: 'it printed too much' };
    case 'cancelled':
      return { kind: 'failed', reason: 'it was stopped' };
  }
}

/** The first Git on the PATH, never one of the current folder. */
function findGit(): string | undefined {
  const names = windows ? ['git.exe', 'git.com'] : ['git'];
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find(isProgram);
}

function isProgram(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() === true && (windows || (stat.mode & 0o111) !== 0);
}

function environment(command: GitCommand, added: GitOptions['env']): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...Object.fromEntries(BINDING.map((name) => [name, undefined])),
    GIT_TERMINAL_PROMPT: '0',
    // This one command refuses it: its paths must not begin as a pattern does.
    GIT_LITERAL_PATHSPECS: command === 'check-ignore' ? undefined : '1',
    GIT_EDITOR: ':',
    GIT_SEQUENCE_EDITOR: ':',
    GIT_OPTIONAL_LOCKS: '0',
    // Objects that a partial clone lacks are fetched from a remote that the settings describe.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    // Some failures can be told apart by their words alone.
    LC_ALL: 'C',
    LANGUAGE: undefined,
    ...added,
  };
}
