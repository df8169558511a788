import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { ExpectedError, isExpected } from '../core/errors.ts';
import type { FolderPort, Location } from '../core/scaffold/folderPort.ts';

/** Folder operations on plain files; locations are absolute paths. */
export const nodeFolderPort: FolderPort = {
  join: (folder, relative) => path.join(folder, ...relative.split('/')),
  parent: (location) => path.dirname(location),
  name: (location) => path.basename(location),
  show: (location) => location,

  async kind(location) {
    try {
      return (await fs.stat(location)).isDirectory() ? 'folder' : 'file';
    } catch (error) {
      if (isMissing(error)) return 'missing';
      throw explain(error, location);
    }
  },

  async read(location) {
    try {
      return await fs.readFile(location);
    } catch (error) {
      if (isMissing(error)) return undefined;
      if (codeOf(error) === 'EISDIR') {
        throw new ExpectedError(
          'target',
          `${location} is a folder where a file is to be.`,
          'Move it away.',
        );
      }
      throw explain(error, location);
    }
  },

  async makeFolder(location) {
    try {
      await fs.mkdir(location);
      return true;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw explain(error, location);
    }
    // A link could lead out of the project's folder.
    const stat = await fs.lstat(location);
    if (stat.isDirectory()) return false;
    throw new ExpectedError(
      'target',
      `${location} is ${stat.isSymbolicLink() ? 'a link' : 'a file'} where a folder is to be.`,
      'Move it away, or choose another folder.',
    );
  },

  async createFile(location, bytes, executable) {
    let handle: fs.FileHandle;
    try {
      handle = await fs.open(location, 'wx', executable ? 0o755 : 0o644);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') {
        throw new ExpectedError(
          'conflict',
          `${location} has appeared meanwhile.`,
          'Nothing was written. Try again.',
        );
      }
      throw explain(error, location);
    }
    try {
      await handle.writeFile(bytes);
      await handle.close();
    } catch (error) {
      await handle.close().catch(() => undefined);
      await fs.rm(location, { force: true });
      throw explain(error, location);
    }
  },

  async replaceFile(location, bytes) {
    const temporary = `${location}.${process.pid}.tmp`;
    try {
      const { mode } = await fs.stat(location);
      await fs.writeFile(temporary, bytes, { flag: 'wx', mode });
      await fs.rename(temporary, location);
    } catch (error) {
      await fs.rm(temporary, { force: true });
      throw explain(error, location);
    }
  },

  removeFile: (location) => fs.rm(location, { force: true }),
  removeEmptyFolder: (location) => fs.rmdir(location),
  removeTree: (location) => fs.rm(location, { recursive: true, force: true }),

  async moveFolder(from, to) {
    try {
      await fs.rename(from, to);
    } catch (error) {
      throw explain(error, to);
    }
  },
};

const REASONS: Readonly<Record<string, readonly [string, string]>> = {
  EACCES: ['You have no right to write to', 'Choose a folder of your own.'],
  EPERM: ['You have no right to write to', 'Choose a folder of your own.'],
  EROFS: ['The disk is read-only at', 'Choose a folder on another disk.'],
  ENOSPC: ['The disk is full at', 'Free some space, then try again.'],
  EDQUOT: ['The disk quota is used up at', 'Free some space, then try again.'],
  ENAMETOOLONG: ['The path is too long:', 'Choose a shorter name, or a folder nearer to the top.'],
  ENOENT: ['The folder has gone:', 'Choose another folder.'],
  ENOTDIR: ['A file stands in the way of', 'Choose another folder.'],
  ENOTEMPTY: ['Something has appeared meanwhile at', 'Choose another name.'],
  EEXIST: ['Something has appeared meanwhile at', 'Choose another name.'],
};

function explain(error: unknown, location: Location): Error {
  if (isExpected(error)) return error;
  const code = codeOf(error);
  const reason = code === undefined ? undefined : REASONS[code];
  if (reason)
    return new ExpectedError(
      'target',
      `${reason[0]} ${location}.`,
      `Nothing was left behind. ${reason[1]}`,
    );
  return error instanceof Error ? error : new Error(String(error));
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
