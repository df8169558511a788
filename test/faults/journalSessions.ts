import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';

const WORKER = path.join(import.meta.dirname, 'journalWorker.mts');

/** What a session in a process of its own does until it is ended. */
export type SessionTask = 'tick' | 'tickAsBefore' | 'fold';

/** A session in a process of its own. */
export class WorkingSession {
  readonly acknowledged: string[] = [];
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;
  private text = '';
  private errors = '';
  private begun = false;
  private wake: () => void = () => undefined;

  /**
   * @param before a program that starts the session, such as one that makes a namespace
   * @param pause after each tick or fold, in milliseconds
   */
  constructor(
    task: SessionTask,
    folder: string,
    replica: string,
    before: readonly string[] = [],
    pause = 0,
  ) {
    const node = [process.execPath, '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', WORKER];
    const [program, ...args] = [...before, ...node, task, folder, replica, String(pause)];
    this.child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.closed = once(this.child, 'close').then(() => this.wake());
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => this.take(text));
  }

  /**
   * Resolves when so many ticks are acknowledged.
   * @throws Error with what the process printed when it ends before.
   */
  async until(count: number): Promise<void> {
    while (!this.begun || this.acknowledged.length < count) {
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`The session ended: ${this.errors}`);
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Kills the process; resolves when all that it has acknowledged is known. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null) throw new Error(`The session ended: ${this.errors}`);
    this.child.kill('SIGKILL');
    await this.closed;
  }

  private take(text: string): void {
    this.text += text;
    const lines = this.text.split('\n');
    // A kill may cut a line off: what was not told whole was not acknowledged.
    this.text = lines.pop() ?? '';
    for (const line of lines) {
      if (line === 'begin') this.begun = true;
      else this.acknowledged.push(line);
    }
    this.wake();
  }
}
