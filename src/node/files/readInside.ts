import { constants } from 'node:fs';
import * as path from 'node:path';
import {
  unreadable,
  type FileReading,
  type ProjectReader,
} from '../../core/project/fileReading.ts';
import {
  codeOf,
  isAbsent,
  machineFiles,
  NO_FOLLOW,
  NO_WAIT,
  reasonOf,
  type FileSystem,
} from './fileSystem.ts';

/** How a file below a folder is read. */
export interface ReadOptions {
  /** In bytes; a larger file is not read. */
  readonly limit: number;
  /** `none`: no link at all; `inside`: links whose target is inside the folder are followed. */
  readonly links: 'none' | 'inside';
}

// A named pipe would wait for a writer; a link that was put in since is not followed.
const READ_FLAGS = constants.O_RDONLY | NO_FOLLOW | NO_WAIT;

/** A file below a folder; never throws, and never leaves the folder. */
export async function readInside(
  folder: string,
  relative: string,
  { limit, links }: ReadOptions,
  fs: FileSystem = machineFiles,
): Promise<FileReading> {
  try {
    const place = await locateInside(folder, relative, links, fs);
    if (typeof place !== 'string') return place;
    const handle = await fs.open(place, READ_FLAGS);
    try {
      const stat = await handle.stat();
      if (stat.isDirectory()) return unreadable('folder');
      if (!stat.isFile()) return unreadable('special');
      if (stat.size > limit) return tooLarge(stat.size, limit);
      const bytes = await handle.readFile();
      return { kind: 'file', bytes, executable: (stat.mode & 0o100) !== 0 };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = codeOf(error);
    if (isAbsent(error)) return { kind: 'absent' };
    if (code === 'ELOOP' || code === 'EMLINK') return unreadable('link');
    // A socket, or a pipe without a writer.
    if (code === 'ENXIO' || code === 'EOPNOTSUPP') return unreadable('special');
    if (code === 'EISDIR') return unreadable('folder');
    return { kind: 'failed', reason: reasonOf(error) };
  }
}

/** A reader of the product's own files in a project on a disk: it follows no link. */
export function projectReader(folder: string, fs: FileSystem = machineFiles): ProjectReader {
  return {
    name: folder,
    read: (relative, limit) => readInside(folder, relative, { limit, links: 'none' }, fs),
  };
}

/**
 * The real path of something below a folder, or why it is not looked at.
 * @throws the file system's error when a look fails.
 */
export async function locateInside(
  folder: string,
  relative: string,
  links: ReadOptions['links'],
  fs: FileSystem = machineFiles,
): Promise<string | FileReading> {
  const root = await fs.realpath(folder);
  let at = root;
  let linked = false;
  for (const part of relative.split('/')) {
    at = path.join(at, part);
    linked ||= (await fs.lstat(at)).isSymbolicLink();
    if (linked) break;
  }
  const wanted = path.join(root, ...relative.split('/'));
  if (!isBelow(wanted, root)) return unreadable('link', 'its path leaves the folder');
  if (!linked) return wanted;
  if (links === 'none') return unreadable('link');
  try {
    const real = await fs.realpath(wanted);
    return isBelow(real, root)
      ? real
      : unreadable('link', 'it is a link that leads out of the project');
  } catch (error) {
    if (isAbsent(error)) return unreadable('link', 'it is a link that leads nowhere');
    throw error;
  }
}

/** Whether a real path is a folder or below it. */
export function isBelow(place: string, root: string): boolean {
  return place === root || place.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
}

function tooLarge(bytes: number, limit: number): FileReading {
  const megabytes = (size: number) => (size / 1e6).toFixed(1);
  return unreadable(
    'large',
    `it has ${megabytes(bytes)} MB, and at most ${megabytes(limit)} MB are read`,
  );
}
