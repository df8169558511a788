import { mkdir } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { sweepTemporaries, temporaryBeside } from './owner.ts';

/**
 * Makes a folder in the system's place for temporary files that only this user may enter, and
 * sweeps those of processes that have ended.
 * @param onName is told the folder's path before it is made
 * @throws the file system's error.
 */
export async function makeTemporaryFolder(
  name: string,
  onName?: (folder: string) => void,
): Promise<string> {
  const parent = os.tmpdir();
  await sweepTemporaries(parent);
  const folder = temporaryBeside(path.join(parent, name));
  onName?.(folder);
  await mkdir(folder, { mode: 0o700 });
  return folder;
}
