import { ExpectedError } from '../errors.ts';
import type { CheckWorld, FileFact } from './world.ts';

/**
 * What is known of a path, once the look itself has worked.
 * @throws ExpectedError `look` when it failed: then nobody knows whether the file is there, and the
 * check is unavailable.
 */
export async function factOf(
  world: CheckWorld,
  path: string,
): Promise<Exclude<FileFact, { kind: 'failed' }>> {
  const fact = await world.fact(path);
  if (fact.kind === 'failed') throw lookFailed(path, fact.reason);
  return fact;
}

/** Whether a path is a file inside the project. @throws ExpectedError `look` when nobody knows. */
export async function isFile(world: CheckWorld, path: string): Promise<boolean> {
  return (await factOf(world, path)).kind === 'file';
}

const FILE_REMEDY =
  'Check the permissions of the file and of the folders above it, then verify again.';

/** The error for a look that failed: what could not be looked at, why, and the way out. */
export function lookFailed(what: string, reason: string, remedy = FILE_REMEDY): ExpectedError {
  return new ExpectedError('look', `${what} could not be looked at: ${reason}`, remedy);
}
