import type { GitArguments } from '../../core/checks/gitCommands.ts';
import { ExpectedError } from '../../core/errors.ts';
import { openGit } from './openGit.ts';
import { gitWords } from './repository.ts';
import type { GitResult } from './run.ts';

/** What a path was in a commit. `unknown`: nobody can tell. */
export type AtCommit =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly executable: boolean }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * What files of a project were in a commit of its repository, whose top may be above the project.
 * @param paths relative to the project, with `/`
 * @throws ExpectedError `use` when the commit is not in this clone, `target` when Git cannot be asked.
 */
export async function filesAtCommit(
  folder: string,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, AtCommit>> {
  const git = await askingGit(folder);
  await proveCommit(git, commit);
  const entries = await listTree(git, commit, paths);
  const ignored = await ignoredNow(git, paths);
  const found = new Map<string, AtCommit>();
  for (const path of paths) {
    const entry = entries.get(path);
    if (entry) found.set(path, await contentOf(git, entry));
    else if (ignored.has(path)) {
      found.set(path, { kind: 'unknown', why: 'Git ignores it, so no commit tells what it was' });
    } else found.set(path, { kind: 'absent' });
  }
  return found;
}

async function proveCommit(git: Ask, commit: string): Promise<void> {
  const repository = await git(['rev-parse', '--git-dir']);
  if (repository.code !== 0) throw cannotAsk(repository);
  // Evidence is a file of the project: what it calls a commit must not be an option of Git.
  const isHash = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(commit);
  const type = isHash ? await git(['cat-file', '-t', commit]) : undefined;
  if (type?.code === 0 && type.stdout.trim() === 'commit') return;
  const shown = isHash ? commit.slice(0, 7) : JSON.stringify(commit.slice(0, 40));
  throw new ExpectedError(
    'use',
    `The commit ${shown}, which proved the step before, is not in this repository: it may have been rebased, squashed, or left out of a shallow clone.${type ? ` ${gitWords(type)}` : ''}`,
    'Run “git fetch --unshallow” in a shallow clone; otherwise verify the step before again and commit its evidence. Nothing was changed.',
  );
}

interface TreeEntry {
  readonly mode: string;
  readonly hash: string;
}

/** Entries of a commit's tree, by their paths below `folder`. */
async function listTree(
  git: Ask,
  commit: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, TreeEntry>> {
  if (paths.length === 0) return new Map();
  // Without --full-tree, paths are relative to the folder that Git is started in.
  const listed = await git(['ls-tree', '-z', commit, '--', ...paths]);
  if (listed.code !== 0) throw cannotAsk(listed);
  const lines = listed.stdout.split('\0').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [facts = '', path = ''] = line.split('\t');
      const [mode = '', , hash = ''] = facts.split(' ');
      return [path, { mode, hash }];
    }),
  );
}

async function contentOf(git: Ask, { mode, hash }: TreeEntry): Promise<AtCommit> {
  if (mode !== '100644' && mode !== '100755') {
    return { kind: 'unknown', why: 'it was a link or a folder in that commit' };
  }
  const blob = await git(['cat-file', 'blob', hash]);
  if (blob.code !== 0) return { kind: 'unknown', why: gitWords(blob) };
  return { kind: 'file', bytes: blob.bytes, executable: mode === '100755' };
}

/** Which of the paths are there and ignored: such a file is in no commit, whatever it was. */
async function ignoredNow(git: Ask, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const others = ['--others', '--ignored', '--exclude-standard', '-z'];
  const asked = await git(['ls-files', ...others, '--', ...paths]);
  if (asked.code !== 0) throw cannotAsk(asked);
  return new Set(asked.stdout.split('\0'));
}

type Answer = Extract<GitResult, { kind: 'ended' }>;
type Ask = (args: GitArguments) => Promise<Answer>;

async function askingGit(folder: string): Promise<Ask> {
  const git = await openGit(folder, { timeout: 30_000 });
  return async (args) => {
    const result = await git.run(args);
    if (result.kind === 'ended') return result;
    throw cannotAsk(result);
  };
}

function cannotAsk(result: GitResult): ExpectedError {
  return new ExpectedError(
    'target',
    `Git could not tell what the files were: ${gitWords(result)}.`,
    'Check that Git is installed and that “git status” works in the folder. Nothing was changed.',
  );
}
