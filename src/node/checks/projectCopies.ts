import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { ExpectedError } from '../../core/errors.ts';
import { codeOf, isAbsent, reasonOf } from '../files/fileSystem.ts';
import { isBelow } from '../files/readInside.ts';
import { isEnvironment, isSkipped, ProjectFiles } from './projectFiles.ts';

/** One thing of a copy, at a path relative to it. */
type Entry =
  | { readonly kind: 'file'; readonly at: string; readonly from: string }
  /** A link inside the project; `to` is relative to its folder. */
  | { readonly kind: 'link'; readonly at: string; readonly to: string };

const AT_ONCE = 8;

/**
 * Copies of a project's files. The project is read once, into a first copy that no program gets;
 * the others are made of that one, without using space where the file system can share it.
 */
export class ProjectCopies {
  private readonly root: string;
  private readonly pristine: string;
  private readonly signal: AbortSignal;
  private first: Promise<readonly Entry[]> | undefined;

  /** @param pristine where the first copy is made */
  constructor(root: string, pristine: string, signal: AbortSignal) {
    this.root = root;
    this.pristine = pristine;
    this.signal = signal;
  }

  /**
   * Makes a copy: files, links that stay inside the project, and what links to elsewhere lead to.
   * Pipes, sockets and what this user may not read are left out.
   * @throws ExpectedError `look` when there is no room for it.
   */
  async copyTo(folder: string): Promise<void> {
    const entries = await (this.first ??= this.copyFirst());
    await this.make(entries, folder);
  }

  private async copyFirst(): Promise<readonly Entry[]> {
    const entries = await entriesOf(this.root, []);
    const made = await this.make(entries, this.pristine);
    return made.map((entry) =>
      entry.kind === 'link' ? entry : { ...entry, from: path.join(this.pristine, entry.at) },
    );
  }

  private async make(entries: readonly Entry[], folder: string): Promise<readonly Entry[]> {
    try {
      const folders = new Set(entries.map(({ at }) => path.dirname(path.join(folder, at))));
      for (const each of [folder, ...folders]) await fs.mkdir(each, { recursive: true });
      const made: Entry[] = [];
      const queue = entries.values();
      const work = async () => {
        // One queue for all: each takes what is next.
        for (const entry of queue) {
          if (this.signal.aborted) return;
          if (await makeEntry(entry, path.join(folder, entry.at))) made.push(entry);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return made;
    } catch (error) {
      throw new ExpectedError(
        'look',
        `the project could not be copied to the folder for temporary files: ${reasonOf(error)}`,
        'Free some space there, or set TMPDIR to a folder with more, then verify again.',
      );
    }
  }
}

/** @returns false for what has gone since or may not be read. */
async function makeEntry(entry: Entry, at: string): Promise<boolean> {
  try {
    if (entry.kind === 'link') await fs.symlink(entry.to, at);
    else await fs.copyFile(entry.from, at, constants.COPYFILE_FICLONE);
    return true;
  } catch (error) {
    if (isAbsent(error) || codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM') return false;
    throw error;
  }
}

/**
 * What a folder holds, as a copy needs it.
 * @param above real paths of the folders whose links led here
 */
async function entriesOf(folder: string, above: readonly string[]): Promise<readonly Entry[]> {
  const root = await fs.realpath(folder);
  const entries: Entry[] = [];
  for (const at of await new ProjectFiles(root).list()) {
    const place = path.join(root, ...at.split('/'));
    const stat = await fs.lstat(place).catch(() => undefined);
    if (stat?.isFile()) entries.push({ kind: 'file', at, from: place });
    else if (stat?.isSymbolicLink()) {
      entries.push(...(await entriesOfLink(root, at, place, [...above, root])));
    }
  }
  return entries;
}

async function entriesOfLink(
  root: string,
  at: string,
  place: string,
  above: readonly string[],
): Promise<readonly Entry[]> {
  try {
    const real = await fs.realpath(place);
    // Windows asks for a privilege to make links.
    if (isBelow(real, root) && process.platform !== 'win32') {
      const inside = path.relative(root, real);
      return [{ kind: 'link', at, to: path.relative(path.dirname(at), inside) || '.' }];
    }
    const stat = await fs.stat(real);
    if (stat.isFile()) return [{ kind: 'file', at, from: real }];
    // A link to a folder above would lead round in a circle.
    const circular = above.some((each) => isBelow(each, real));
    if (!stat.isDirectory() || circular || isSkipped(at, path.basename(at))) return [];
    if (isEnvironment(await fs.readdir(real, { withFileTypes: true }))) return [];
    const nested = await entriesOf(real, above);
    return nested.map((entry) => ({ ...entry, at: `${at}/${entry.at}` }));
  } catch {
    // It leads nowhere, or to where this user may not look.
    return [];
  }
}
