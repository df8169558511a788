import * as path from 'node:path';
import type { FolderPort } from '../core/scaffold/folderPort.ts';
import { isAbsent, machineFiles, type FileSystem } from './files/fileSystem.ts';
import { sweepTemporaries, temporaryBeside } from './files/owner.ts';
import { explainFileError, makeRealFolder, notAFile, writeWhole } from './files/writeInside.ts';

/** Folder operations on plain files; locations are absolute paths. */
export function folderPortOn(fs: FileSystem): FolderPort {
  return {
    join: (folder, relative) => path.join(folder, ...relative.split('/')),
    parent: (location) => path.dirname(location),
    name: (location) => path.basename(location),
    show: (location) => location,

    async kind(location) {
      try {
        return (await fs.stat(location)).isDirectory() ? 'folder' : 'file';
      } catch (error) {
        if (isAbsent(error)) return 'missing';
        throw explainFileError(error, location);
      }
    },

    async read(location) {
      try {
        const stat = await fs.lstat(location);
        if (!stat.isFile()) throw notAFile(location, stat.isSymbolicLink());
        const handle = await fs.open(location);
        try {
          return await handle.readFile();
        } finally {
          await handle.close();
        }
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw explainFileError(error, location);
      }
    },

    makeFolder: (location) => makeRealFolder(location, fs),
    createFile: (location, bytes, executable) =>
      writeWhole(location, bytes, { executable, exclusive: true }, fs),
    replaceFile: (location, bytes) => writeWhole(location, bytes, {}, fs),
    removeFile: (location) => fs.rm(location, { force: true }),
    removeEmptyFolder: (location) => fs.rmdir(location),
    temporaryBeside,
    sweep: (folder) => sweepTemporaries(folder, fs),
    removeTree: (location) => fs.rm(location, { recursive: true, force: true }),

    async moveFolder(from, to) {
      try {
        await fs.rename(from, to);
      } catch (error) {
        throw explainFileError(error, to);
      }
    },
  };
}

/** Folder operations on this machine's files. */
export const nodeFolderPort: FolderPort = folderPortOn(machineFiles);
