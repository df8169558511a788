import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import type { ProcessResult } from '../../core/checks/world.ts';

/** A program to start, with nothing left to find out. */
export interface ProcessOptions {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  /** In milliseconds. */
  readonly timeout: number;
  /** Bytes of output after which it is ended. */
  readonly flood?: number;
  readonly onOutput?: (text: string) => void;
  readonly signal?: AbortSignal;
}

const FLOOD = 4 * 1024 * 1024;
const windows = process.platform === 'win32';

/** Runs a program without a shell to its end; it never outlives its time, and neither do its children. */
export function runProcess(options: ProcessOptions): Promise<ProcessResult> {
  return new Promise((resolve) => {
    const child = startProcess(options);
    const output = { stdout: '', stderr: '' };
    let bytes = 0;
    let end: ProcessResult['end'] = 'exit';
    const stop = (why: ProcessResult['end']) => {
      if (end !== 'exit') return;
      end = why;
      endTree(child);
    };
    const timer = setTimeout(() => stop('timeout'), options.timeout);
    const abort = () => stop('cancelled');
    options.signal?.addEventListener('abort', abort, { once: true });
    if (options.signal?.aborted === true) abort();
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        if (end !== 'exit') return;
        bytes += text.length;
        output[name] += text;
        options.onOutput?.(text);
        if (bytes > (options.flood ?? FLOOD)) stop('flood');
      });
    }
    let settled = false;
    const settle = (code: number, missing: boolean) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      // Children that a program leaves behind would hold ports and files.
      endTree(child);
      resolve({ end: missing ? 'missing' : end, code, ...output });
    };
    child.once('error', () => settle(-1, true));
    child.once('exit', (code) => {
      // A grandchild may keep the pipes open: what has arrived by then is what counts.
      const late = setTimeout(() => settle(code ?? -1, false), 500);
      child.once('close', () => {
        clearTimeout(late);
        settle(code ?? -1, false);
      });
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.stdin);
  });
}

/** Starts a program as the head of a group of its own, so that its children can be ended with it. */
export function startProcess(options: ProcessOptions): ChildProcess {
  const [command = '', ...args] = options.argv;
  return spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: !windows,
    windowsHide: true,
  });
}

/** Ends a program with its children. */
export function endTree(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (windows) {
    if (child.exitCode === null) {
      spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' });
    }
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}
