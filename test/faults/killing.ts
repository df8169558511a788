import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { counted } from './tally.ts';

/** Kills of each kind in one run of the tests. */
export const KILLS = Number(process.env['KILLS'] ?? 10);

/** Far more than a test needs for its kills, in milliseconds; for `this.timeout`. */
export const KILLS_TIMEOUT_MS = KILLS * 30_000;

/** What a worker can do. */
type Task = 'new' | 'update' | 'undo' | 'restart';

const WORKER = path.join(import.meta.dirname, 'killWorker.mts');

/** What became of a worker. */
interface Ended {
  readonly killed: boolean;
  /** Between the beginning and the end of its task. */
  readonly milliseconds: number;
}

/**
 * Does one task in a process of its own.
 * @param killAfter milliseconds after the task has begun; undefined to let it end
 * @throws Error with what the process printed when its task fails.
 */
async function runWorker(task: Task, root: string, killAfter?: number): Promise<Ended> {
  const args = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', WORKER, task, root];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [begun, ended, errors] = [0, 0, ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (text.includes('begin')) {
      begun = performance.now();
      if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
    }
    if (text.includes('end')) ended = performance.now();
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code !== null && code !== 0) throw new Error(`The worker failed: ${errors}`);
  return { killed: signal === 'SIGKILL', milliseconds: ended - begun };
}

/**
 * Kills a task at moments spread over its duration, and looks at what it left each time.
 * @param prepare puts the project in place before each run
 * @param check is told which run it looks at
 */
export async function killOften(
  task: Task,
  root: string,
  prepare: () => void,
  check: (run: string) => Promise<void>,
): Promise<void> {
  prepare();
  let duration = (await runWorker(task, root)).milliseconds;
  const random = seeded(1);
  let killed = 0;
  for (const run of counted(Array(KILLS).keys())) {
    prepare();
    const after = ((run + random()) / KILLS) * duration;
    const ended = await runWorker(task, root, after);
    if (ended.killed) killed += 1;
    // The machine is less busy than it was.
    else duration = Math.min(duration, ended.milliseconds);
    await check(`kill ${run}, ${after.toFixed(1)} of ${duration.toFixed(1)} ms`);
  }
  assert.ok(killed > KILLS / 4, `only ${killed} of ${KILLS} were killed in time`);
}

/** Numbers from 0 to 1 that are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
