import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isExpected } from '../../core/errors.ts';
import type { FileSystem } from '../files/fileSystem.ts';
import { ownerOf, stateOf, temporaryBeside } from '../files/owner.ts';
import { readInside } from '../files/readInside.ts';
import { writeWhole } from '../files/writeInside.ts';
import { makeJournalFolder } from './journalFiles.ts';

const LOCK = 'fold.lock';
/** How often the holder of the lock shows that it is at work, in milliseconds. */
export const BEAT_MS = 5000;
const MISSED_BEATS = 3;

/**
 * Does something while no other session folds. A holder that this process cannot look at, in
 * another container or on another host, counts as ended when it has missed three beats: no two
 * clocks are compared. Nothing is done while a holder is at work.
 */
export async function whileHolding(
  folder: string,
  beat: number,
  fs: FileSystem,
  task: () => Promise<void>,
): Promise<void> {
  const lock = path.join(folder, LOCK);
  const name = path.basename(temporaryBeside(lock));
  await makeJournalFolder(folder, fs);
  if (!(await take(folder, name, fs))) {
    const free = await release(folder, beat, fs);
    if (!free || !(await take(folder, name, fs))) return;
  }
  const beats = setInterval(() => {
    const now = new Date();
    fs.utimes(lock, now, now).catch(() => undefined);
  }, beat);
  beats.unref();
  try {
    await task();
  } finally {
    clearInterval(beats);
    const held = await holder(folder, fs);
    if (held === name) await fs.rm(lock, { force: true }).catch(() => undefined);
  }
}

async function take(folder: string, name: string, fs: FileSystem): Promise<boolean> {
  try {
    await writeWhole(path.join(folder, LOCK), Buffer.from(name), { exclusive: true }, fs);
    return true;
  } catch (error) {
    if (isExpected(error, 'conflict')) return false;
    throw error;
  }
}

/** Removes the lock of a holder that has ended. Returns whether the lock is free. */
async function release(folder: string, beat: number, fs: FileSystem): Promise<boolean> {
  const lock = path.join(folder, LOCK);
  const before = await sign(folder, fs);
  if (before === undefined) return true;
  const owner = ownerOf(before.holder);
  if (!owner || stateOf(owner) !== 'ended') {
    await sleep(MISSED_BEATS * beat);
    const after = await sign(folder, fs);
    if (after && (after.holder !== before.holder || after.beat !== before.beat)) return false;
  }
  const aside = path.basename(temporaryBeside(lock));
  try {
    await fs.rename(lock, path.join(folder, aside));
    const moved = await holder(folder, fs, aside);
    // Another session was quicker, and this was its new lock.
    if (moved !== before.holder) await fs.rename(path.join(folder, aside), lock);
    return moved === before.holder;
  } catch {
    return false;
  } finally {
    await fs.rm(path.join(folder, aside), { force: true }).catch(() => undefined);
  }
}

async function sign(
  folder: string,
  fs: FileSystem,
): Promise<{ readonly holder: string; readonly beat: number } | undefined> {
  try {
    const { mtimeMs } = await fs.lstat(path.join(folder, LOCK));
    return { holder: await holder(folder, fs), beat: mtimeMs };
  } catch {
    return undefined;
  }
}

/** What a lock says; empty when it says nothing. */
async function holder(folder: string, fs: FileSystem, name = LOCK): Promise<string> {
  const there = await readInside(folder, name, { limit: 1000, links: 'none' }, fs);
  return there.kind === 'file' ? Buffer.from(there.bytes).toString() : '';
}
