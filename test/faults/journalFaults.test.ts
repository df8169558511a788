import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { isExpected } from '../../src/core/errors.ts';
import type { Entry } from '../../src/core/progress/entry.ts';
import { stateOf } from '../../src/core/progress/progress.ts';
import { journalHeader, journalLine } from '../../src/core/progress/snapshot.ts';
import type { FileSystem } from '../../src/node/files/fileSystem.ts';
import { temporaryBeside, thisOwner } from '../../src/node/files/owner.ts';
import { newSession, openSession, type Session } from '../unit/progress/session.ts';
import { faultyFiles } from '../unit/node/faultyFiles.ts';
import { faultPlans, operationsOf, type FaultPlan } from './faultPlans.ts';
import { seeded } from './killing.ts';
import { failureOf, sentenceOf, temporaryFolder } from './projects.ts';
import { counted } from './tally.ts';

/** The interleavings of two windows that are tried. */
const INTERLEAVINGS = 50;
const ENDED = 2 ** 30;

describe('progress on a disk that fails', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder('journal-faults');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const BEFORE = ['a', 'b', 'c'];
  /** The folder as it is before each run: three sessions have ended, one of them in a write. */
  function prepare(): void {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder);
    for (const id of BEFORE) {
      const entry: Entry = {
        ...{ kind: 'mark', id, state: 'done', counter: 1, replica: id, at: 'then' },
      };
      const text = journalHeader(id, 0, os.hostname()) + journalLine(entry);
      fs.writeFileSync(path.join(folder, `${id}.jsonl`), text);
    }
    const orphan = temporaryBeside(path.join(folder, 'x'), { ...thisOwner(), pid: ENDED });
    fs.writeFileSync(orphan, 'half');
  }

  /** What a window does with the disk, after what came before. */
  interface Job {
    readonly before: (session: Session) => Promise<unknown>;
    readonly work: (session: Session) => Promise<unknown>;
    /** What it has ticked when it succeeds. */
    readonly ticks: readonly string[];
  }
  const tick = (id: string) => (session: Session) => session.store.apply([{ id, state: 'done' }]);
  const JOBS: Readonly<Record<string, Job>> = {
    'the first tick': { before: ({ store }) => store.open(), work: tick('x'), ticks: ['x'] },
    'a later tick': {
      before: async (session) => {
        await session.store.open();
        await tick('x')(session);
      },
      work: tick('y'),
      ticks: ['x', 'y'],
    },
    'a tick after the folder was deleted': {
      before: async (session) => {
        await session.store.open();
        await tick('x')(session);
        fs.rmSync(folder, { recursive: true });
      },
      work: tick('y'),
      ticks: ['x', 'y'],
    },
    'opening with ticks that the journals have lost': {
      before: async (session) => {
        const earlier = await openSession(folder, 'earlier');
        await tick('x')(earlier);
        for (const [key, value] of earlier.place.values) session.place.values.set(key, value);
        fs.rmSync(path.join(folder, 'earlier.jsonl'));
      },
      work: ({ store }) => store.open(),
      ticks: ['x'],
    },
    folding: {
      before: async (session) => {
        await session.store.open();
        await tick('x')(session);
      },
      work: ({ journals }) => journals.foldClosed(1),
      ticks: ['x'],
    },
  };

  /** Runs a job on a disk that fails by a plan once the job begins, and then works again. */
  async function run(job: Job, plan: FaultPlan): Promise<void> {
    prepare();
    let at = -1;
    let working = true;
    const { fs: files } = faultyFiles((operation) => {
      if (working) return false;
      at += 1;
      return plan.fails(operation, at);
    }, plan.code);
    const session = newSession(folder, 'one', { fs: files, onFailure: () => undefined });
    await job.before(session);
    const acknowledged = job.ticks.filter((id) => stateOf(session.store.progress, id) === 'done');
    working = false;
    const error = await failureOf(job.work(session));
    working = true;
    if (error === undefined) acknowledged.push(...job.ticks);
    else assert.ok(isExpected(error), `${plan.name}: ${sentenceOf(error)}`);
    const shown = job.ticks.filter((id) => stateOf(session.store.progress, id) === 'done');

    // The disk works again: this window goes on, and the next one sees everything.
    await session.store.apply([{ id: 'next', state: 'done' }]);
    for (const when of ['at once', 'folded']) {
      const later = await openSession(folder, 'later');
      const kept = [...BEFORE, ...acknowledged, ...shown, 'next'];
      const lost = kept.filter((id) => stateOf(later.store.progress, id) !== 'done');
      assert.deepEqual(lost, [], `${plan.name}, ${when}`);
      assert.deepEqual(later.damage, [], `${plan.name}, ${when}`);
      await later.journals.foldClosed(1);
    }
    const own = `-${process.pid}-`;
    const orphans = fs.readdirSync(folder).filter((name) => name.endsWith('.tmp'));
    // What this process could not remove goes when it has ended.
    assert.deepEqual(
      orphans.filter((name) => !name.includes(own)),
      [],
      plan.name,
    );
  }

  for (const [what, job] of Object.entries(JOBS)) {
    it(`loses nothing and recovers: ${what}`, async () => {
      const operations = await operationsOf(async (files: FileSystem) => {
        prepare();
        const prelude = newSession(folder, 'one', { fs: files });
        await job.before(prelude);
        await job.work(prelude);
      });
      const plain = await operationsOf(async (files: FileSystem) => {
        prepare();
        await job.before(newSession(folder, 'one', { fs: files }));
      });
      const plans = faultPlans(operations.slice(plain.length), true);
      assert.ok(plans.length > 10);
      for (const plan of counted(plans)) await run(job, plan);
      console.log(`      ${plans.length} faults at ${operations.length - plain.length} operations`);
    });
  }

  it(`agrees in two windows with Reset, in ${INTERLEAVINGS} interleavings`, async () => {
    let swallowed = 0;
    for (const interleaving of counted(Array(INTERLEAVINGS).keys())) {
      const seed = interleaving + 1;
      prepare();
      const clock = { now: 0 };
      const windows = await Promise.all(
        ['one', 'two'].map((replica) => openSession(folder, `${replica}${seed}`)),
      );
      const random = seededBy(seed);
      /** When an operation began and when it was acknowledged. */
      const ticks: { readonly id: string; readonly from: number; readonly to: number }[] = [];
      const resets: { readonly from: number; readonly to: number }[] = [];
      const timed = async <T extends object>(
        list: T[],
        of: object,
        task: () => Promise<unknown>,
      ) => {
        const from = (clock.now += 1);
        await task();
        list.push({ ...of, from, to: (clock.now += 1) } as unknown as T);
      };
      const running: Promise<void>[] = [];
      for (let step = 0; step < 24; step += 1) {
        const { store } = windows[random() < 0.5 ? 0 : 1] as Session;
        const id = `t${step}`;
        const choice = random();
        if (choice < 0.15) running.push(timed(resets, {}, () => store.reset()));
        else if (choice < 0.25) running.push(store.refresh());
        else {
          running.push(timed(ticks, { id }, () => store.apply([{ id, state: 'done' }])));
        }
        // Often the next begins while this one is under way.
        if (random() < 0.5) await Promise.all(running.splice(0));
      }
      await Promise.all(running);
      for (const { store } of windows) await store.refresh();
      const states = windows.map(({ store }) =>
        ticks.map(({ id }) => stateOf(store.progress, id) === 'done'),
      );
      assert.deepEqual(states[0], states[1], `interleaving ${seed}: the windows agree`);
      for (const [at, { id, from, to }] of ticks.entries()) {
        const name = `interleaving ${seed}, ${id}`;
        const there = states[0]?.[at];
        // Only a reset that had not been acknowledged when the tick began may forget it, and one
        // that began after it was acknowledged must.
        if (resets.every((reset) => reset.to < from)) assert.ok(there, name);
        if (resets.some((reset) => reset.from > to)) assert.ok(!there, name);
        if (!there) swallowed += 1;
      }
    }
    assert.ok(swallowed > 0, 'a reset was tried');
  });
});

/** Numbers from 0 to 1 that differ between seeds from the first one on. */
function seededBy(seed: number): () => number {
  const random = seeded(seed * 7919);
  random();
  return random;
}
