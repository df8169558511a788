import { spawn, spawnSync } from 'node:child_process';
import { isMarked, listProcesses, type ProcessEntry } from './processTable.ts';

/** A program with everything that it has started. */
export interface ProcessTree {
  /** The program's number, which is its process group's too; undefined for what a marker alone finds. */
  readonly pid: number | undefined;
  /** Finds descendants in sessions of their own whose parent has ended. */
  readonly marker: string | undefined;
}

/** How long programs get to stop their own children before they are killed, in milliseconds. */
export const GRACE_MS = 3000;
/** The same for what a program has left behind when it ended. */
const LEFT_BEHIND_MS = 1500;

const windows = process.platform === 'win32';
const MOST_KILLS = 50;

/**
 * Ends a program and all its descendants: SIGTERM to its group, then, when it has ended, to what it
 * left behind, then SIGKILL to what is left after a grace. On Windows `taskkill` ends the tree at once.
 */
export async function endTree(tree: ProcessTree): Promise<void> {
  if (windows) return taskkill(tree.pid);
  const known = new Map<number, string>();
  let members = membersOf(tree, known);
  if (members.length === 0) return;
  signalGroup(tree.pid, 'SIGTERM');
  const started = performance.now();
  let deadline = started + GRACE_MS;
  let askedAll = false;
  for (;;) {
    members = membersOf(tree, known);
    const now = performance.now();
    if (members.length === 0) return;
    if (now > deadline) break;
    // The program itself stops its children best; once it has ended, they are asked here.
    if (!askedAll && !members.some(({ pid }) => pid === tree.pid)) {
      askedAll = true;
      deadline = Math.min(deadline, now + LEFT_BEHIND_MS);
      signalAll(members, 'SIGTERM');
    }
    await pause(now - started < 300 ? 20 : 100);
  }
  for (let kills = 0; members.length > 0 && kills < MOST_KILLS; kills += 1) {
    signalAll(members, 'SIGKILL');
    await pause(20);
    members = membersOf(tree, known);
  }
}

/** Kills a program and all its descendants without waiting, for a process that is about to end. */
export function killTreeNow(tree: ProcessTree): void {
  if (windows) {
    if (tree.pid !== undefined) {
      spawnSync('taskkill', killArguments(tree.pid), { stdio: 'ignore', timeout: 5000 });
    }
    return;
  }
  const known = new Map<number, string>();
  for (let kills = 0; kills < MOST_KILLS; kills += 1) {
    // What is being started now shows in the next look.
    const members = membersOf(tree, known);
    if (members.length === 0) return;
    signalAll(members, 'SIGKILL');
  }
}

/**
 * @param known members seen before, with their start: they stay members when their parent ends
 */
function membersOf(tree: ProcessTree, known: Map<number, string>): readonly ProcessEntry[] {
  const all = listProcesses().filter(({ pid }) => pid !== process.pid);
  const members = new Map<number, ProcessEntry>();
  for (const entry of all) {
    const { pid, group, start } = entry;
    const isMember =
      group === tree.pid ||
      known.get(pid) === start ||
      (tree.marker !== undefined && isMarked(pid, tree.marker));
    if (isMember) members.set(pid, entry);
  }
  for (let before = -1; before !== members.size;) {
    before = members.size;
    for (const entry of all) if (members.has(entry.parent)) members.set(entry.pid, entry);
  }
  known.clear();
  for (const { pid, start } of members.values()) known.set(pid, start);
  return [...members.values()];
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid !== undefined) trySignal(-pid, signal);
}

function signalAll(members: readonly ProcessEntry[], signal: NodeJS.Signals): void {
  for (const { pid } of members) trySignal(pid, signal);
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended since.
  }
}

function killArguments(pid: number): readonly string[] {
  return ['/pid', String(pid), '/t', '/f'];
}

async function taskkill(pid: number | undefined): Promise<void> {
  if (pid === undefined) return;
  await new Promise<void>((resolve) => {
    const child = spawn('taskkill', killArguments(pid), { stdio: 'ignore', timeout: 5000 });
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
