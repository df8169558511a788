import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { ExpectedError } from '../core/errors.ts';

const run = promisify(execFile);

/** True when `git` can be started. */
export async function hasGit(): Promise<boolean> {
  try {
    await run('git', ['--version'], { timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes a repository in `folder` with one commit of all that is in it. Without a name and an
 * address in the learner's Git settings, the commit is signed by neutral ones, and says so.
 * @returns `committed` when the learner is the author, `unsigned` otherwise.
 * @throws ExpectedError `target` when Git fails; the files stay.
 */
export async function startRepository(
  folder: string,
  message: string,
): Promise<'committed' | 'unsigned'> {
  const git = (...args: readonly string[]) =>
    run('git', [...args], { cwd: folder, timeout: 60_000 });
  try {
    await git('init', '--quiet', '--initial-branch=main');
    await git('add', '--all');
    const known = await git('config', 'user.email').then(
      ({ stdout }) => stdout.trim() !== '',
      () => false,
    );
    const author = known ? [] : ['-c', 'user.name=Learner', '-c', 'user.email=learner@localhost'];
    await git(...author, '-c', 'commit.gpgsign=false', 'commit', '--quiet', '--message', message);
    return known ? 'committed' : 'unsigned';
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n')[0];
    throw new ExpectedError(
      'target',
      `The files are written, but Git could not make a commit${said ? `: ${said}` : ''}.`,
      'Run “git init”, “git add .” and “git commit” in the folder.',
    );
  }
}

/** True when a folder, or the nearest one above that exists, lies in a Git repository. */
export async function insideRepository(folder: string): Promise<boolean> {
  let there = folder;
  while (!existsSync(there) && path.dirname(there) !== there) there = path.dirname(there);
  try {
    const { stdout } = await run('git', ['rev-parse', '--is-inside-work-tree'], {
      cwd: there,
      timeout: 10_000,
    });
    return stdout.trim() === 'true';
  } catch {
    return false;
  }
}
