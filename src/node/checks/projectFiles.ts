import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { FileContent } from '../../core/checks/world.ts';

const LARGEST_TEXT = 1024 * 1024;
const MOST_FILES = 50_000;
// What tools make and a learner does not write.
const SKIPPED = new Set([
  '.git',
  '.venv',
  'venv',
  'node_modules',
  '__pycache__',
  '.dvc/cache',
  '.dvc/tmp',
]);
const SKIPPED_SUFFIXES = ['_cache', '.egg-info'];

/** The files below one folder, as checks see them. */
export class ProjectFiles {
  readonly root: string;
  private listing: Promise<readonly string[]> | undefined;
  private realRoot: Promise<string> | undefined;

  constructor(root: string) {
    this.root = root;
  }

  /** Reads a file by its relative path; never throws. */
  async read(relative: string): Promise<FileContent> {
    try {
      const real = await this.inside(relative);
      if (real === undefined) return { kind: 'outside' };
      const stat = await fs.stat(real);
      if (stat.isDirectory()) return { kind: 'folder' };
      if (!stat.isFile()) return { kind: 'missing' };
      if (stat.size > LARGEST_TEXT) return { kind: 'large', bytes: stat.size };
      const bytes = await fs.readFile(real);
      if (bytes.subarray(0, 8192).includes(0)) return { kind: 'binary', bytes: bytes.length };
      return { kind: 'text', text: bytes.toString('utf8') };
    } catch {
      // Also a loop of links, and a file that vanished meanwhile.
      return { kind: 'missing' };
    }
  }

  /** Bytes of a file; undefined when there is none inside the folder. */
  async size(relative: string): Promise<number | undefined> {
    try {
      const real = await this.inside(relative);
      const stat = real === undefined ? undefined : await fs.stat(real);
      return stat?.isFile() === true ? stat.size : undefined;
    } catch {
      return undefined;
    }
  }

  /** Whether a file may be executed; undefined on Windows, which has no such mark. */
  async executable(relative: string): Promise<boolean | undefined> {
    if (process.platform === 'win32') return undefined;
    try {
      return ((await fs.stat(path.join(this.root, relative))).mode & 0o100) !== 0;
    } catch {
      return undefined;
    }
  }

  /** Relative paths of all files, sorted, read once; links are listed and not followed. */
  list(): Promise<readonly string[]> {
    return (this.listing ??= this.walk());
  }

  private async walk(): Promise<readonly string[]> {
    const found: string[] = [];
    const visit = async (folder: string): Promise<void> => {
      if (found.length >= MOST_FILES) return;
      const entries = await fs
        .readdir(path.join(this.root, folder), { withFileTypes: true })
        .catch(() => []);
      const folders: string[] = [];
      for (const entry of entries) {
        const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) {
          if (!isSkipped(name, entry.name)) folders.push(name);
        } else found.push(name);
      }
      for (const each of folders) await visit(each);
    };
    await visit('');
    return found.sort();
  }

  /** The real path of a file inside the folder; undefined when a link leads out of it. */
  private async inside(relative: string): Promise<string | undefined> {
    const root = await (this.realRoot ??= fs.realpath(this.root));
    const real = await fs.realpath(path.join(root, ...relative.split('/')));
    return real === root || real.startsWith(root + path.sep) ? real : undefined;
  }
}

function isSkipped(relative: string, name: string): boolean {
  return (
    SKIPPED.has(name) ||
    SKIPPED.has(relative) ||
    SKIPPED_SUFFIXES.some((suffix) => name.startsWith('.') && name.endsWith(suffix))
  );
}
