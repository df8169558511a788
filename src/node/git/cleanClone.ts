import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { GitArguments } from '../../core/checks/gitCommands.ts';
import { ExpectedError } from '../../core/errors.ts';
import { readInside } from '../files/readInside.ts';
import { openGit, terminated, type Git } from './openGit.ts';
import { gitWords, remedyFor } from './repository.ts';
import type { GitOptions } from './run.ts';

const LARGEST_SHALLOW = 4 * 1024 * 1024;

/**
 * Clones what can be reached from the branches, tags and last commit of a repository, and checks
 * the last commit out. `git clone` would start programs that the source's settings name; here each
 * command runs where such settings are kept off.
 * @param to a folder that does not exist; its parent does
 * @throws ExpectedError `look` with Git's words.
 */
export async function cleanClone(source: Git, to: string, options: GitOptions): Promise<void> {
  const format = await must(source, ['rev-parse', '--show-object-format']);
  const top = await must(source, ['rev-parse', '--show-toplevel']);
  await fs.mkdir(to);
  const clone = await openGit(to, options);
  // Git before 2.29 knows neither the option nor other hashes.
  const hashes = format.trim() === 'sha256' ? ['--object-format=sha256'] : [];
  await must(clone, ['init', '--quiet', ...hashes]);
  const folder = path.join(to, '.git');
  // Git names the pack itself, so nothing passes through this process.
  const pack = path.join(folder, 'objects', 'pack', 'pack');
  await must(source, ['pack-objects', '--quiet', '--revs', '--all', pack], { stdin: 'HEAD\n' });
  await copyShallow(source, folder);
  await must(clone, ['update-ref', '-z', '--stdin'], { stdin: await refsFor(source) });
  await must(clone, ['config', 'remote.origin.url', top.replace(/\n$/, '')]);
  await must(clone, ['config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*']);
  const head = (await must(source, ['rev-parse', 'HEAD'])).trim();
  const branch = await source.run(['symbolic-ref', '--quiet', 'HEAD']);
  if (branch.kind === 'ended' && branch.code === 0) {
    await must(clone, ['symbolic-ref', 'HEAD', branch.stdout.trim()]);
    await must(clone, ['update-ref', 'HEAD', head]);
  } else {
    await must(clone, ['update-ref', '--no-deref', 'HEAD', head]);
  }
  await must(clone, ['reset', '--quiet', '--hard']);
}

/** The commits where a shallow repository's history ends. */
async function copyShallow(source: Git, to: string): Promise<void> {
  const shallow = await must(source, ['rev-parse', '--is-shallow-repository']);
  if (shallow.trim() !== 'true') return;
  const common = (await must(source, ['rev-parse', '--git-common-dir'])).replace(/\n$/, '');
  const folder = path.resolve(source.folder, common);
  const reading = await readInside(folder, 'shallow', { limit: LARGEST_SHALLOW, links: 'none' });
  if (reading.kind !== 'file') {
    throw notCloned(
      `${path.join(folder, 'shallow')} cannot be read`,
      'Run: git fetch --unshallow --tags, then verify again.',
    );
  }
  await fs.writeFile(path.join(to, 'shallow'), reading.bytes);
}

/** The source's branches as those of a remote, and its tags, as commands for `update-ref -z`. */
async function refsFor(source: Git): Promise<string> {
  const listed = await must(source, [
    'for-each-ref',
    '--format=%(objectname) %(refname)',
    'refs/heads',
    'refs/tags',
  ]);
  const commands = listed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [hash = '', ...name] = line.split(' ');
      const ref = name.join(' ').replace(/^refs\/heads\//, 'refs/remotes/origin/');
      return `create ${ref}\0${hash}`;
    });
  return terminated(commands);
}

async function must(git: Git, args: GitArguments, options?: GitOptions): Promise<string> {
  const result = await git.run(args, options);
  if (result.kind === 'ended' && result.code === 0) return result.stdout;
  throw notCloned(gitWords(result), remedyFor(result));
}

function notCloned(reason: string, remedy: string): ExpectedError {
  return new ExpectedError('look', `A clean clone could not be made: ${reason}`, remedy);
}
