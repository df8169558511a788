import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { statSync } from 'node:fs';
import * as path from 'node:path';

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

/** What a Git command gets besides its arguments. */
export interface GitOptions {
  /** Added to the environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string;
  /** In milliseconds; then Git and its children are ended. */
  readonly timeout?: number;
  /** Ends Git and its children. */
  readonly signal?: AbortSignal | undefined;
}

const windows = process.platform === 'win32';
const TIMEOUT = 60_000;
const MOST_OUTPUT = 64 * 1024 * 1024;

// Settings of a repository that name programs, switched off.
const SAFE = [
  '--no-pager',
  ...[
    'core.hooksPath=/dev/null',
    'core.fsmonitor=',
    'core.editor=:',
    'core.askPass=',
    'commit.gpgSign=false',
    'tag.gpgSign=false',
    'gc.auto=0',
    'maintenance.auto=false',
  ].flatMap((setting) => ['-c', setting]),
];

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
 * Runs Git in a folder, without a shell. It asks nothing, runs no hook, and takes paths literally.
 * Filters of the repository's own settings still run with commands that read files or write an
 * index, unless the arguments begin with those of `safeFilters`.
 */
export async function runGit(
  folder: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  const program = findGit();
  if (program === undefined) return { kind: 'missing' };
  if (options.signal?.aborted === true) return { kind: 'failed', reason: 'it was stopped' };
  return new Promise((resolve) => {
    const child = spawn(program, [...SAFE, ...args], {
      cwd: folder,
      env: environment(options.env),
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own: it can be ended with its children, and Ctrl-C does not tear it apart.
      detached: !windows,
      windowsHide: true,
    });
    let failure: string | undefined;
    const stop = (reason: string) => {
      failure ??= reason;
      endTree(child);
    };
    const timeout = options.timeout ?? TIMEOUT;
    const timer = setTimeout(() => stop(`it took longer than ${timeout / 1000} s`), timeout);
    const abort = () => stop('it was stopped');
    options.signal?.addEventListener('abort', abort, { once: true });
    const output: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    let printed = 0;
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (part: Buffer) => {
        printed += part.length;
        if (printed > MOST_OUTPUT) stop('it printed too much');
        else output[name].push(part);
      });
    }
    const settle = (result: GitResult) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      resolve(failure === undefined ? result : { kind: 'failed', reason: failure });
    };
    child.once('error', ({ message }) => settle({ kind: 'failed', reason: message }));
    child.once('close', (code, signal) => {
      if (code === null) return settle({ kind: 'failed', reason: `it was ended by ${signal}` });
      const bytes = Buffer.concat(output.stdout);
      const stderr = Buffer.concat(output.stderr).toString();
      return settle({ kind: 'ended', code, stdout: bytes.toString(), bytes, stderr });
    });
    // Git may end before it has read everything; its exit code says enough.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.stdin ?? '');
  });
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

function environment(added: GitOptions['env']): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...Object.fromEntries(BINDING.map((name) => [name, undefined])),
    GIT_TERMINAL_PROMPT: '0',
    // As a variable, so that the few commands that refuse it can go without.
    GIT_LITERAL_PATHSPECS: '1',
    GIT_EDITOR: ':',
    GIT_SEQUENCE_EDITOR: ':',
    GIT_OPTIONAL_LOCKS: '0',
    ...added,
  };
}

function endTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (windows) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  try {
    // Git removes its lock files at this signal, and not at SIGKILL.
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}
