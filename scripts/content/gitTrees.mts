import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { ProjectFile } from '../../src/core/scaffold/archive.ts';
import { cacheFolder } from '../setup/places.mjs';

/** A tree of files, by Git's id. */
export type Tree = string;

/** A file of a tree: its mode and the id of its content, as Git writes them. */
export interface TreeEntry {
  readonly mode: string;
  readonly id: string;
  readonly path: string;
}

/** What Git said of a patch that does not apply. */
export class PatchRefused extends Error {}

/**
 * Trees of files in an object store of the build's own, so that patches are applied to what Git
 * stores and to nothing that lies in a folder: no line ends, ignore rules, hooks or settings of a
 * machine take part. What was applied once is remembered, since a tree and a patch decide the result.
 */
export class GitTrees {
  private readonly folder: string;
  /** The index of the tree that was changed last. */
  private index: { readonly tree: Tree; readonly bytes: Uint8Array } | undefined;

  /** @param folder where the store lies; it may be deleted at any time. */
  constructor(folder = path.join(cacheFolder(), 'content-trees')) {
    this.folder = folder;
    if (fs.existsSync(path.join(folder, 'HEAD'))) return;
    fs.mkdirSync(path.dirname(folder), { recursive: true });
    this.git(['init', '--quiet', '--bare', folder], { bare: false });
    this.git(['config', 'gc.auto', '0']);
  }

  /** The tree of these files. */
  write(files: readonly ProjectFile[]): Tree {
    const key = createHash('sha256');
    for (const { path: name, bytes, executable } of files) {
      key.update(`${name}\0${executable}\0${bytes.length}\0`).update(bytes);
    }
    return this.remembered(`write-${key.digest('hex')}`, () => {
      const ref = `refs/heads/${randomUUID()}`;
      const parts: Uint8Array[] = [];
      const add = (text: string) => parts.push(Buffer.from(text));
      add(`commit ${ref}\ncommitter build <build@localhost> 0 +0000\ndata 0\n`);
      for (const { path: name, bytes, executable } of files) {
        add(`M ${executable ? '100755' : '100644'} inline ${quoted(name)}\ndata ${bytes.length}\n`);
        parts.push(bytes);
        add('\n');
      }
      this.git(['fast-import', '--quiet'], { input: Buffer.concat(parts) });
      const tree = this.git(['rev-parse', `${ref}^{tree}`])
        .toString('utf8')
        .trim();
      this.git(['update-ref', '-d', ref]);
      return tree;
    });
  }

  /**
   * A tree with a patch applied, plainly: every line of context must be there.
   * @throws PatchRefused with what Git says when it does not apply.
   */
  apply(tree: Tree, patch: string): Tree {
    const key = createHash('sha256').update(`${tree}\0${patch}`).digest('hex');
    return this.remembered(`apply-${key}`, () =>
      this.withIndex(tree, (env) => {
        try {
          this.git(['apply', '--cached', '--whitespace=nowarn', '-'], {
            env,
            input: Buffer.from(patch),
          });
        } catch (problem) {
          throw new PatchRefused(saidBy(problem));
        }
        return this.git(['write-tree'], { env }).toString('utf8').trim();
      }),
    );
  }

  /**
   * What a third tree becomes when the changes from one tree to another are made in it.
   * @returns the merged tree, and the paths in which both changed the same lines; these hold markers
   */
  merge(from: Tree, ours: Tree, theirs: Tree): { readonly tree: Tree; readonly clashes: string[] } {
    const base = this.commit(from);
    const sides = [this.commit(ours, base), this.commit(theirs, base)];
    const said = this.git(['merge-tree', '--write-tree', '--name-only', '-z', ...sides], {
      codes: [0, 1],
    });
    const [tree = '', ...rest] = said.toString('utf8').split('\0');
    const end = rest.indexOf('');
    return { tree, clashes: [...new Set(rest.slice(0, Math.max(end, 0)))] };
  }

  /** The paths that differ between two trees. */
  changed(from: Tree, to: Tree): readonly string[] {
    const known = new Map(this.entries(from).map((entry) => [entry.path, entry]));
    const now = this.entries(to);
    const other = now.filter(({ path: name, mode, id }) => {
      const before = known.get(name);
      known.delete(name);
      return before?.mode !== mode || before.id !== id;
    });
    return [...other.map((entry) => entry.path), ...known.keys()].sort(byBytes);
  }

  /** The change between two trees as a patch; the file's last part of a name stays as it is. */
  diff(from: Tree, to: Tree): string {
    const how = ['--no-renames', '--no-color', '--no-ext-diff', '--no-textconv', '--full-index'];
    const said = this.git(['diff-tree', '-r', '-p', '--binary', ...how, from, to]);
    return said.toString('utf8').replace(/^index [0-9a-f]+\.\.[0-9a-f]+(?: \d+)?\n/gm, '');
  }

  /** What a tree holds, in the order of its paths. */
  entries(tree: Tree): readonly TreeEntry[] {
    const listed = this.remembered(`entries-${tree}`, () =>
      this.git(['ls-tree', '-r', '-z', '--full-tree', tree]).toString('utf8'),
    );
    return listed
      .split('\0')
      .filter(Boolean)
      .map((line) => {
        const [, mode = '', id = '', name = ''] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
        return { mode, id, path: name };
      });
  }

  /** The files of a tree, of all or of some paths; a path that is not there is left out. */
  read(tree: Tree, paths?: readonly string[]): readonly ProjectFile[] {
    const wanted = paths === undefined ? undefined : new Set(paths);
    const entries = this.entries(tree).filter(({ path: name }) => wanted?.has(name) ?? true);
    if (entries.length === 0) return [];
    const input = Buffer.from(entries.map(({ id }) => `${id}\n`).join(''));
    const batch = this.git(['cat-file', '--batch'], { input });
    let at = 0;
    return entries.map(({ mode, path: name }) => {
      const end = batch.indexOf(10, at);
      const size = Number(batch.subarray(at, end).toString('utf8').split(' ')[2]);
      const bytes = new Uint8Array(batch.subarray(end + 1, end + 1 + size));
      at = end + 1 + size + 1;
      return { path: name, bytes, executable: mode === '100755' };
    });
  }

  private commit(tree: Tree, parent?: string): string {
    const parents = parent === undefined ? [] : ['-p', parent];
    return this.git(['commit-tree', tree, ...parents], { input: Buffer.from('') })
      .toString('utf8')
      .trim();
  }

  private withIndex(tree: Tree, use: (env: NodeJS.ProcessEnv) => Tree): Tree {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'content-index-'));
    try {
      const env = { GIT_INDEX_FILE: path.join(folder, 'index') };
      // Most patches begin from a tree from which others begin too.
      if (this.index?.tree === tree) fs.writeFileSync(env.GIT_INDEX_FILE, this.index.bytes);
      else {
        this.git(['read-tree', tree], { env });
        this.index = { tree, bytes: fs.readFileSync(env.GIT_INDEX_FILE) };
      }
      return use(env);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  private remembered(key: string, make: () => string): string {
    const file = path.join(this.folder, 'remembered', key);
    if (fs.existsSync(file)) return fs.readFileSync(file, 'utf8');
    const made = make();
    fs.mkdirSync(path.dirname(file), { recursive: true });
    // Another build may write the same at this moment; a rename never shows half of it.
    const half = `${file}.${process.pid}`;
    fs.writeFileSync(half, made);
    fs.renameSync(half, file);
    return made;
  }

  private git(args: readonly string[], options: GitOptions = {}): Buffer {
    const { env, input, bare = true, codes = [0] } = options;
    try {
      return execFileSync('git', args, {
        cwd: bare ? this.folder : path.dirname(this.folder),
        env: {
          PATH: process.env['PATH'],
          ...(process.env['SystemRoot'] ? { SystemRoot: process.env['SystemRoot'] } : {}),
          LC_ALL: 'C',
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_CONFIG_GLOBAL: os.devNull,
          GIT_AUTHOR_NAME: 'build',
          GIT_AUTHOR_EMAIL: 'build@localhost',
          GIT_COMMITTER_NAME: 'build',
          GIT_COMMITTER_EMAIL: 'build@localhost',
          GIT_AUTHOR_DATE: '@0 +0000',
          GIT_COMMITTER_DATE: '@0 +0000',
          ...(bare ? { GIT_DIR: this.folder } : {}),
          ...env,
        },
        input: input ?? '',
        maxBuffer: 256 * 1024 * 1024,
        stdio: ['pipe', 'pipe', 'pipe'],
      });
    } catch (problem) {
      const { status, stdout } = problem as { status?: number | null; stdout?: Buffer };
      if (typeof status === 'number' && codes.includes(status) && stdout) return stdout;
      throw problem;
    }
  }
}

interface GitOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: Uint8Array;
  /** False while the store is made. */
  readonly bare?: boolean;
  /** Exit codes that are no failure. */
  readonly codes?: readonly number[];
}

function saidBy(problem: unknown): string {
  const { stderr } = problem as { readonly stderr?: Buffer };
  return stderr?.toString('utf8').trim() ?? String(problem);
}

/** The order of Git's own listings. */
function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** A path as `git fast-import` reads it. */
function quoted(name: string): string {
  return `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
