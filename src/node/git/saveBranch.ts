import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { GitArguments } from '../../core/checks/gitCommands.ts';
import { ExpectedError } from '../../core/errors.ts';
import { makeTemporaryFolder } from '../files/temporaryFolder.ts';
import { openGit, terminated } from './openGit.ts';
import { gitWords } from './repository.ts';

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
  const repository = await openGit(folder);
  const git = async (args: GitArguments, stdin = '') => {
    const result = await repository.run(args, { env, stdin });
    if (result.kind === 'ended' && result.code === 0) return result.stdout.replace(/\n$/, '');
    throw notSaved(gitWords(result));
  };
  try {
    await git(['read-tree', 'HEAD']);
    // “git add” would start a status in each submodule, under the submodule's own settings.
    const listed = await git(['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
    // A slash ends the name of a repository inside this one, which is none of its files.
    const paths = listed.split('\0').filter((each) => each !== '' && !each.endsWith('/'));
    await git(['update-index', '--add', '--remove', '-z', '--stdin'], terminated(paths));
    const tree = await git(['write-tree']);
    const commit = await git(['commit-tree', tree, '-p', 'HEAD', '-m', message]);
    await git(['branch', branch, commit]);
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
