import { rm } from 'node:fs/promises';
import * as path from 'node:path';
import type { GitArguments } from '../../core/checks/gitCommands.ts';
import { ExpectedError } from '../../core/errors.ts';
import { makeTemporaryFolder } from '../files/temporaryFolder.ts';
import { findIdentity, refusesStandIn, type Identity, type IdentitySetting } from './identity.ts';
import { ignoredPaths, type IgnoredPath } from './ignored.ts';
import { openGit, terminated, type Git } from './openGit.ts';
import { findRepository, gitWords, unfinishedOperation } from './repository.ts';
import { runGit, type GitOptions } from './run.ts';

/** What became of the files that were written. */
export interface FirstCommit {
  /** `unchanged`: the last commit has the same files already. */
  readonly kind: 'committed' | 'unchanged' | 'all-ignored' | 'nothing-written';
  /** The root of the repository. */
  readonly repository: string;
  /** True when the repository was made now. */
  readonly created: boolean;
  /** The files that Git ignores; their paths are relative to the root. */
  readonly ignored: readonly IgnoredPath[];
  /** The settings that neutral values stood in for. */
  readonly missing: readonly IdentitySetting[];
}

/** What to commit, and how to stop it. */
export interface FirstCommitOptions {
  readonly message: string;
  /** The files that were written, relative to the folder, with `/`. */
  readonly paths: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Commits the files that were written to a folder, and nothing else: in the repository that the
 * folder is in, or in a new one. The commit is put together in an index of its own, so that work
 * of the learner, staged or not, stays as it is; no hook and no program of the repository runs.
 * @throws ExpectedError `target` when there is no commit; it says what was done. The files stay.
 */
export async function startRepository(
  folder: string,
  options: FirstCommitOptions,
): Promise<FirstCommit> {
  const { signal } = options;
  const found = await findRepository(folder, { signal });
  const nothing = { ignored: [], missing: [] };
  if (options.paths.length === 0) {
    const repository = found.kind === 'inside' ? found.root : folder;
    return { kind: 'nothing-written', repository, created: false, ...nothing };
  }
  if (found.kind === 'unusable') throw unusable(folder, found.reason);
  const created = found.kind === 'none';
  if (created) await initialize(folder, signal);
  // Git resolves links in the root, so it is asked for it again.
  const { root, gitFolder, prefix } = await places(folder, created, signal);
  const commit = new Commit(await openGit(root, { signal }), folder, created);
  commit.refuseUnfinished(gitFolder);
  const branch = await commit.run(['symbolic-ref', '--quiet', 'HEAD']);
  if (branch.kind === 'ended' && branch.code === 1) {
    throw commit.failure(
      'HEAD is detached, so no branch would hold the commit',
      `Run “git switch -c <branch>”, then ${byHand(folder)}`,
    );
  }
  const paths = options.paths.map((each) => prefix + each);
  const ignored = await ignoredPaths(commit.run, root, paths);
  if ('problem' in ignored) throw commit.failure(ignored.problem);
  const left = new Set(ignored.map((each) => each.path));
  const taken = paths.filter((each) => !left.has(each));
  const outcome = { repository: root, created, ignored, missing: [] };
  if (taken.length === 0) return { kind: 'all-ignored', ...outcome };
  await commit.refuseOwnFilter(taken);
  const identity = await commit.identity();
  const made = await commit.make(taken, options.message, identity);
  return made
    ? { kind: 'committed', ...outcome, missing: identity.missing }
    : { kind: 'unchanged', ...outcome };
}

/** What to type in a folder to make the commit without this program. */
function byHand(folder: string): string {
  return `run in ${folder}: “git add .”, then “git commit”.`;
}

function unusable(folder: string, reason: string): ExpectedError {
  const missing = reason === gitWords({ kind: 'missing' });
  return new ExpectedError(
    'target',
    `The files are in ${folder}. No commit was made: ${reason}.`,
    missing
      ? `Install Git (https://git-scm.com/downloads), then run in ${folder}: “git init”, “git add .”, “git commit”.`
      : `Fix what Git reports, then ${byHand(folder)}`,
  );
}

async function initialize(folder: string, signal: AbortSignal | undefined): Promise<void> {
  // Git before 2.28 cannot name the first branch while it makes the repository.
  const commands: readonly GitArguments[] = [
    ['init', '--quiet'],
    ['symbolic-ref', 'HEAD', 'refs/heads/main'],
  ];
  for (const args of commands) {
    const result = await runGit(folder, args, { signal });
    if (result.kind !== 'ended' || result.code !== 0) throw unusable(folder, gitWords(result));
  }
}

async function places(folder: string, created: boolean, signal: AbortSignal | undefined) {
  const git = await openGit(folder, { signal });
  const ask = async (question: string) => {
    const result = await git.run(['rev-parse', question]);
    if (result.kind === 'ended' && result.code === 0) return result.stdout.replace(/\n$/, '');
    throw new Commit(git, folder, created).failure(gitWords(result));
  };
  return {
    root: path.normalize(await ask('--show-toplevel')),
    gitFolder: await ask('--absolute-git-dir'),
    prefix: await ask('--show-prefix'),
  };
}

/** Makes the commit, and after a failure tells what was done before it. */
class Commit {
  private readonly git: Git;
  private readonly folder: string;
  private readonly created: boolean;

  constructor(git: Git, folder: string, created: boolean) {
    this.git = git;
    this.folder = folder;
    this.created = created;
  }

  readonly run: Git['run'] = (args, options) => this.git.run(args, options);

  /** Without the filter, the commit would hold other bytes than the learner's own Git puts there. */
  async refuseOwnFilter(paths: readonly string[]): Promise<void> {
    const filter = await this.git.filterInUse(paths);
    if (!filter) return;
    throw this.failure(
      `${filter.key} in the settings of ${this.git.folder} names a program, and an attribute makes ${filter.file} use it`,
      `If you trust the program, ${byHand(this.folder)}`,
    );
  }

  failure(reason: string, remedy = `Fix what Git reports, then ${byHand(this.folder)}`) {
    const repository = this.created ? ' A Git repository was made there.' : '';
    return new ExpectedError(
      'target',
      `The files are in ${this.folder}.${repository} No commit was made: ${reason.replace(/\.$/, '')}.`,
      remedy,
    );
  }

  refuseUnfinished(gitFolder: string): void {
    const unfinished = unfinishedOperation(gitFolder);
    if (!unfinished) return;
    throw this.failure(
      `a ${unfinished.name} is not finished in ${this.git.folder}`,
      `Finish it (${unfinished.finish.join(', or ')}), then ${byHand(this.folder)}`,
    );
  }

  async identity(): Promise<Identity> {
    const identity = await findIdentity(this.run);
    if (identity.missing.length === 0 || !(await refusesStandIn(this.run))) return identity;
    throw this.failure(
      `Git does not know your ${identity.missing.join(' and ')}, and user.useConfigOnly forbids others`,
      `Run in ${this.folder}: ${identity.missing
        .map((setting) => `“git config ${setting} "…"”, `)
        .join('')}“git add .”, “git commit”.`,
    );
  }

  /** @returns false when the last commit has the same files. */
  async make(paths: readonly string[], message: string, identity: Identity): Promise<boolean> {
    const temporary = await makeTemporaryFolder('mlops-roadmap-commit');
    try {
      const env = { GIT_INDEX_FILE: path.join(temporary, 'index') };
      const parent = await this.parent();
      if (parent !== undefined) await this.must(['read-tree', parent], { env });
      await this.must(['update-index', '--add', '-z', '--stdin'], {
        env,
        stdin: terminated(paths),
      });
      const tree = await this.must(['write-tree', '--missing-ok'], { env });
      if (parent !== undefined && tree === (await this.must(['rev-parse', `${parent}^{tree}`]))) {
        return false;
      }
      const entries = await this.must(['ls-files', '--stage', '-z'], { env });
      const commit = await this.must(
        ['commit-tree', ...(parent ? ['-p', parent] : []), '-m', message, tree],
        { settings: identity.settings },
      );
      await this.publish(commit, parent, onlyOf(entries, paths), message);
      return true;
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }

  private async parent(): Promise<string | undefined> {
    const result = await this.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
    return result.kind === 'ended' && result.code === 0 ? result.stdout.trim() : undefined;
  }

  /** The learner's index first: files that are staged and not committed do no harm. */
  private async publish(
    commit: string,
    parent: string | undefined,
    entries: string,
    message: string,
  ): Promise<void> {
    await this.must(['update-index', '-z', '--index-info'], { stdin: entries });
    const result = await this.run([
      ...(['update-ref', '-m', `commit: ${message}`, 'HEAD', commit] as const),
      // An empty value: the branch must not exist yet.
      parent ?? '',
    ]);
    if (result.kind === 'ended' && result.code === 0) return;
    throw this.failure(
      `${gitWords(result)}. The files are staged`,
      `Fix what Git reports, then run in ${this.folder}: “git commit”.`,
    );
  }

  private async must(args: GitArguments, options: GitOptions = {}): Promise<string> {
    const result = await this.run(args, options);
    if (result.kind === 'ended' && result.code === 0) return result.stdout.replace(/\n$/, '');
    throw this.failure(gitWords(result));
  }
}

/** Of the index entries in the form of `ls-files --stage -z`, those of the paths. */
function onlyOf(entries: string, paths: readonly string[]): string {
  const wanted = new Set(paths);
  return terminated(
    entries.split('\0').filter((entry) => wanted.has(entry.slice(entry.indexOf('\t') + 1))),
  );
}
