import * as path from 'node:path';
import type { CheckWorld } from '../../core/checks/world.ts';
import { ExpectedError } from '../../core/errors.ts';
import type { Git } from '../git/openGit.ts';
import { gitWords, remedyFor, repositoryState } from '../git/repository.ts';

/** What checks may ask of Git, for a project in a folder. */
export function projectGit(
  open: () => Promise<Git>,
): Pick<CheckWorld, 'repository' | 'git' | 'filterInUse'> {
  return {
    repository: async () => repositoryState(await open()),
    async git(args) {
      const result = await (await open()).run(args);
      if (result.kind === 'ended') return result;
      const message = `The repository could not be looked at: ${gitWords(result)}`;
      throw new ExpectedError('look', message, remedyFor(result));
    },
    filterInUse: async () => (await open()).filterInUse(),
  };
}

/** The top folder of a project's repository; undefined when it is the project's own, or unknown. */
export async function folderAbove(root: string, git: Git): Promise<string | undefined> {
  const state = await repositoryState(git);
  if (state.kind !== 'ready' || state.prefix === '') return undefined;
  return path.resolve(root, '../'.repeat(state.prefix.split('/').length - 1));
}
