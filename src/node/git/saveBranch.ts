import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { ExpectedError } from '../../core/errors.ts';
import { makeTemporaryFolder } from '../files/temporaryFolder.ts';
import { gitWords } from './repository.ts';
import { runGit } from './run.ts';
import { safeFilters } from './safeFilters.ts';

/**
 * Saves everything of a repository's working tree, files that Git does not know yet among it, as a
 * commit on a new branch. The working tree, the index and the current branch stay as they are.
 * @throws ExpectedError `target` when Git cannot.
 */
export async function saveOnBranch(folder: string, branch: string, message: string): Promise<void> {
  const temporary = await makeTemporaryFolder('mlops-roadmap-index');
  const env = {
    GIT_INDEX_FILE: path.join(temporary, 'index'),
    GIT_AUTHOR_NAME: 'MLOps Roadmap',
    GIT_AUTHOR_EMAIL: 'saved@localhost',
    GIT_COMMITTER_NAME: 'MLOps Roadmap',
    GIT_COMMITTER_EMAIL: 'saved@localhost',
  };
  // Reading files into an index runs filters; those of the repository's own settings stay off.
  const filters = await safeFilters((args, options) => runGit(folder, args, options));
  const git = async (...args: readonly string[]) => {
    const result = await runGit(folder, [...(filters ?? []), ...args], { env });
    if (result.kind === 'ended' && result.code === 0) return result.stdout.trim();
    throw notSaved(gitWords(result));
  };
  try {
    if (!filters) throw notSaved('filters of the repository cannot be switched off');
    await git('read-tree', 'HEAD');
    await git('add', '--all', '.');
    const tree = await git('write-tree');
    const commit = await git('commit-tree', tree, '-p', 'HEAD', '-m', message);
    await git('branch', branch, commit);
  } finally {
    await fs.rm(temporary, { recursive: true, force: true });
  }
}

function notSaved(reason: string): ExpectedError {
  return new ExpectedError(
    'target',
    `Your work could not be saved on a branch: ${reason}.`,
    'Nothing was changed. Commit your work yourself, then restart the step without saving.',
  );
}
