// Small parts of set-up: saying what happens, running programs, installing something once.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** What set-up cannot do by itself: shown without a stack. */
export class SetupError extends Error {}

/** @param {string} text */
export function say(text) {
  console.log(`set-up: ${text}`);
}

/**
 * Runs a program to its end, its output going to a log file that is shown when it fails.
 * @param {string} what in words, for the message
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean}} [options]
 */
export function run(what, command, args, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    ...options,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status === 0) return stdout;
  const tail = `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').slice(-30).join('\n');
  throw new SetupError(`${what} failed (${error?.message ?? `exit code ${status}`}).\n${tail}`);
}

/**
 * @param {string} command
 * @param {readonly string[]} [args]
 * @returns {boolean} whether it can be run and succeeds
 */
export function works(command, args = ['--version']) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/**
 * Fills a folder once. An interrupted run leaves no folder of this name, and of two runs at once
 * the second waits for the first.
 * @param {string} folder
 * @param {string} what in words, with the size
 * @param {(temporary: string) => void} install fills the temporary folder it is given
 */
export function installOnce(folder, what, install) {
  if (fs.existsSync(folder)) return;
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const unlock = lock(`${folder}.lock`);
  try {
    if (fs.existsSync(folder)) return;
    say(`installing ${what} into ${folder}`);
    const temporary = `${folder}.tmp`;
    fs.rmSync(temporary, { recursive: true, force: true });
    fs.mkdirSync(temporary);
    install(temporary);
    fs.renameSync(temporary, folder);
  } finally {
    unlock();
  }
}

/**
 * @param {string} file
 * @returns {() => void} releases the lock
 */
function lock(file) {
  for (let waited = 0; ; waited += 1) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => fs.rmSync(file, { force: true });
    } catch {
      if (!holderRuns(file)) fs.rmSync(file, { force: true });
      else if (waited === 0) say(`waiting for another set-up, which holds ${file}`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
    }
  }
}

/** @param {string} file */
function holderRuns(file) {
  try {
    process.kill(Number(fs.readFileSync(file, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Says no before a long download that cannot end well.
 * @param {string} folder somewhere on the disk that is to be used
 * @param {number} megabytes
 */
export function needSpace(folder, megabytes) {
  let there = folder;
  while (!fs.existsSync(there)) there = path.dirname(there);
  const { bavail, bsize } = fs.statfsSync(there);
  const free = Math.floor((bavail * bsize) / 1024 / 1024);
  if (free >= megabytes) return;
  throw new SetupError(
    `${folder} needs ${megabytes} MB and the disk has ${free} MB free. Free some space, or set MLOPS_ROADMAP_CACHE to a folder on another disk.`,
  );
}
