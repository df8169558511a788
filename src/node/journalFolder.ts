import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Entry } from '../core/progress/entry.ts';
import { mergeProgress, noProgress, entriesOf, type Progress } from '../core/progress/progress.ts';
import { isAbsent, machineFiles, type FileSystem } from './files/fileSystem.ts';
import { sweepTemporaries } from './files/owner.ts';
import { appendInside, writeWhole } from './files/writeInside.ts';
import { journalHeader, journalLine, readJournal } from '../core/progress/snapshot.ts';

const EXTENSION = '.jsonl';
const SET_ASIDE = 'set-aside';

/** What reading all journals gave; `damaged` are the files that could not be read whole. */
export interface JournalsRead {
  readonly progress: Progress;
  readonly damaged: readonly { readonly file: string; readonly why: 'unreadable' | 'newer' }[];
}

/**
 * The journals of all sessions, one file a session, in one folder. A session writes to its own
 * file only, so two windows never write to the same place.
 */
export class JournalFolder {
  readonly folder: string;
  readonly replica: string;
  private readonly fs: FileSystem;
  private started = false;
  private queue: Promise<void> = Promise.resolve();

  constructor(folder: string, replica: string, files: FileSystem = machineFiles) {
    this.folder = folder;
    this.replica = replica;
    this.fs = files;
  }

  /** Appends entries to this session's file; done when they are on the disk. */
  append(entries: readonly Entry[]): Promise<void> {
    const result = this.queue.then(() => this.write(entries));
    this.queue = result.catch(() => undefined);
    return result;
  }

  /** Merges what all sessions have written. */
  async readAll(): Promise<JournalsRead> {
    let progress = noProgress;
    const damaged: { file: string; why: 'unreadable' | 'newer' }[] = [];
    for (const name of await this.names()) {
      const file = path.join(this.folder, name);
      const text = await this.readText(name);
      if (text.kind === 'absent') continue;
      if (text.kind === 'unknown') {
        damaged.push({ file, why: 'unreadable' });
        continue;
      }
      const read = readJournal(text.text);
      progress = mergeProgress(progress, read.progress);
      if (read.damaged) damaged.push({ file, why: read.damaged });
    }
    return { progress, damaged };
  }

  /**
   * Folds the files of sessions that have ended into one. Damaged ones are moved to `set-aside`
   * after what is readable of them is folded; those of a newer version stay as they are.
   */
  async foldClosed(): Promise<void> {
    await sweepTemporaries(this.folder, this.fs);
    const closed: string[] = [];
    const broken: string[] = [];
    let progress = noProgress;
    for (const name of await this.names()) {
      if (name === this.ownName) continue;
      const text = await this.readText(name);
      if (text.kind !== 'text') continue;
      const { header, damaged, progress: read } = readJournal(text.text);
      if (damaged === 'newer' || (header && isRunning(header.pid, header.host))) continue;
      progress = mergeProgress(progress, read);
      (damaged ? broken : closed).push(name);
    }
    if (closed.length + broken.length < 2 && broken.length === 0) return;
    // Nothing is removed before its entries are in a file that is complete.
    const folded = `folded-${this.replica}`;
    const lines = entriesOf(progress).map(journalLine).join('');
    const text = journalHeader(folded, 0, os.hostname()) + lines;
    await writeWhole(path.join(this.folder, folded + EXTENSION), encode(text), {}, this.fs);
    for (const name of closed) await fs.rm(path.join(this.folder, name), { force: true });
    for (const name of broken) await this.setAside(name);
  }

  private get ownName(): string {
    return this.replica + EXTENSION;
  }

  private async write(entries: readonly Entry[]): Promise<void> {
    const text = entries.map(journalLine).join('');
    if (this.started) return appendInside(this.folder, this.ownName, text, this.fs);
    await this.fs.mkdir(this.folder, { recursive: true });
    const whole = encode(journalHeader(this.replica, process.pid, os.hostname()) + text);
    await writeWhole(path.join(this.folder, this.ownName), whole, { exclusive: true }, this.fs);
    this.started = true;
  }

  private async names(): Promise<readonly string[]> {
    // The folder must be there before others can watch it.
    await fs.mkdir(this.folder, { recursive: true });
    return (await fs.readdir(this.folder)).filter((name) => name.endsWith(EXTENSION)).sort();
  }

  /** Another window may have folded the file away between listing and reading. */
  private async readText(
    name: string,
  ): Promise<{ kind: 'text'; text: string } | { kind: 'absent' } | { kind: 'unknown' }> {
    try {
      return { kind: 'text', text: await fs.readFile(path.join(this.folder, name), 'utf8') };
    } catch (error) {
      return { kind: isAbsent(error) ? 'absent' : 'unknown' };
    }
  }

  private async setAside(name: string): Promise<void> {
    const folder = path.join(this.folder, SET_ASIDE);
    await fs.mkdir(folder, { recursive: true });
    await fs
      .rename(path.join(this.folder, name), path.join(folder, `${name}.${this.replica}`))
      .catch(() => undefined);
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function isRunning(pid: number, host: string): boolean {
  if (pid === 0) return false;
  if (host !== os.hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
