import { EVIDENCE_PATH } from '../project/paths.ts';
import type { ExpectedError } from '../errors.ts';
import { lookFailed } from './look.ts';
import type { GitArguments } from './gitCommands.ts';
import type { Finding } from './model.ts';
import type { CheckWorld, GitAnswer, RepositoryState } from './world.ts';

/** A repository with at least one commit. */
export type History = Extract<RepositoryState, { kind: 'ready' }>;

/**
 * The project's history, or the finding that there is none to look at or to clone. What to do first
 * is said with what was found, as a check's own advice is about a later moment.
 */
export async function findHistory(
  world: Pick<CheckWorld, 'repository'>,
): Promise<History | Finding> {
  const state = await world.repository();
  switch (state.kind) {
    case 'ready':
      return state;
    case 'none':
      return {
        status: 'failed',
        expected: 'a Git repository',
        found: 'the folder is no Git repository yet: git init, git add . and git commit make one',
      };
    case 'no-commit':
      return {
        status: 'failed',
        expected: 'a first commit',
        found: 'a repository without commits: git add . and git commit make the first',
      };
    case 'unusable':
      return {
        status: 'unavailable',
        expected: 'Git to look into the project’s history',
        found: state.reason,
        next: state.remedy,
      };
  }
}

/** The same for checks that work in a clean clone, which needs the files as Git stores them. */
export async function withoutClone(world: CheckWorld): Promise<Finding | undefined> {
  const history = await findHistory(world);
  return 'status' in history ? history : withFilter(world);
}

/** The finding where Git cannot see the files as the learner’s own Git does. */
export async function withFilter(world: CheckWorld): Promise<Finding | undefined> {
  const filter = await world.filterInUse();
  if (!filter) return undefined;
  const name = filter.key.split('.').slice(1, -1).join('.');
  return {
    status: 'unavailable',
    expected: 'files that Git reads without a program of the repository',
    found: `${filter.key} in the repository’s own settings names a program, and an attribute makes ${filter.file} use it`,
    next:
      name === 'lfs'
        ? 'Run “git lfs install”, which keeps the filter in your own settings, and “git lfs uninstall --local”.'
        : `If you trust the program, move it to your own settings: git config --global ${filter.key} …; otherwise take filter=${name} out of .gitattributes.`,
    file: filter.file,
  };
}

/** What Git printed. @throws ExpectedError `look` with Git's words when it failed. */
export async function askGit(world: Pick<CheckWorld, 'git'>, args: GitArguments): Promise<string> {
  const answer = await world.git(args);
  if (answer.code === 0) return answer.stdout;
  throw refused(args, answer);
}

/**
 * The file with the rule by which Git ignores a path of the project, as Git names it, and whether
 * the rule belongs to the repository: those of the learner’s own settings and of `.git/info/exclude`
 * are on this machine alone.
 * @returns undefined when no rule ignores the path
 * @throws ExpectedError `look` when Git failed.
 */
export async function ignoringRule(
  world: CheckWorld,
  path: string,
): Promise<{ readonly file: string; readonly shared: boolean } | undefined> {
  const args: GitArguments = ['check-ignore', '--verbose', '--no-index', '--', `./${path}`];
  const answer = await world.git(args);
  if (answer.code > 1) throw refused(args, answer);
  const [, file, pattern = ''] = /^"?(.*?)"?:\d+:(.*)\t/.exec(answer.stdout) ?? [];
  // Git names an exception too, the rule that takes a path back.
  if (file === undefined || pattern.startsWith('!')) return undefined;
  return { file, shared: /^(?:(?!\.git\/)[^/\\]+\/)*\.gitignore$/.test(file) };
}

/**
 * The project's files with changes that no commit holds, relative to it; without the evidence, which
 * a verification itself may change.
 * @throws ExpectedError `look` when Git failed.
 */
export async function changedFiles(
  world: Pick<CheckWorld, 'git'>,
  { prefix }: Pick<History, 'prefix'>,
): Promise<readonly string[]> {
  const status = ['--porcelain', '-z', '--no-renames', '--untracked-files=normal', '--', '.'];
  const entries = (await askGit(world, ['status', ...status])).split('\0');
  return entries
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice('XY '.length + prefix.length))
    .filter((file) => file !== EVIDENCE_PATH);
}

function refused([command]: GitArguments, { code, stderr }: GitAnswer): ExpectedError {
  return lookFailed(
    'The repository',
    stderr.trim() || `git ${command} ended with exit code ${code}`,
    'Look at what “git status” and “git fsck” say in the project, then verify again.',
  );
}

/** The finding of a question about history that a shallow clone cannot answer. */
export function onlyLastCommits(expected: string): Finding {
  return {
    status: 'unavailable',
    expected,
    found: 'this clone has only the last commits',
    next: 'Run: git fetch --unshallow --tags, then verify again.',
  };
}
