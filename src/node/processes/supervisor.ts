import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { makeTemporaryFolder } from '../files/temporaryFolder.ts';
import { endTree, killTreeNow } from './endTree.ts';
import { Program, type ProgramOptions } from './program.ts';
import { removeFolder } from './removeFolder.ts';
import { Watchdog } from './watchdog.ts';

/** Verifications whose programs may run. */
const live = new Set<Supervisor>();

/**
 * The programs and the temporary folder of one verification. Both are gone when it has been ended,
 * and also when this process ends before.
 */
export class Supervisor {
  /** What all its programs are marked with. */
  readonly marker = randomBytes(12).toString('hex');
  private readonly programs = new Set<Program>();
  private watchdog: Watchdog | undefined;
  private making: Promise<string> | undefined;
  private made: string | undefined;
  private count = 0;

  /** The temporary folder, once there is one. */
  get folder(): string | undefined {
    return this.made;
  }

  /**
   * The temporary folder, made on first use; its name says whose it is.
   * @throws the file system's error.
   */
  makeFolder(): Promise<string> {
    return (this.making ??= this.makeFolderNow());
  }

  /** Starts a program; it is ended with this verification at the latest. */
  start(options: ProgramOptions, onOutput: ConstructorParameters<typeof Program>[2]): Program {
    watchExit();
    live.add(this);
    this.count += 1;
    const program = new Program(options, `${this.marker}.${this.count}`, onOutput);
    this.programs.add(program);
    this.tellWatchdog();
    return program;
  }

  /** Ends a program and its descendants; settles when none is left. */
  async stop(program: Program): Promise<void> {
    await program.end();
    this.programs.delete(program);
    this.tellWatchdog();
  }

  /** Ends every program and removes the folder. */
  async end(): Promise<void> {
    await Promise.all([...this.programs].map((program) => this.stop(program)));
    await endTree({ pid: undefined, marker: this.marker });
    const folder = await this.making?.catch(() => undefined);
    if (folder !== undefined) await removeFolder(folder);
    this.watchdog?.close();
    live.delete(this);
  }

  /** The same without waiting, for a process that is about to end. */
  endNow(): void {
    for (const program of this.programs) program.kill();
    killTreeNow({ pid: undefined, marker: this.marker });
    if (this.made === undefined) return;
    try {
      fs.rmSync(this.made, { recursive: true, force: true, maxRetries: 2 });
    } catch {
      // The watchdog tries again, and the next verification sweeps.
    }
  }

  private async makeFolderNow(): Promise<string> {
    watchExit();
    live.add(this);
    const folder = await makeTemporaryFolder('verify', (name) => {
      this.watchdog = new Watchdog(this.marker, name);
      this.made = name;
    });
    return (this.made = fs.realpathSync(folder));
  }

  private tellWatchdog(): void {
    const groups = [...this.programs].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
    this.watchdog?.tell(groups);
  }
}

let watching = false;

// A way out that waits for nothing: an editor that ends its extensions, an error that nobody caught.
function watchExit(): void {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const each of live) each.endNow();
  });
}
