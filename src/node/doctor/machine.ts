import * as fs from 'node:fs/promises';
import { PATIENCE } from '../../core/doctor/facts.ts';
import type { System } from '../../core/doctor/tool.ts';

/** The computer that is looked at; tests put a simulated one here. */
export interface Machine {
  readonly system: System;
  readonly env: NodeJS.ProcessEnv;
  /** How long one question may take, in milliseconds. */
  readonly patience: number;
  /** Whether a file can be started. */
  isProgram(file: string): Promise<boolean>;
}

/** The computer that this runs on. */
export async function thisMachine(): Promise<Machine> {
  const system = systemOf(
    process.platform,
    await read('/proc/version'),
    await exists('/.dockerenv'),
  );
  return {
    system,
    env: process.env,
    patience: PATIENCE * 1000,
    isProgram: system === 'windows' ? isWindowsProgram : isUnixProgram,
  };
}

/** Which system it is. A container on WSL's kernel is a Linux of its own. */
export function systemOf(platform: string, kernel: string, inContainer: boolean): System {
  if (platform === 'win32') return 'windows';
  if (platform === 'darwin') return 'macos';
  return /microsoft/i.test(kernel) && !inContainer ? 'wsl' : 'linux';
}

async function read(file: string): Promise<string> {
  return fs.readFile(file, 'utf8').catch(() => '');
}

async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}

async function isUnixProgram(file: string): Promise<boolean> {
  try {
    await fs.access(file, fs.constants.X_OK);
    return (await fs.stat(file)).isFile();
  } catch {
    return false;
  }
}

// Programs from the Store are links that only the system can follow.
async function isWindowsProgram(file: string): Promise<boolean> {
  return fs.lstat(file).then(
    (stat) => !stat.isDirectory(),
    () => false,
  );
}
