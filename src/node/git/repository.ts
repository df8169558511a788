import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { runGit, type GitOptions, type GitResult } from './run.ts';

/** What Git answers about a folder. */
export type RepositoryAnswer =
  | { readonly kind: 'inside'; readonly root: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unusable'; readonly reason: string };

/** True when `git` can be started. */
export async function hasGit(): Promise<boolean> {
  const result = await runGit(process.cwd(), ['--version'], { timeout: 10_000 });
  return result.kind === 'ended' && result.code === 0;
}

/** The repository that a folder, or the nearest one above it that exists, is in. */
export async function findRepository(
  folder: string,
  options: GitOptions = {},
): Promise<RepositoryAnswer> {
  let there = folder;
  while (!existsSync(there) && path.dirname(there) !== there) there = path.dirname(there);
  const result = await runGit(there, ['rev-parse', '--show-toplevel'], {
    ...options,
    // Git does not say by its exit code whether there is no repository or one that it refuses.
    env: { ...options.env, LC_ALL: 'C', LANGUAGE: undefined },
  });
  if (result.kind === 'ended' && result.code === 0) {
    return { kind: 'inside', root: path.normalize(result.stdout.replace(/\n$/, '')) };
  }
  if (result.kind === 'ended' && result.stderr.includes('not a git repository (or any')) {
    return { kind: 'none' };
  }
  return { kind: 'unusable', reason: gitWords(result) };
}

/** An operation that Git has begun in a work tree and not finished. */
export interface UnfinishedOperation {
  readonly name: string;
  /** Commands that end it, one way or the other. */
  readonly finish: readonly string[];
}

const OPERATIONS: Readonly<Record<string, UnfinishedOperation>> = {
  MERGE_HEAD: operation('merge', '--continue', '--abort'),
  'rebase-merge': operation('rebase', '--continue', '--abort'),
  'rebase-apply': operation('rebase', '--continue', '--abort'),
  CHERRY_PICK_HEAD: operation('cherry-pick', '--continue', '--abort'),
  REVERT_HEAD: operation('revert', '--continue', '--abort'),
  BISECT_LOG: operation('bisect', 'reset'),
};

function operation(name: string, ...ends: readonly string[]): UnfinishedOperation {
  return { name, finish: ends.map((end) => `git ${name} ${end}`) };
}

/** The operation that is unfinished in the repository with this Git folder. */
export function unfinishedOperation(gitFolder: string): UnfinishedOperation | undefined {
  return Object.entries(OPERATIONS).find(([file]) => existsSync(path.join(gitFolder, file)))?.[1];
}

/** What Git said about a failure: its own words, or why there are none. */
export function gitWords(result: GitResult): string {
  switch (result.kind) {
    case 'missing':
      return 'Git is not installed, or not on the PATH';
    case 'failed':
      return result.reason;
    case 'ended':
      return result.stderr.trim() || result.stdout.trim() || `exit code ${result.code}`;
  }
}
