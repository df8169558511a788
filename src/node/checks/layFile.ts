import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { lookFailed } from '../../core/checks/look.ts';
import { isAbsent } from '../files/fileSystem.ts';
import { isBelow } from '../files/readInside.ts';

/**
 * Writes a check's own file into a copy or clone of the project, through links that stay inside it.
 * A link in its place is replaced.
 * @param root the real path of the copy
 * @throws ExpectedError `look` when a link leads out of the copy.
 */
export async function layFile(root: string, relative: string, text: string): Promise<void> {
  const parts = relative.split('/');
  const name = parts.pop() ?? '';
  let folder = root;
  for (const part of parts) {
    const below = path.join(folder, part);
    folder = await fs.realpath(below).catch(async (error: unknown) => {
      if (!isAbsent(error)) throw error;
      await fs.mkdir(below);
      return below;
    });
    if (!isBelow(folder, root)) {
      throw lookFailed(
        relative,
        `${path.relative(root, below)} is a link that leads out of the project`,
        'Put a real folder there, then verify again.',
      );
    }
  }
  const file = path.join(folder, name);
  const stat = await fs.lstat(file).catch(() => undefined);
  if (stat?.isSymbolicLink()) await fs.rm(file);
  await fs.writeFile(file, text);
}
