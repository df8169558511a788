import { existsSync } from 'node:fs';
import * as path from 'node:path';
import type { RepositoryState } from '../../core/checks/world.ts';
import type { Git } from './openGit.ts';
import { runGit, type GitOptions, type GitResult } from './run.ts';

/** What Git answers about a folder. */
export type RepositoryAnswer =
  | { readonly kind: 'inside'; readonly root: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unusable'; readonly reason: string };

/** True when `git` can be started. */
export async function hasGit(): Promise<boolean> {
  const result = await runGit(process.cwd(), ['version'], { timeout: 10_000 });
  return result.kind === 'ended' && result.code === 0;
}

/** The repository that a folder, or the nearest one above it that exists, is in. */
export async function findRepository(
  folder: string,
  options: GitOptions = {},
): Promise<RepositoryAnswer> {
  let there = folder;
  while (!existsSync(there) && path.dirname(there) !== there) there = path.dirname(there);
  // This question starts nothing, whatever the settings say.
  const result = await runGit(there, ['rev-parse', '--show-toplevel'], options);
  if (result.kind === 'ended' && result.code === 0) {
    return { kind: 'inside', root: path.normalize(result.stdout.replace(/\n$/, '')) };
  }
  if (isNoRepository(result)) return { kind: 'none' };
  return { kind: 'unusable', reason: gitWords(result) };
}

/** How a folder stands in Git. */
export async function repositoryState(git: Git): Promise<RepositoryState> {
  const asked = await git.run([
    'rev-parse',
    '--is-inside-work-tree',
    '--is-shallow-repository',
    '--show-prefix',
  ]);
  if (isNoRepository(asked)) return { kind: 'none' };
  if (asked.kind !== 'ended' || asked.code !== 0) return unusable(asked);
  const [inside, shallow, prefix = ''] = asked.stdout.split('\n');
  if (inside !== 'true') {
    return {
      kind: 'unusable',
      reason: 'the repository’s files are in another folder (core.worktree, or a bare repository)',
      remedy: 'Run “git config --unset core.worktree” in the project if you did not set it.',
    };
  }
  const head = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD']);
  if (head.kind === 'ended' && head.code === 1) return { kind: 'no-commit', prefix };
  if (head.kind !== 'ended' || head.code !== 0) return unusable(head);
  const commit = head.stdout.trim();
  const held = await git.run(['cat-file', '-t', commit]);
  if (held.kind !== 'ended' || held.code !== 0) {
    return {
      kind: 'unusable',
      reason: `the last commit, ${commit.slice(0, 7)}, is missing: ${gitWords(held)}`,
      remedy: 'Look at what “git fsck” says, or clone the repository again.',
    };
  }
  return { kind: 'ready', prefix, shallow: shallow === 'true', commit };
}

function isNoRepository(result: GitResult): boolean {
  return result.kind === 'ended' && result.stderr.includes('not a git repository (or any');
}

function unusable(result: GitResult): RepositoryState {
  const reason = gitWords(result);
  return { kind: 'unusable', reason: reason.split('\n')[0] ?? reason, remedy: remedyFor(result) };
}

/** What to do so that Git answers: its own advice where it gives one. */
export function remedyFor(result: GitResult): string {
  if (result.kind === 'missing') {
    return 'Install Git (https://git-scm.com/downloads), then verify again.';
  }
  const advice = /^\s*(git config --global --add safe\.directory .+)$/m.exec(gitWords(result))?.[1];
  return advice === undefined
    ? 'Fix what “git status” reports in this folder, then verify again.'
    : `The folder belongs to another user. If you trust it, run: ${advice}`;
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
