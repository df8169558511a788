import { constants } from 'node:fs';
import * as path from 'node:path';
import { ExpectedError, isExpected } from '../../core/errors.ts';
import {
  codeOf,
  isAbsent,
  machineFiles,
  NO_FOLLOW,
  reasonOf,
  type FileSystem,
} from './fileSystem.ts';
import { temporaryBeside } from './owner.ts';

/** How a file is put in its place. */
export interface WriteFileOptions {
  readonly executable?: boolean;
  /** Exactly these, such as `0o600`, instead of those of the file that is there. */
  readonly permissions?: number;
  /** Never over something that is there: then ExpectedError `conflict`. */
  readonly exclusive?: boolean;
}

/**
 * Writes a file below a folder wholly or not at all: into a temporary sibling, to the disk, then
 * into its place. Missing folders are made; nothing is written through a link. An existing file
 * keeps its permissions.
 * @throws ExpectedError `target` or `conflict`; then the old file is as it was.
 */
export async function writeInside(
  folder: string,
  relative: string,
  bytes: Uint8Array,
  options: WriteFileOptions = {},
  fs: FileSystem = machineFiles,
): Promise<void> {
  const file = await placeFor(folder, relative, fs);
  await writeWhole(file, bytes, options, fs);
}

/**
 * Writes a file of an absolute path wholly or not at all; its folder must be there and trusted.
 * @throws ExpectedError `target` or `conflict`; then the old file is as it was.
 */
export async function writeWhole(
  file: string,
  bytes: Uint8Array,
  { executable = false, exclusive = false, permissions }: WriteFileOptions = {},
  fs: FileSystem = machineFiles,
): Promise<void> {
  const temporary = temporaryBeside(file);
  try {
    const before = exclusive ? undefined : await permissionsOf(file, fs);
    const kept = before !== undefined && executable ? before | ((before & 0o444) >> 2) : before;
    const exact = permissions ?? kept;
    const handle = await fs.open(temporary, 'wx', exact ?? (executable ? 0o755 : 0o644));
    try {
      await handle.writeFile(bytes);
      // The process's mask may have taken some away.
      if (exact !== undefined) await handle.chmod(exact);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (exclusive) await placeExclusively(temporary, file, fs);
    else await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => undefined);
    throw explainFileError(error, file);
  }
}

/**
 * Removes a regular file below a folder, never through a link; nothing happens when it is not there.
 * @throws ExpectedError `target` for anything but a regular file, or when it cannot be removed.
 */
export async function removeInside(
  folder: string,
  relative: string,
  fs: FileSystem = machineFiles,
): Promise<void> {
  const file = await existingPlace(folder, relative, fs);
  if (file === undefined) return;
  try {
    if (!(await fs.lstat(file)).isFile()) throw notAFile(file);
    await fs.unlink(file);
  } catch (error) {
    if (!isAbsent(error)) throw explainFileError(error, file);
  }
}

/**
 * Moves a file or folder to another place below the same folder; a file there is replaced.
 * @throws ExpectedError `target`.
 */
export async function moveInside(
  folder: string,
  from: string,
  to: string,
  fs: FileSystem = machineFiles,
): Promise<void> {
  const source = await existingPlace(folder, from, fs);
  if (source === undefined || !(await lookAt(source, fs))) return;
  const target = await placeFor(folder, to, fs);
  try {
    await fs.rename(source, target);
  } catch (error) {
    throw explainFileError(error, target);
  }
}

/**
 * The absolute path of something below a folder, whether it is there or not.
 * @throws ExpectedError `target` when one of the folders on the way, or it, is a link.
 */
export async function realPathInside(
  folder: string,
  relative: string,
  fs: FileSystem = machineFiles,
): Promise<string> {
  let at = await realFolder(folder, fs);
  for (const part of relative.split('/')) {
    at = path.join(at, part);
    if ((await lookAt(at, fs))?.isSymbolicLink()) throw notAFolder(at, true);
  }
  return at;
}

/**
 * Appends lines to a file below a folder, never through a link. A line that was torn before stays a
 * line of its own; a write that fails leaves the file as it was, unless another process has
 * written since.
 * @throws ExpectedError `target`.
 */
export async function appendInside(
  folder: string,
  relative: string,
  lines: string,
  fs: FileSystem = machineFiles,
): Promise<void> {
  const file = await placeFor(folder, relative, fs);
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | NO_FOLLOW;
  try {
    const handle = await fs.open(file, flags, 0o644);
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) throw notAFile(file);
      const last = Buffer.alloc(1);
      if (stat.size > 0) await handle.read(last, 0, 1, stat.size - 1);
      const torn = stat.size > 0 && last.toString() !== '\n';
      const bytes = Buffer.from((torn ? '\n' : '') + lines);
      try {
        await handle.appendFile(bytes);
        await handle.sync();
      } catch (error) {
        const { size } = await handle.stat();
        const written = Buffer.alloc(Math.max(0, Math.min(size - stat.size, bytes.length)));
        await handle.read(written, 0, written.length, stat.size);
        const ours = size - stat.size === written.length && bytes.indexOf(written) === 0;
        if (ours) await handle.truncate(stat.size);
        throw error;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw explainFileError(error, file);
  }
}

/** Where a file may be written: every folder above it is a real one, made when it is missing. */
async function placeFor(folder: string, relative: string, fs: FileSystem): Promise<string> {
  const parts = relative.split('/');
  let at = await realFolder(folder, fs);
  for (const part of parts.slice(0, -1)) {
    at = path.join(at, part);
    await makeRealFolder(at, fs);
  }
  const file = path.join(at, parts.at(-1) ?? '');
  const there = await lookAt(file, fs);
  if (there && !there.isFile()) throw notAFile(file, there.isSymbolicLink());
  return file;
}

/** Like `placeFor`, making nothing; undefined when a folder above it, or it, is not there. */
async function existingPlace(
  folder: string,
  relative: string,
  fs: FileSystem,
): Promise<string | undefined> {
  const parts = relative.split('/');
  let at = await realFolder(folder, fs);
  for (const part of parts.slice(0, -1)) {
    at = path.join(at, part);
    const there = await lookAt(at, fs);
    if (!there) return undefined;
    if (!there.isDirectory()) throw notAFolder(at, there.isSymbolicLink());
  }
  return path.join(at, parts.at(-1) ?? '');
}

/** Makes a folder, or makes sure that it is a real one. Returns whether it was made. */
export async function makeRealFolder(
  location: string,
  fs: FileSystem = machineFiles,
): Promise<boolean> {
  try {
    await fs.mkdir(location);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw explainFileError(error, location);
  }
  // A link could lead out of the project's folder.
  const there = await lookAt(location, fs);
  if (there?.isDirectory()) return false;
  throw notAFolder(location, there?.isSymbolicLink() ?? false);
}

async function realFolder(folder: string, fs: FileSystem): Promise<string> {
  try {
    return await fs.realpath(folder);
  } catch (error) {
    throw explainFileError(error, folder);
  }
}

async function lookAt(location: string, fs: FileSystem) {
  try {
    return await fs.lstat(location);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw explainFileError(error, location);
  }
}

async function permissionsOf(file: string, fs: FileSystem): Promise<number | undefined> {
  const there = await lookAt(file, fs);
  return there && there.mode & 0o777;
}

const DISK_FAILURES = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS']);

/** A hard link is the one atomic way to create a file that never replaces another. */
async function placeExclusively(temporary: string, file: string, fs: FileSystem): Promise<void> {
  try {
    await fs.link(temporary, file);
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (code === 'EEXIST') throw alreadyThere(file);
    if (DISK_FAILURES.has(code)) throw error;
    // File systems without hard links say so in many ways (exFAT, network drives); there what
    // happens between the look and the move is not covered.
    if (await lookAt(file, fs)) throw alreadyThere(file);
    await fs.rename(temporary, file);
    return;
  }
  // The file is in its place: a second name that stays is not a failure, and is swept later.
  await fs.rm(temporary, { force: true }).catch(() => undefined);
}

function alreadyThere(file: string): ExpectedError {
  return new ExpectedError(
    'conflict',
    `${file} was created in the meantime.`,
    'Nothing was written. Try again.',
  );
}

/** The error for something that is in a file's place. */
export function notAFile(file: string, link = false): ExpectedError {
  return new ExpectedError(
    'target',
    `${file} is ${link ? 'a link' : 'not a regular file'}, and nothing is written there.`,
    'Move it away, then try again.',
  );
}

function notAFolder(location: string, link: boolean): ExpectedError {
  return new ExpectedError(
    'target',
    `${location} is ${link ? 'a link' : 'a file'} where a folder is expected.`,
    'Move it away, or choose another folder.',
  );
}

const REASONS: Readonly<Record<string, readonly [string, string]>> = {
  EACCES: [
    'You have no permission to write to',
    'Change its permissions, or choose a folder of your own.',
  ],
  EPERM: [
    'You have no permission to write to',
    'Change its permissions, or choose a folder of your own.',
  ],
  EROFS: ['The disk is read-only at', 'Choose a folder on another disk.'],
  ENOSPC: ['The disk is full at', 'Free some space, then try again.'],
  EDQUOT: ['The disk quota is used up at', 'Free some space, then try again.'],
  EIO: ['The disk reported an error at', 'Check the disk, then try again.'],
  ENAMETOOLONG: ['The path is too long:', 'Choose a shorter name, or a folder nearer to the top.'],
  ENOENT: ['The folder no longer exists:', 'Choose another folder.'],
  ENOTDIR: ['A file is in the way of', 'Choose another folder.'],
  ENOTEMPTY: ['Something was created in the meantime at', 'Choose another name.'],
  EEXIST: ['Something was created in the meantime at', 'Choose another name.'],
  ELOOP: ['There is a link at', 'Move it away, then try again.'],
};

/** A file system's error as one with a remedy; errors that are not expected stay what they are. */
export function explainFileError(error: unknown, location: string): Error {
  if (isExpected(error)) return error;
  const code = codeOf(error);
  const reason = code === undefined ? undefined : REASONS[code];
  if (reason) return new ExpectedError('target', `${reason[0]} ${location}.`, reason[1]);
  return error instanceof Error ? error : new Error(reasonOf(error));
}
