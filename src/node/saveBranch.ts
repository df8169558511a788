import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { ExpectedError } from '../core/errors.ts';

const run = promisify(execFile);

/**
 * Saves everything of a repository's working tree, files that Git does not know yet among it, as a
 * commit on a new branch. The working tree, the index and the current branch stay as they are.
 * @throws ExpectedError `target` when Git cannot.
 */
export async function saveOnBranch(folder: string, branch: string, message: string): Promise<void> {
  const temporary = await fs.mkdtemp(path.join(os.tmpdir(), 'mlops-roadmap-index-'));
  const env = {
    ...process.env,
    GIT_INDEX_FILE: path.join(temporary, 'index'),
    GIT_AUTHOR_NAME: 'MLOps Roadmap',
    GIT_AUTHOR_EMAIL: 'saved@localhost',
    GIT_COMMITTER_NAME: 'MLOps Roadmap',
    GIT_COMMITTER_EMAIL: 'saved@localhost',
  };
  const git = async (...args: readonly string[]) =>
    (await run('git', [...args], { cwd: folder, env, timeout: 60_000 })).stdout.trim();
  try {
    await git('read-tree', 'HEAD');
    await git('add', '--all', '.');
    const tree = await git('write-tree');
    const commit = await git('commit-tree', tree, '-p', 'HEAD', '-m', message);
    await git('branch', branch, commit);
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n')[0] ?? String(error);
    throw new ExpectedError(
      'target',
      `Your work could not be saved on a branch: ${said}.`,
      'Nothing was changed. Commit your work yourself, then restart the step without saving.',
    );
  } finally {
    await fs.rm(temporary, { recursive: true, force: true });
  }
}

/** A file as a commit holds it; undefined when it does not. */
export async function fileAtCommit(
  folder: string,
  commit: string,
  relative: string,
): Promise<Uint8Array | undefined> {
  try {
    const { stdout } = await run('git', ['show', `${commit}:${relative}`], {
      cwd: folder,
      encoding: 'buffer',
      maxBuffer: 64 * 1024 * 1024,
      timeout: 30_000,
    });
    return stdout;
  } catch {
    return undefined;
  }
}
