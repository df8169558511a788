import { chmod, readdir, rm } from 'node:fs/promises';
import * as path from 'node:path';

/** Removes a folder with all it holds, also folders that a program has made read-only; never throws. */
export async function removeFolder(folder: string): Promise<void> {
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  await remove()
    .catch(() => openFolders(folder).then(remove))
    // The next verification sweeps what is left.
    .catch(() => undefined);
}

async function openFolders(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await openFolders(path.join(folder, entry.name));
  }
}
