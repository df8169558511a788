import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { ProvenFiles } from '../../core/checks/evidence.ts';
import type { LookedAt } from '../../core/checks/lookedAt.ts';
import { RECORD_FOLDER } from '../../core/project/paths.ts';
import { readInside } from '../files/readInside.ts';
import { sha256 } from '../files/sha256.ts';
import { ignoredPaths } from '../git/ignored.ts';
import { openGit, type Git } from '../git/openGit.ts';

// What a step's files are, so that a commit can be found that holds the same: paths and contents,
// with text in Git's line ends. Left out are what Git ignores, as no commit can hold it, and the
// product's own folder, as evidence cannot be about itself.

/** In bytes; of a larger file only the size counts. */
export const LARGEST_HASHED = 16 * 1024 * 1024;
const MOST_FILES = 20_000;
/** What stands for a file that is not there. */
export const NO_FILE = '-';

/** Whether a path counts among all files of a project. */
export function isProven(file: string): boolean {
  return !file.startsWith(`${RECORD_FOLDER}/`) && !file.endsWith('/');
}

/** The hash of a set of files, each with what stands for its content. */
export function hashOfFiles(files: Iterable<readonly [string, string]>): string {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(sorted.map(([file, content]) => `${file}\0${content}\n`).join(''));
}

/** What stands for a content: equal for equal texts, whatever their line ends. */
export function contentHash(bytes: Uint8Array): string {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isText = !content.subarray(0, 8192).includes(0);
  if (!isText || !content.includes('\r\n')) return sha256(content);
  return sha256(Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'));
}

/** What stands for a content that is too large to be read. */
export function sizeOnly(bytes: number): string {
  return `size:${bytes}`;
}

/** The files of a project in its folder, each read once. */
export class FileHashes {
  private readonly root: string;
  private readonly contents = new Map<string, Promise<string | undefined>>();
  private opened: Promise<Git> | undefined;
  private everything: Promise<readonly string[] | undefined> | undefined;

  constructor(root: string) {
    this.root = root;
  }

  /**
   * What was looked at, with its hash. Undefined where there is no repository, where Git ignores all
   * of it, or where a file cannot be read.
   */
  async of(looked: LookedAt): Promise<ProvenFiles | undefined> {
    const paths = looked === 'all' ? await this.all() : await this.notIgnored(looked);
    if (paths === undefined || paths.length === 0) return undefined;
    const files: [string, string][] = [];
    for (const file of paths) {
      const content = await this.contentOf(file);
      if (content === undefined) return undefined;
      // Of all files, one that was deleted and is still in the index is none.
      if (looked !== 'all' || content !== NO_FILE) files.push([file, content]);
    }
    return { of: looked === 'all' ? 'all' : paths, sha256: hashOfFiles(files) };
  }

  private git(): Promise<Git> {
    return (this.opened ??= openGit(this.root));
  }

  private all(): Promise<readonly string[] | undefined> {
    return (this.everything ??= this.listAll());
  }

  private async listAll(): Promise<readonly string[] | undefined> {
    const all = ['-z', '--cached', '--others', '--exclude-standard'];
    const listed = await (await this.git()).run(['ls-files', ...all]);
    if (listed.kind !== 'ended' || listed.code !== 0) return undefined;
    const files = [...new Set(listed.stdout.split('\0'))].filter(
      (file) => file !== '' && isProven(file),
    );
    return files.length > MOST_FILES ? undefined : files;
  }

  private async notIgnored(paths: readonly string[]): Promise<readonly string[] | undefined> {
    if (paths.length === 0) return [];
    const git = await this.git();
    const ignored = await ignoredPaths((args, options) => git.run(args, options), this.root, paths);
    if ('problem' in ignored) return undefined;
    const left = new Set(ignored.map((each) => each.path));
    return paths.filter((file) => !left.has(file));
  }

  private contentOf(file: string): Promise<string | undefined> {
    const known = this.contents.get(file) ?? this.read(file);
    this.contents.set(file, known);
    return known;
  }

  private async read(file: string): Promise<string | undefined> {
    const reading = await readInside(this.root, file, { limit: LARGEST_HASHED, links: 'none' });
    switch (reading.kind) {
      case 'file':
        return contentHash(reading.bytes);
      case 'absent':
        return NO_FILE;
      case 'failed':
        return undefined;
      case 'unreadable':
        break;
    }
    const place = path.join(this.root, ...file.split('/'));
    try {
      if (reading.why === 'large') return sizeOnly((await fs.stat(place)).size);
      // Git keeps where a link leads as its content.
      if (reading.why === 'link') return contentHash(Buffer.from(await fs.readlink(place)));
    } catch {
      return undefined;
    }
    return NO_FILE;
  }
}
