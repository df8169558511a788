import { spawn, type ChildProcess } from 'node:child_process';
import { reasonOf } from '../files/fileSystem.ts';
import { endTree, killTreeNow, type ProcessTree } from './endTree.ts';
import { MARKER } from './processTable.ts';

/** A program to start, with nothing left to find out. */
export interface ProgramOptions {
  /** Program and arguments; no shell. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string | Uint8Array;
}

/** How a program ended, or that it could not be started. */
export type ProgramExit =
  | { readonly kind: 'ended'; readonly code: number | null; readonly signal: string | null }
  | { readonly kind: 'missing'; readonly reason: string };

type Listener = (part: Buffer, stream: 'stdout' | 'stderr') => void;

/** How long output may arrive after a program's end, in milliseconds: a child may hold the pipes. */
const LATE_OUTPUT_MS = 500;

/** A program that has been started as the head of a process group of its own. */
export class Program {
  /** Settles when the program has ended; never rejects. Its children may still run. */
  readonly exited: Promise<ProgramExit>;
  private readonly child: ChildProcess | undefined;
  private readonly tree: ProcessTree;
  private ending: Promise<void> | undefined;

  /**
   * @param marker value of the variable that its descendants are found by
   * @param onOutput is given what it prints, as it comes
   */
  constructor(options: ProgramOptions, marker: string | undefined, onOutput: Listener) {
    const started = start(options, marker);
    this.tree = { pid: typeof started === 'string' ? undefined : started.pid, marker };
    if (typeof started === 'string') {
      this.exited = Promise.resolve({ kind: 'missing', reason: started });
      return;
    }
    const child = (this.child = started);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.on('data', (part: Buffer) => onOutput(part, name));
    }
    this.exited = new Promise((resolve) => {
      child.once('error', ({ message }) => resolve({ kind: 'missing', reason: message }));
      child.once('exit', (code, signal) => {
        const settle = () => resolve({ kind: 'ended', code, signal });
        const late = setTimeout(settle, LATE_OUTPUT_MS);
        child.once('close', () => {
          clearTimeout(late);
          settle();
        });
      });
    });
    // A program may end before it has read everything.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.stdin ?? '');
  }

  /** Its process number; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.tree.pid;
  }

  /** Ends it and its descendants, politely first; settles when none is left. */
  end(): Promise<void> {
    return (this.ending ??= this.endNow());
  }

  /** Kills it and its descendants without waiting. */
  kill(): void {
    killTreeNow(this.tree);
  }

  private async endNow(): Promise<void> {
    // On Windows only a tree whose head still runs can be found.
    const over = this.child?.exitCode !== null || this.child.signalCode !== null;
    if (this.pid !== undefined && !(over && process.platform === 'win32')) {
      await endTree(this.tree);
    }
    // A process that could not be ended must not keep this one waiting.
    this.child?.stdout?.destroy();
    this.child?.stderr?.destroy();
    this.child?.unref();
  }
}

/** @returns the system's words when it cannot be started, as far as it is known at once. */
function start(options: ProgramOptions, marker: string | undefined): ChildProcess | string {
  const [command = '', ...args] = options.argv;
  try {
    return spawn(command, args, {
      cwd: options.cwd,
      env: { ...options.env, ...(marker === undefined ? {} : { [MARKER]: marker }) },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own: it can be ended with its children, and Ctrl-C does not tear it apart.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (error) {
    return reasonOf(error);
  }
}
