import type { ProvenFiles } from '../../core/checks/evidence.ts';
import type { GitArguments } from '../../core/checks/gitCommands.ts';
import { openGit, type Git } from '../git/openGit.ts';
import { gitWords } from '../git/repository.ts';
import {
  contentHash,
  hashOfFiles,
  isProven,
  LARGEST_HASHED,
  NO_FILE,
  sizeOnly,
} from './fileHashes.ts';

const MOST_COMMITS = 200;
const LONGEST_SEARCH = 20_000;
const LARGEST_BATCH = 32 * 1024 * 1024;

interface Blob {
  readonly id: string;
  readonly bytes: number;
}

/** What a search gave: the first commit, none, or why nobody can tell. */
export type FoundCommit =
  | { readonly kind: 'found'; readonly commit: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Finds commits by the files that a project's evidence speaks of, whose repository may have its top
 * above the project. Runs no filter and no program of the repository.
 */
export class CommitsWithFiles {
  private readonly git: Promise<Git>;
  private readonly deadline: number;
  private readonly trees = new Map<string, Promise<ReadonlyMap<string, Blob>>>();
  private readonly contents = new Map<string, string>();

  constructor(root: string) {
    this.git = openGit(root);
    this.deadline = performance.now() + LONGEST_SEARCH;
  }

  /** The first of the newest 200 commits that touch these files whose tree has them. Never throws. */
  async find({ of, sha256 }: ProvenFiles): Promise<FoundCommit> {
    try {
      const paths = of === 'all' ? ['.'] : of;
      const git = await this.git;
      const head = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD']);
      if (head.kind === 'ended' && head.code === 1) return { kind: 'none' };
      const newest = `--max-count=${MOST_COMMITS}`;
      const touching = await this.ask(['rev-list', newest, 'HEAD', '--', ...paths]);
      const commits = touching.toString().split('\n').filter(Boolean);
      for (const commit of commits.reverse()) {
        if (performance.now() > this.deadline) throw new Error('the search took too long');
        if ((await this.hashAt(commit, of)) === sha256) return { kind: 'found', commit };
      }
      return { kind: 'none' };
    } catch (error) {
      return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Whether a commit is in this clone. Never throws. */
  async has(commit: string): Promise<boolean> {
    if (!/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(commit)) return false;
    const type = await (await this.git).run(['cat-file', '-t', commit]);
    return type.kind === 'ended' && type.code === 0 && type.stdout.trim() === 'commit';
  }

  private async hashAt(commit: string, of: ProvenFiles['of']): Promise<string> {
    const tree = await this.treeOf(commit);
    const paths = of === 'all' ? [...tree.keys()].filter(isProven) : of;
    const blobs = paths.flatMap((file) => tree.get(file) ?? []);
    await this.read(blobs.filter(({ bytes }) => bytes <= LARGEST_HASHED));
    return hashOfFiles(
      paths.map((file) => {
        const blob = tree.get(file);
        if (!blob) return [file, NO_FILE];
        return [file, this.contents.get(blob.id) ?? sizeOnly(blob.bytes)];
      }),
    );
  }

  private treeOf(commit: string): Promise<ReadonlyMap<string, Blob>> {
    const known = this.trees.get(commit) ?? this.listTree(commit);
    this.trees.set(commit, known);
    return known;
  }

  private async listTree(commit: string): Promise<ReadonlyMap<string, Blob>> {
    // Without --full-tree, it lists the folder that Git is started in, with paths relative to it.
    const listed = (await this.ask(['ls-tree', '-r', '-z', '--long', commit])).toString();
    return new Map(
      listed.split('\0').flatMap((line): readonly [string, Blob][] => {
        const [facts = '', file = ''] = line.split('\t');
        const [, type, id = '', bytes] = facts.split(/ +/);
        return type === 'blob' ? [[file, { id, bytes: Number(bytes) }]] : [];
      }),
    );
  }

  /** Reads the contents that are not known yet, some at once. */
  private async read(blobs: readonly Blob[]): Promise<void> {
    let batch: string[] = [];
    let size = 0;
    const asked = new Set<string>();
    for (const { id, bytes } of blobs) {
      if (this.contents.has(id) || asked.has(id)) continue;
      if (size + bytes > LARGEST_BATCH) {
        await this.readBatch(batch);
        batch = [];
        size = 0;
      }
      asked.add(id);
      batch.push(id);
      size += bytes;
    }
    await this.readBatch(batch);
  }

  private async readBatch(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const output = await this.ask(['cat-file', '--batch'], ids.map((id) => `${id}\n`).join(''));
    let at = 0;
    for (const id of ids) {
      const end = output.indexOf('\n', at);
      const [, type, bytes] = output.subarray(at, end).toString().split(' ');
      if (type !== 'blob') throw new Error(`the object ${id} is not in this clone`);
      const begin = end + 1;
      at = begin + Number(bytes);
      this.contents.set(id, contentHash(output.subarray(begin, at)));
      at += 1;
    }
  }

  /** @throws Error with Git's words when it fails. */
  private async ask(args: GitArguments, stdin = ''): Promise<Buffer> {
    const result = await (await this.git).run(args, { stdin });
    if (result.kind === 'ended' && result.code === 0) return Buffer.from(result.bytes);
    throw new Error(gitWords(result));
  }
}
