import * as path from 'node:path';
import type { FileReading } from '../../core/project/fileReading.ts';
import {
  BEFORE_FOLDER,
  JOURNAL_PATH,
  type UpdateJournal,
} from '../../core/project/updateJournal.ts';
import { UPDATE_FOLDER } from '../../core/project/paths.ts';
import { cannotLook } from '../../core/scaffold/update.ts';
import { machineFiles, type FileSystem } from '../files/fileSystem.ts';
import { sweepTemporaries } from '../files/owner.ts';
import { readInside } from '../files/readInside.ts';
import { moveInside, realPathInside, removeInside } from '../files/writeInside.ts';
import { sha256 } from '../files/sha256.ts';

/** Bytes of a file that an update replaces, at most. */
export const LARGEST_FILE = 64 * 1024 * 1024;

/** What taking an update back would do. */
export interface Reversal {
  /** Files as the update left them, with what they go back to; `null` where there was none. */
  readonly restored: ReadonlyMap<string, (FileReading & { kind: 'file' }) | null>;
  /** Files that are neither as the update left them nor as they were: they stay. */
  readonly kept: readonly string[];
}

/**
 * Compares what an update was to replace with what is there now.
 * @throws ExpectedError `look` when nobody can tell.
 */
export async function planReversal(
  root: string,
  { files }: UpdateJournal,
  fs: FileSystem = machineFiles,
): Promise<Reversal> {
  const restored = new Map<string, (FileReading & { kind: 'file' }) | null>();
  const kept: string[] = [];
  for (const { path: name, before, after } of files) {
    const now = await lookSurely(root, name, fs);
    if (isState(now, before)) continue;
    if (!isState(now, after)) {
      kept.push(name);
      continue;
    }
    if (before === null) {
      restored.set(name, null);
      continue;
    }
    const copy = await lookSurely(root, `${BEFORE_FOLDER}/${name}`, fs);
    if (copy.kind === 'file' && isState(copy, before)) {
      restored.set(name, { ...copy, executable: before.executable });
    } else kept.push(name);
  }
  return { restored, kept };
}

/**
 * Takes an update back: files that are as it left them become what they were, others stay. It can
 * be interrupted and repeated. Copies of files that stay are kept beside the project's record.
 * @returns the paths that stay as they are.
 * @throws ExpectedError `target` when a file cannot be put back; the rest can be taken back later.
 */
export async function reverseUpdate(
  root: string,
  journal: UpdateJournal,
  fs: FileSystem = machineFiles,
): Promise<readonly string[]> {
  const { restored, kept } = await planReversal(root, journal, fs);
  await sweepBeside(
    root,
    journal.files.map(({ path: name }) => name),
    fs,
  );
  for (const [name, before] of restored) {
    if (before === null) await removeInside(root, name, fs);
    // Moving the copy needs no space on a full disk.
    else await moveInside(root, `${BEFORE_FOLDER}/${name}`, name, fs);
  }
  await removeInside(root, JOURNAL_PATH, fs);
  // The files are back: leftovers harm nothing, and the next update removes them.
  if (kept.length === 0) await clearUpdate(root, fs).catch(() => undefined);
  return kept;
}

/** Removes what a killed update left half-written beside files of a project. */
export async function sweepBeside(
  root: string,
  files: readonly string[],
  fs: FileSystem,
): Promise<void> {
  for (const folder of new Set(files.map((file) => path.posix.dirname(file)))) {
    const place = await realPathInside(root, folder, fs).catch(() => undefined);
    if (place !== undefined) await sweepTemporaries(place, fs);
  }
}

/** Removes all that an update has left, when its folder is a real one. */
async function clearUpdate(root: string, fs: FileSystem): Promise<void> {
  const folder = path.join(root, ...UPDATE_FOLDER.split('/'));
  const there = await look(root, UPDATE_FOLDER, fs);
  // A link is somebody else's: nothing behind it is removed.
  if (there.kind !== 'unreadable' || there.why !== 'folder') return;
  await fs.rm(folder, { recursive: true, force: true });
}

/** A file of the project as an update looks at it: links are not followed. */
export function look(root: string, name: string, fs: FileSystem): Promise<FileReading> {
  return readInside(root, name, { limit: LARGEST_FILE, links: 'none' }, fs);
}

/**
 * A file of the project that can be read, or proof that there is none or something else.
 * @throws ExpectedError `look` otherwise: a failure is no sign that the learner changed the file.
 */
export async function lookSurely(root: string, name: string, fs: FileSystem) {
  const reading = await look(root, name, fs);
  if (reading.kind === 'failed') throw cannotLook(name, reading.reason);
  return reading;
}

/** What the journal writes of a file. */
export function stateOf(file: { readonly bytes: Uint8Array; readonly executable: boolean }) {
  return {
    sha256: sha256(file.bytes),
    executable: file.executable,
  };
}

function isState(now: FileReading, state: { readonly sha256: string } | null): boolean {
  if (now.kind === 'absent') return state === null;
  return now.kind === 'file' && stateOf(now).sha256 === state?.sha256;
}
