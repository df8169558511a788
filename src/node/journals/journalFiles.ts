import { ExpectedError } from '../../core/errors.ts';
import type { Progress } from '../../core/progress/progress.ts';
import { readJournal, type JournalHeader } from '../../core/progress/snapshot.ts';
import { isAbsent, reasonOf, type FileSystem } from '../files/fileSystem.ts';
import { readInside } from '../files/readInside.ts';
import { explainFileError } from '../files/writeInside.ts';

/** How the name of a journal ends. */
export const EXTENSION = '.jsonl';
// Far more than a learner's ticks of many years.
const LIMIT = 256 * 1024 * 1024;

/** A journal as it was read. `absent`: folded or moved away since its folder was listed. */
export type JournalReading =
  | {
      readonly kind: 'read';
      /** In bytes. */
      readonly size: number;
      readonly progress: Progress;
      readonly damaged?: 'unreadable' | 'newer';
      readonly header?: JournalHeader;
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

/**
 * Makes a folder for journals.
 * @throws ExpectedError `target`.
 */
export async function makeJournalFolder(folder: string, fs: FileSystem): Promise<void> {
  try {
    await fs.mkdir(folder, { recursive: true });
  } catch (error) {
    throw explainFileError(error, folder);
  }
}

/**
 * The names of the journals in a folder, sorted; none when the folder is not there.
 * @throws ExpectedError `state` when nobody can tell.
 */
export async function journalNames(folder: string, fs: FileSystem): Promise<readonly string[]> {
  try {
    return (await fs.readdir(folder)).filter((name) => name.endsWith(EXTENSION)).sort();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw new ExpectedError(
      'state',
      `Progress in ${folder} cannot be read: ${reasonOf(error)}.`,
      'Fix the folder’s permissions or check the disk.',
    );
  }
}

/** Reads one journal; never throws, and follows no link. */
export async function readJournalFile(
  folder: string,
  name: string,
  fs: FileSystem,
): Promise<JournalReading> {
  const there = await readInside(folder, name, { limit: LIMIT, links: 'none' }, fs);
  if (there.kind === 'absent') return there;
  if (there.kind !== 'file') return { kind: 'unknown' };
  const { bytes } = there;
  return { kind: 'read', size: bytes.length, ...readJournal(new TextDecoder().decode(bytes)) };
}

/**
 * Reads every journal of a folder, also those that are created in between.
 * @throws ExpectedError `state` when the folder cannot be listed.
 */
export async function readJournals(
  folder: string,
  fs: FileSystem,
): Promise<ReadonlyMap<string, JournalReading>> {
  const readings = new Map<string, JournalReading>();
  // What was folded away after the listing is in a file that a new listing shows.
  for (let round = 0; round < 5; round += 1) {
    let gone = false;
    for (const name of await journalNames(folder, fs)) {
      if (readings.has(name)) continue;
      const reading = await readJournalFile(folder, name, fs);
      if (reading.kind === 'absent') gone = true;
      else readings.set(name, reading);
    }
    if (!gone) break;
  }
  return readings;
}
