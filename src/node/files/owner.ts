import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { machineFiles, type FileSystem } from './fileSystem.ts';
import { sha256 } from './sha256.ts';

/** The process that made a temporary file or folder. */
export interface Owner {
  /** Of the computer. */
  readonly host: string;
  /** Of this start of the computer; `0` where the system does not tell. */
  readonly boot: string;
  /** Of the process numbers' namespace: containers count their own. */
  readonly space: string;
  readonly pid: number;
  /** When the process started, as the system counts; `0` where it does not tell. */
  readonly start: string;
}

/** `unknown`: the owner runs, or ran, where this process cannot look. */
export type OwnerState = 'running' | 'ended' | 'unknown';

const A_WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const TAG =
  /\.mlr-([0-9a-f]{8})-([0-9a-f]{8}|0)-([0-9a-f]{8}|0)-(\d{1,10})-(\d{1,20})-[0-9a-f]{8}\.tmp$/;

let own: Owner | undefined;

/** This process. */
export function thisOwner(): Owner {
  return (own ??= {
    host: shortHash(`${os.hostname()} ${tryRead('/etc/machine-id')}`),
    boot: hashOrNone(tryRead('/proc/sys/kernel/random/boot_id')),
    space: hashOrNone(tryLink('/proc/self/ns/pid')),
    pid: process.pid,
    start: startOf(process.pid) ?? '0',
  });
}

/** A name beside `file` for something temporary, hidden, that says who made it. */
export function temporaryBeside(file: string, owner: Owner = thisOwner()): string {
  const { host, boot, space, pid, start } = owner;
  const tag = [host, boot, space, pid, start, randomBytes(4).toString('hex')].join('-');
  const name = path.basename(file).slice(0, 40);
  return path.join(path.dirname(file), `.${name}.mlr-${tag}.tmp`);
}

/** The owner that a name tells; undefined for a name that this product did not give. */
export function ownerOf(name: string): Owner | undefined {
  const [, host, boot, space, pid, start] = TAG.exec(name) ?? [];
  if (!host || !boot || !space || !pid || !start) return undefined;
  return { host, boot, space, pid: Number(pid), start };
}

/** Whether an owner still runs, as far as this process can tell. */
export function stateOf(owner: Owner, here: Owner = thisOwner()): OwnerState {
  if (owner.host !== here.host) return 'unknown';
  if (owner.boot !== here.boot) {
    return owner.boot === '0' || here.boot === '0' ? 'unknown' : 'ended';
  }
  if (owner.space !== here.space) return 'unknown';
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'ended';
  }
  const start = startOf(owner.pid);
  // The number may have gone to another process.
  if (start !== undefined && owner.start !== '0' && start !== owner.start) return 'ended';
  return 'running';
}

/**
 * Removes what processes that have ended left in a folder, and what is older than a week. What
 * belongs to an owner that cannot be judged stays.
 */
export async function sweepTemporaries(
  folder: string,
  fs: FileSystem = machineFiles,
): Promise<void> {
  const names = await fs.readdir(folder).catch(() => [] as string[]);
  for (const name of names) {
    const owner = ownerOf(name);
    if (!owner) continue;
    const state = stateOf(owner);
    if (state === 'unknown') continue;
    const file = path.join(folder, name);
    if (state === 'ended' || (await isOlderThanAWeek(file, fs))) {
      await fs.rm(file, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

async function isOlderThanAWeek(file: string, fs: FileSystem): Promise<boolean> {
  try {
    return Date.now() - (await fs.lstat(file)).mtimeMs > A_WEEK_MS;
  } catch {
    // Gone already, or not to be judged.
    return false;
  }
}

/** Field 22 of `/proc/PID/stat`: ticks since the computer's start. */
function startOf(pid: number): string | undefined {
  const stat = tryRead(`/proc/${pid}/stat`);
  // The name of the program, in parentheses, may hold spaces and parentheses itself.
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function tryRead(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function tryLink(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}

function shortHash(text: string): string {
  return sha256(text).slice(0, 8);
}

function hashOrNone(text: string): string {
  return text === '' ? '0' : shortHash(text);
}
