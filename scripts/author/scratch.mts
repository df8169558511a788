import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { ProjectFile } from '../../src/core/scaffold/archive.ts';
import type { GitTrees, Tree } from '../content/gitTrees.mts';
import { AuthorError } from './authored.mts';

/** What a scratch repository was laid out from. */
export interface Laid {
  readonly base: Tree;
  /** The work tree as it was laid out, to tell edits from it. */
  readonly work: Tree;
}

const STATE = 'author.json';

/** A repository in which an author edits one patch: its start is committed, its end lies in the work tree. */
export class Scratch {
  readonly folder: string;
  private readonly trees: GitTrees;

  /** @param folder where it is, or will be */
  constructor(folder: string, trees: GitTrees) {
    this.folder = folder;
    this.trees = trees;
  }

  /** What it was laid out from; undefined when it is not there. */
  laid(): Laid | undefined {
    const file = path.join(this.folder, '.git', STATE);
    return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Laid) : undefined;
  }

  /**
   * Lays it out.
   * @throws AuthorError when it holds edits that were not saved, unless they may be discarded
   */
  layOut(base: Tree, work: Tree, discard: boolean): void {
    const before = this.laid();
    if (before && !discard && this.tree(this.listed(before)) !== before.work) {
      throw new AuthorError(
        `${this.folder} has edits that are not saved.\nSave them with --save, or give them up with --discard.`,
      );
    }
    fs.rmSync(this.folder, { recursive: true, force: true });
    fs.mkdirSync(this.folder, { recursive: true });
    this.git('init', '--quiet', '--initial-branch=main');
    this.write(this.trees.read(base));
    this.git('add', '--all', '--force');
    this.git('commit', '--quiet', '--allow-empty', '--message', 'Before the patch');
    const end = this.trees.read(work);
    const stays = new Set(end.map((file) => file.path));
    for (const { path: name } of this.trees.read(base)) {
      if (!stays.has(name)) fs.rmSync(path.join(this.folder, name));
    }
    this.write(end);
    const state: Laid = { base, work };
    fs.writeFileSync(path.join(this.folder, '.git', STATE), JSON.stringify(state));
  }

  /**
   * The work tree as it is now.
   * @param named ignored files that belong to it all the same
   * @returns the tree, and the ignored files that are left out
   */
  now(named: readonly string[]): { readonly work: Tree; readonly ignored: readonly string[] } {
    const laid = this.laid();
    if (!laid) throw new AuthorError(`There is nothing to save: ${this.folder} is not laid out.`);
    const names = new Set([...this.listed(laid), ...named]);
    const ignored = this.list('--others', '--ignored', '--directory').filter(
      (name) => !names.has(name),
    );
    return { work: this.tree([...names]), ignored };
  }

  /** Keeps that what it holds now is saved. */
  saved(work: Tree): void {
    const laid = this.laid();
    if (!laid) return;
    fs.writeFileSync(
      path.join(this.folder, '.git', STATE),
      JSON.stringify({ ...laid, work } satisfies Laid),
    );
  }

  /** What is there and not ignored, and what was laid out, which may be ignored. */
  private listed({ base, work }: Laid): readonly string[] {
    const laid = [base, work].flatMap((tree) => this.trees.read(tree).map((file) => file.path));
    return [...new Set([...laid, ...this.list('--cached', '--others')])];
  }

  private list(...which: readonly string[]): readonly string[] {
    return this.git('ls-files', '-z', '--exclude-standard', ...which)
      .split('\0')
      .filter(Boolean);
  }

  private tree(names: readonly string[]): Tree {
    const files = [...names].sort().flatMap((name): ProjectFile[] => {
      const file = path.join(this.folder, name);
      const stat = fs.statSync(file, { throwIfNoEntry: false });
      if (!stat?.isFile()) return [];
      const executable = (stat.mode & 0o100) !== 0;
      return [{ path: name, bytes: new Uint8Array(fs.readFileSync(file)), executable }];
    });
    return this.trees.write(files);
  }

  private write(files: readonly ProjectFile[]): void {
    for (const file of files) {
      const target = path.join(this.folder, file.path);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.writeFileSync(target, file.bytes);
      fs.chmodSync(target, file.executable ? 0o755 : 0o644);
    }
  }

  private git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=Author', '-c', 'user.email=author@localhost'];
    const plain = ['-c', 'core.autocrlf=false', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...identity, ...plain, ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: os.devNull,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CEILING_DIRECTORIES: path.dirname(this.folder),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    });
  }
}
