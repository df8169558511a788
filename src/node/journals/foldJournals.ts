import { randomUUID } from 'node:crypto';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Entry } from '../../core/progress/entry.ts';
import {
  entriesMissing,
  entriesOf,
  mergeProgress,
  noProgress,
  type Progress,
} from '../../core/progress/progress.ts';
import { journalHeader, journalLine, type JournalHeader } from '../../core/progress/snapshot.ts';
import type { FileSystem } from '../files/fileSystem.ts';
import { ownerOf, stateOf, sweepTemporaries } from '../files/owner.ts';
import { writeWhole } from '../files/writeInside.ts';
import {
  EXTENSION,
  makeJournalFolder,
  readJournalFile,
  readJournals,
  type JournalReading,
} from './journalFiles.ts';

/** Where folded journals stay for a week, each with the time of its folding before its name. */
export const FOLDED = 'folded';
const SET_ASIDE = 'set-aside';
const DAY_MS = 24 * 60 * 60 * 1000;
const WEEK_MS = 7 * DAY_MS;
const TEMPORARY = '.tmp';

/**
 * Folds the files of sessions that have ended into one. Damaged ones are moved to `set-aside` after
 * what is readable of them is folded; those of a newer version stay as they are. The others are
 * moved away, not removed: a session that was taken as ended may write on for a moment.
 * @param own the journal of this session, which stays
 * @returns what was written to journals while they were folded
 * @throws ExpectedError `target`; then nothing is lost.
 */
export async function foldJournals(
  folder: string,
  own: string,
  fs: FileSystem,
): Promise<readonly Entry[]> {
  await sweep(folder, fs);
  const archive = path.join(folder, FOLDED);
  const archived = await readJournals(archive, fs);
  const readings = await readJournals(folder, fs);
  const known = merged(readings.values());
  // Written to a journal after it had been folded.
  const late = entriesMissing(merged(archived.values()), known);

  const closed = new Map<string, number>();
  const broken: string[] = [];
  let progress = late.length > 0 ? merged(archived.values()) : noProgress;
  for (const [name, reading] of readings) {
    if (name === own || reading.kind !== 'read' || reading.damaged === 'newer') continue;
    const state = await sessionState(path.join(folder, name), reading.header, fs);
    // A damaged one without a header would be reported at each start until it is set aside.
    if (state !== 'ended' && !(reading.damaged && reading.header === undefined)) continue;
    progress = mergeProgress(progress, reading.progress);
    if (reading.damaged) broken.push(name);
    else closed.set(name, reading.size);
  }
  if (closed.size < 2 && broken.length === 0 && late.length === 0) {
    await removeOld(archive, archived, fs);
    return [];
  }

  // Nothing is moved before its entries are in a file that is complete.
  const folded = `folded-${randomUUID()}`;
  const lines = entriesOf(progress).map(journalLine).join('');
  const text = journalHeader(folded, 0, os.hostname()) + lines;
  await writeWhole(path.join(folder, folded + EXTENSION), Buffer.from(text), {}, fs);
  const moved: string[] = [];
  for (const [name, size] of closed) {
    // One that has grown belongs to a session that runs.
    if ((await sizeOf(path.join(folder, name), fs)) !== size) continue;
    const to = `${Date.now()}.${name}`;
    if (await move(path.join(folder, name), archive, to, fs)) moved.push(to);
  }
  for (const name of broken) {
    await move(path.join(folder, name), path.join(folder, SET_ASIDE), `${name}.${folded}`, fs);
  }
  const after: JournalReading[] = [];
  for (const name of moved) after.push(await readJournalFile(archive, name, fs));
  await removeOld(archive, archived, fs);
  return entriesMissing(merged(after), mergeProgress(known, progress));
}

/**
 * Whether the session of a journal still writes. Where this process cannot look, a journal that
 * nobody has touched for a week counts as that of a session that has ended, as does one of an older
 * version, or without a header, after a day.
 */
async function sessionState(
  file: string,
  header: JournalHeader | undefined,
  fs: FileSystem,
): Promise<'running' | 'ended' | 'unknown'> {
  if (header?.pid === 0) return 'ended';
  const owner = header?.owner === undefined ? undefined : ownerOf(header.owner);
  if (owner) {
    const state = stateOf(owner);
    return state === 'unknown' && (await isQuiet(file, WEEK_MS, fs)) ? 'ended' : state;
  }
  const elsewhere = header !== undefined && header.host !== os.hostname();
  if (header && !elsewhere && runs(header.pid)) return 'running';
  return (await isQuiet(file, elsewhere ? WEEK_MS : DAY_MS, fs)) ? 'ended' : 'unknown';
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isQuiet(file: string, milliseconds: number, fs: FileSystem): Promise<boolean> {
  try {
    return Date.now() - (await fs.lstat(file)).mtimeMs > milliseconds;
  } catch {
    return false;
  }
}

async function sizeOf(file: string, fs: FileSystem): Promise<number | undefined> {
  try {
    return (await fs.lstat(file)).size;
  } catch {
    return undefined;
  }
}

function merged(readings: Iterable<JournalReading>): Progress {
  let progress = noProgress;
  for (const reading of readings) {
    if (reading.kind === 'read') progress = mergeProgress(progress, reading.progress);
  }
  return progress;
}

async function move(file: string, folder: string, name: string, fs: FileSystem): Promise<boolean> {
  try {
    await makeJournalFolder(folder, fs);
    await fs.rename(file, path.join(folder, name));
    return true;
  } catch {
    // It stays, and the next folding takes it again.
    return false;
  }
}

/**
 * Removes folded journals after a week; what they hold was just compared with the others. One that
 * was not folded by this product, or cannot be read whole, stays.
 */
async function removeOld(
  archive: string,
  readings: ReadonlyMap<string, JournalReading>,
  fs: FileSystem,
): Promise<void> {
  for (const [name, reading] of readings) {
    const age = Date.now() - Number.parseInt(name, 10);
    if (reading.kind !== 'read' || reading.damaged || !(age >= WEEK_MS)) continue;
    await fs.rm(path.join(archive, name), { force: true }).catch(() => undefined);
  }
}

/** Removes temporary files whose process has ended, and all that are a week old: a write is short. */
async function sweep(folder: string, fs: FileSystem): Promise<void> {
  await sweepTemporaries(folder, fs);
  for (const name of await fs.readdir(folder)) {
    if (!name.endsWith(TEMPORARY)) continue;
    const file = path.join(folder, name);
    if (await isQuiet(file, WEEK_MS, fs)) await fs.rm(file, { force: true }).catch(() => undefined);
  }
}
