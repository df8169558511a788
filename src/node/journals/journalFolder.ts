import * as os from 'node:os';
import * as path from 'node:path';
import type { Entry } from '../../core/progress/entry.ts';
import { mergeProgress, noProgress, type Progress } from '../../core/progress/progress.ts';
import { journalHeader, journalLine } from '../../core/progress/snapshot.ts';
import { isAbsent, machineFiles, type FileSystem } from '../files/fileSystem.ts';
import { temporaryBeside, thisOwner } from '../files/owner.ts';
import { appendInside, writeWhole } from '../files/writeInside.ts';
import { foldJournals } from './foldJournals.ts';
import { BEAT_MS, whileHolding } from './foldLock.ts';
import { EXTENSION, makeJournalFolder, readJournals } from './journalFiles.ts';

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
  /** What this session has written: its file can be made again whatever happens to it. */
  private lines = '';
  /** The size that its file must have for a line to be added; undefined: it is written whole. */
  private size: number | undefined;
  private queue: Promise<void> = Promise.resolve();

  /** @param replica names this session, and no other ever */
  constructor(folder: string, replica: string, files: FileSystem = machineFiles) {
    this.folder = folder;
    this.replica = replica;
    this.fs = files;
  }

  /**
   * Writes entries to this session's file; done when they are on the disk.
   * @throws ExpectedError `target`; then the file is without them, and a later call can succeed.
   */
  append(entries: readonly Entry[]): Promise<void> {
    const result = this.queue.then(() => this.write(entries.map(journalLine).join('')));
    this.queue = result.catch(() => undefined);
    return result;
  }

  /**
   * Merges what all sessions have written.
   * @throws ExpectedError `state` when the folder cannot be listed.
   */
  async readAll(): Promise<JournalsRead> {
    // The folder must be there before others can watch it. Whether it is shows in the reading.
    await makeJournalFolder(this.folder, this.fs).catch(() => undefined);
    let progress = noProgress;
    const damaged: { file: string; why: 'unreadable' | 'newer' }[] = [];
    for (const [name, reading] of await readJournals(this.folder, this.fs)) {
      const file = path.join(this.folder, name);
      if (reading.kind === 'unknown') damaged.push({ file, why: 'unreadable' });
      if (reading.kind !== 'read') continue;
      progress = mergeProgress(progress, reading.progress);
      if (reading.damaged) damaged.push({ file, why: reading.damaged });
    }
    return { progress, damaged };
  }

  /**
   * Folds the files of sessions that have ended into one, unless another session is doing so.
   * @param beat how often a session that folds shows that it is at work, in milliseconds
   */
  async foldClosed(beat: number = BEAT_MS): Promise<void> {
    await whileHolding(this.folder, beat, this.fs, async () => {
      const late = await foldJournals(this.folder, this.ownName, this.fs);
      if (late.length > 0) await this.append(late);
    });
  }

  private get ownName(): string {
    return this.replica + EXTENSION;
  }

  private async write(text: string): Promise<void> {
    if (!(await this.added(text))) await this.writeAgain(this.lines + text);
    this.lines += text;
  }

  /**
   * Whether the lines could be added to the file as this session left it. It is not so after a
   * write that failed, when the folder was deleted, and when another session has folded the file
   * away, taking this one as ended.
   */
  private async added(text: string): Promise<boolean> {
    const { size } = this;
    if (size === undefined || (await this.sizeThere()) !== size) return false;
    this.size = undefined;
    await appendInside(this.folder, this.ownName, text, this.fs);
    const expected = size + Buffer.byteLength(text);
    if ((await this.sizeThere()) !== expected) return false;
    this.size = expected;
    return true;
  }

  private async writeAgain(lines: string): Promise<void> {
    await makeJournalFolder(this.folder, this.fs);
    // Versions before 0.2.0 fold a journal away when no process of theirs has its number, as is so
    // for one in another container. They leave those of other hosts alone.
    const host = `${os.hostname()}/${thisOwner().space}`;
    const owner = path.basename(temporaryBeside('journal'));
    const whole = Buffer.from(journalHeader(this.replica, process.pid, host, owner) + lines);
    await writeWhole(path.join(this.folder, this.ownName), whole, {}, this.fs);
    this.size = whole.length;
  }

  private async sizeThere(): Promise<number | undefined> {
    try {
      return (await this.fs.lstat(path.join(this.folder, this.ownName))).size;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }
}
