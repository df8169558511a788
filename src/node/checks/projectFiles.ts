import type { Dirent } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { FileContent, FileFact } from '../../core/checks/world.ts';
import { codeOf, isAbsent, reasonOf } from '../files/fileSystem.ts';
import { locateInside, readInside } from '../files/readInside.ts';

const LARGEST_TEXT = 1024 * 1024;
const MOST_FILES = 50_000;
// What tools make and a learner does not write.
const SKIPPED = new Set([
  '.git',
  '.venv',
  'venv',
  '.tox',
  '.nox',
  '.pixi',
  'node_modules',
  '__pycache__',
  '.dvc/cache',
  '.dvc/tmp',
]);
const NOT_ALLOWED = new Set(['EACCES', 'EPERM']);
const SKIPPED_SUFFIXES = ['_cache', '.egg-info'];

/** The files below one folder, as checks see them. */
export class ProjectFiles {
  readonly root: string;
  private readonly listed: string;
  private listing: Promise<readonly string[]> | undefined;

  /** @param listed the folder below that `list` is about; all of it by default */
  constructor(root: string, listed = '') {
    this.root = root;
    this.listed = listed;
  }

  /** Reads a file by its relative path; never throws. */
  async read(relative: string): Promise<FileContent> {
    const reading = await readInside(this.root, relative, { limit: LARGEST_TEXT, links: 'inside' });
    switch (reading.kind) {
      case 'file': {
        const { bytes } = reading;
        if (bytes.subarray(0, 8192).includes(0)) return { kind: 'binary', bytes: bytes.length };
        return { kind: 'text', text: new TextDecoder().decode(bytes) };
      }
      case 'absent':
        return { kind: 'missing' };
      case 'failed':
        return reading;
      case 'unreadable':
        switch (reading.why) {
          case 'large': {
            const fact = await this.fact(relative);
            return { kind: 'large', bytes: fact.kind === 'file' ? fact.bytes : LARGEST_TEXT };
          }
          case 'link':
            return { kind: 'outside' };
          default:
            return { kind: reading.why };
        }
    }
  }

  /** What is known of a file without reading it; never throws. */
  async fact(relative: string): Promise<FileFact> {
    try {
      const place = await locateInside(this.root, relative, 'inside');
      if (typeof place !== 'string') return { kind: 'other' };
      const stat = await fs.stat(place);
      if (!stat.isFile()) return { kind: 'other' };
      // Windows has no such mark.
      const executable = process.platform === 'win32' ? undefined : (stat.mode & 0o100) !== 0;
      return { kind: 'file', bytes: stat.size, executable };
    } catch (error) {
      return isAbsent(error) ? { kind: 'missing' } : { kind: 'failed', reason: reasonOf(error) };
    }
  }

  /**
   * Relative paths of all files, sorted, read once; links are listed and not followed. Folders that
   * this user may not enter are left out.
   * @throws the file system's error when a folder cannot be read for another reason.
   */
  list(): Promise<readonly string[]> {
    return (this.listing ??= this.walk());
  }

  private async walk(): Promise<readonly string[]> {
    const found: string[] = [];
    const visit = async (folder: string): Promise<void> => {
      if (found.length >= MOST_FILES) return;
      const entries = await fs
        .readdir(path.join(this.root, folder), { withFileTypes: true })
        .catch((error: unknown) => {
          // Another program may have removed it since.
          if (isAbsent(error) || NOT_ALLOWED.has(codeOf(error) ?? '')) return [];
          throw error;
        });
      if (folder !== '' && isEnvironment(entries)) return;
      const folders: string[] = [];
      for (const entry of entries) {
        const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) {
          if (!isSkipped(name, entry.name)) folders.push(name);
        } else found.push(name);
      }
      for (const each of folders) await visit(each);
    };
    await visit(this.listed);
    return found.sort();
  }
}

/** Whether a folder with these entries is an environment of Python or Conda, whatever its name. */
export function isEnvironment(entries: readonly Dirent[]): boolean {
  return entries.some(({ name }) => name === 'pyvenv.cfg' || name === 'conda-meta');
}

/** Whether a folder is what tools make, by its path and its name. */
export function isSkipped(relative: string, name: string): boolean {
  return (
    SKIPPED.has(name) ||
    SKIPPED.has(relative) ||
    SKIPPED_SUFFIXES.some((suffix) => name.startsWith('.') && name.endsWith(suffix))
  );
}
