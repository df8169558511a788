import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { ExpectedError } from '../errors.ts';
import { safeRelativePath } from './paths.ts';

/** A file with its content and whether it may be executed. */
export interface ProjectFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

// A zip reader that gives no file modes back would lose them, so they travel as a list.
const EXECUTABLES = '.executables.json';
// The earliest time that a zip can hold: equal files make equal archives.
const EPOCH = new Date(1980, 0, 1);
const MOST_FILES = 5000;
const LARGEST_UNPACKED = 64 * 1024 * 1024;

/** Packs files into one archive; equal files give equal bytes. */
export function packFiles(files: readonly ProjectFile[]): Uint8Array {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const executables = sorted.filter((file) => file.executable).map((file) => file.path);
  const entries: Record<string, Uint8Array> = {
    [EXECUTABLES]: strToU8(JSON.stringify(executables)),
  };
  for (const file of sorted) entries[file.path] = file.bytes;
  return zipSync(entries, { level: 9, mtime: EPOCH });
}

/**
 * The files of an archive made by `packFiles`.
 * @throws ExpectedError `content` when it is damaged, much too large, or holds a path that leaves
 * its folder.
 */
export function unpackFiles(archive: Uint8Array): readonly ProjectFile[] {
  let entries: Record<string, Uint8Array>;
  let executables: Set<string>;
  try {
    entries = unzipSync(archive, { filter: withinLimits() });
    const list = entries[EXECUTABLES];
    const named: unknown = list ? JSON.parse(strFromU8(list)) : [];
    executables = new Set(Array.isArray(named) ? named.map(String) : []);
  } catch {
    throw new ExpectedError(
      'content',
      'The project’s archive is damaged.',
      'Reinstall the extension.',
    );
  }
  return Object.entries(entries)
    .filter(([path]) => path !== EXECUTABLES && !path.endsWith('/'))
    .map(([path, bytes]) => ({
      path: safeRelativePath(path),
      bytes,
      executable: executables.has(path),
    }));
}

/** Stops before memory is used: an archive says first how large each file will be. */
function withinLimits(): (file: { readonly originalSize: number }) => boolean {
  let files = 0;
  let bytes = 0;
  return ({ originalSize }) => {
    files += 1;
    bytes += originalSize;
    if (files > MOST_FILES || bytes > LARGEST_UNPACKED) throw new Error('too large');
    return true;
  };
}
