import * as path from 'node:path';
import { ExpectedError, isExpected } from '../../core/errors.ts';
import { UPDATE_FOLDER } from '../../core/project/paths.ts';
import { machineFiles, type FileSystem } from '../files/fileSystem.ts';
import { ownerOf, stateOf, temporaryBeside, type OwnerState } from '../files/owner.ts';
import { readInside } from '../files/readInside.ts';
import { removeInside, writeInside } from '../files/writeInside.ts';

const LOCK = `${UPDATE_FOLDER}/lock`;
// Locks of this process whose files could not be removed: the process runs, and holds them no more.
const released = new Set<string>();

/**
 * Does something that no other process may do to a project's update at the same time.
 * @throws ExpectedError `conflict` while another update of the project runs.
 */
export async function whileLocked<T>(
  root: string,
  task: () => Promise<T>,
  fs: FileSystem = machineFiles,
): Promise<T> {
  const name = await take(root, fs);
  try {
    return await task();
  } finally {
    await removeInside(root, LOCK, fs).catch(() => released.add(name));
  }
}

/** Whether a process that still runs, or may run elsewhere, is updating a project. */
export async function isUpdateRunning(root: string): Promise<boolean> {
  const holder = await holderState(root, machineFiles);
  return holder === 'running' || holder === 'unknown';
}

/** Returns what the lock says. */
async function take(root: string, fs: FileSystem): Promise<string> {
  const name = path.basename(temporaryBeside('lock'));
  const lock = () =>
    writeInside(root, LOCK, new TextEncoder().encode(name), { exclusive: true }, fs);
  try {
    await lock();
    return name;
  } catch (error) {
    if (!isExpected(error, 'conflict')) throw error;
  }
  if ((await holderState(root, fs)) !== 'ended') {
    throw new ExpectedError(
      'conflict',
      'Another update of this project is running.',
      `Wait until it has finished. If none is running, delete ${LOCK} and try again.`,
    );
  }
  await removeInside(root, LOCK, fs);
  await lock();
  return name;
}

/** Undefined when nobody holds the lock. */
async function holderState(root: string, fs: FileSystem): Promise<OwnerState | undefined> {
  const there = await readInside(root, LOCK, { limit: 1000, links: 'none' }, fs);
  if (there.kind === 'absent') return undefined;
  const held = there.kind === 'file' ? new TextDecoder().decode(there.bytes) : '';
  const owner = ownerOf(held);
  if (!owner) return 'unknown';
  return released.has(held) ? 'ended' : stateOf(owner);
}
