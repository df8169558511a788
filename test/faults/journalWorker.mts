import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry } from '../../src/core/progress/entry.ts';
import { ProgressStore } from '../../src/core/progress/store.ts';
import { journalHeader, journalLine } from '../../src/core/progress/snapshot.ts';
import { JournalFolder } from '../../src/node/journals/journalFolder.ts';

// One session on a folder of journals, in a process that a test kills or ends meanwhile. It prints
// the id of each tick that is acknowledged.

const [task, folder = '', replica = '', pause = '0'] = process.argv.slice(2);
const acknowledge = (id: string) => fs.writeSync(1, `${id}\n`);
const memory = { get: () => undefined, update: () => Promise.resolve() };
const fail = (error: unknown) => {
  throw error;
};

/** Ticks as a window does. */
async function tick(): Promise<never> {
  const journals = new JournalFolder(folder, replica);
  const store = new ProgressStore(memory, journals, () => new Date(), fail);
  await store.open();
  for (let number = 0; ; number += 1) {
    const id = `${replica}.${number}`;
    await store.apply([{ id, state: 'done' }]);
    acknowledge(id);
    await sleep(Number(pause));
  }
}

// In a container a process has a number that often nobody has outside.
const NOBODY = 2 ** 30;

/** Ticks as a window of version 0.1.0 does: it adds lines to its file, whatever became of it. */
async function tickAsBefore(): Promise<never> {
  const file = path.join(folder, `${replica}.jsonl`);
  const write = async (text: string, flag: 'wx' | 'a') => {
    const handle = await fs.promises.open(file, flag);
    await handle.writeFile(text);
    await handle.sync();
    await handle.close();
  };
  for (let number = 0; ; number += 1) {
    const line = journalLine(done(`${replica}.${number}`, number + 1));
    if (number > 0) await write(line, 'a');
    else await write(journalHeader(replica, NOBODY, os.hostname()) + line, 'wx');
    acknowledge(`${replica}.${number}`);
    await sleep(Number(pause));
  }
}

/** Folds again and again; two more sessions have ended before each time. */
async function fold(): Promise<never> {
  const journals = new JournalFolder(folder, replica);
  for (let number = 0; ; number += 1) {
    for (const name of [`${replica}.${number}a`, `${replica}.${number}b`]) {
      const file = path.join(folder, `${name}.jsonl`);
      fs.writeFileSync(
        `${file}.new`,
        journalHeader(name, 0, os.hostname()) + journalLine(done(name)),
      );
      fs.renameSync(`${file}.new`, file);
      acknowledge(name);
    }
    await journals.foldClosed(20);
    await sleep(Number(pause));
  }
}

function done(id: string, counter = 1): Entry {
  return { kind: 'mark', id, state: 'done', counter, replica, at: new Date().toISOString() };
}

const tasks: Readonly<Record<string, () => Promise<never>>> = { tick, tickAsBefore, fold };
fs.writeSync(1, 'begin\n');
await tasks[task ?? '']?.();
