import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process of this machine that has not ended. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Number of its process group. */
  readonly group: number;
  /** When it started, as the system writes it: tells two processes with one number apart. */
  readonly start: string;
}

/** Variable that marks a program of a verification and all that it starts. */
export const MARKER = 'MLOPS_ROADMAP_RUN';

/** The processes that run now; none on Windows. */
export function listProcesses(): readonly ProcessEntry[] {
  if (process.platform === 'win32') return [];
  return process.platform === 'linux' ? listFromProc() : listFromPs();
}

/** The same from `ps`, for Unix systems without `/proc`. */
export function listFromPs(): readonly ProcessEntry[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat=,lstart='], {
    encoding: 'utf8',
    timeout: 5000,
  });
  const lines = ((stdout as string | null) ?? '').split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, group, state = '', start = ''] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), start }];
  });
}

/**
 * Whether a process was started with this marker, or with one that begins with it and a dot. False
 * where the system does not show it.
 */
export function isMarked(pid: number, marker: string): boolean {
  if (process.platform !== 'linux') return false;
  const variables = `\0${tryRead(`/proc/${pid}/environ`)}\0`;
  const wanted = `\0${MARKER}=${marker}`;
  return variables.includes(`${wanted}\0`) || variables.includes(`${wanted}.`);
}

function listFromProc(): readonly ProcessEntry[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const stat = tryRead(`/proc/${name}/stat`);
    // The name of the program, in parentheses, may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parent, group] = fields;
    // Ended, and only waiting for its parent to notice.
    if (stat === '' || state === 'Z' || state === 'X') return [];
    const start = fields[19] ?? '';
    return [{ pid: Number(name), parent: Number(parent), group: Number(group), start }];
  });
}

function tryRead(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    // It has ended since, or belongs to another user.
    return '';
  }
}
