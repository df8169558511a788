import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stateOf } from '../../src/core/progress/progress.ts';
import { JournalFolder } from '../../src/node/journals/journalFolder.ts';
import { openSession } from '../unit/progress/session.ts';
import { KILLS, KILLS_TIMEOUT_MS, seeded } from './killing.ts';
import { WorkingSession } from './journalSessions.ts';
import { counted } from './tally.ts';

const EIGHT_DAYS_MS = 8 * 24 * 60 * 60 * 1000;

describe('ticks of sessions that are killed or taken as ended', function () {
  this.timeout(KILLS_TIMEOUT_MS);
  let folder: string;
  let sessions: WorkingSession[] = [];
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'journal-kills-'));
    sessions = [];
  });
  afterEach(async () => {
    // Those of a test that has failed.
    await Promise.all(sessions.map((session) => session.kill().catch(() => undefined)));
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const start = (...given: ConstructorParameters<typeof WorkingSession>): WorkingSession => {
    const session = new WorkingSession(...given);
    sessions.push(session);
    return session;
  };
  const clear = () => {
    sessions = [];
    fs.rmSync(folder, { recursive: true });
    fs.mkdirSync(folder);
  };
  const acknowledged = () => sessions.flatMap((session) => session.acknowledged);

  /** All acknowledged ticks are there, and nothing is called damaged. */
  async function assertNothingLost(
    run: string,
    times: readonly ('at once' | 'folded')[] = ['at once', 'folded'],
  ): Promise<void> {
    for (const when of times) {
      if (when === 'folded') await new JournalFolder(folder, 'tidy').foldClosed(10);
      const { store, damage } = await openSession(folder, 'reader');
      const lost = acknowledged().filter((id) => stateOf(store.progress, id) !== 'done');
      assert.deepEqual(lost, [], `${run}, ${when}: lost of ${acknowledged().length}`);
      assert.deepEqual(damage, [], `${run}, ${when}`);
    }
    const left = fs.readdirSync(folder).filter((name) => name.endsWith('.tmp'));
    assert.deepEqual(left, [], `${run}: temporary files`);
  }

  /** Kills a session that ticks or folds while the others go on; the writers are begun by a program. */
  async function killOften(
    victim: 'tick' | 'fold',
    writers: number,
    before: readonly string[] = [],
  ): Promise<void> {
    const random = seeded(writers);
    let ticks = 0;
    for (const run of counted(Array(KILLS).keys())) {
      const folding = start('fold', folder, 'folding');
      const writing = Array.from({ length: writers }, (_, at) =>
        start('tick', folder, `writer${at}`, before),
      );
      await Promise.all(sessions.map((session) => session.until(1)));
      // Anywhere in a tick or a fold: both are over in less.
      await sleep(random() * 40);
      const chosen = victim === 'fold' ? folding : writing[run % writers];
      await chosen?.kill();
      // The others go on with what it has left.
      const others = sessions.filter((session) => session !== chosen);
      await Promise.all(others.map((other) => other.until(other.acknowledged.length + 2)));
      await Promise.all(others.map((other) => other.kill()));
      await assertNothingLost(`kill ${run}`);
      ticks += acknowledged().length;
      clear();
    }
    console.log(`      ${KILLS} kills of ${victim}: ${ticks} ticks acknowledged, 0 lost`);
    assert.ok(ticks > KILLS * writers);
  }

  for (const writers of [1, 4]) {
    for (const victim of ['tick', 'fold'] as const) {
      it(`are kept: ${KILLS} kills of ${victim}, ${writers} of them writing`, () =>
        killOften(victim, writers));
    }
  }

  // A journal that grows while it is folded stays: there must be time for a fold between two ticks,
  // and a fold takes longer the more was folded before.
  const PAUSE = 100;
  const FOLDINGS = 20;

  /** Folds a session's journal while it writes: the journal looks untouched for days, often. */
  async function foldUnder(writer: WorkingSession, replica: string): Promise<void> {
    start('fold', folder, 'folding', [], PAUSE / 4);
    const folded = path.join(folder, 'folded');
    const times = () =>
      fs.existsSync(folded)
        ? fs.readdirSync(folded).filter((name) => name.endsWith(`.${replica}.jsonl`)).length
        : 0;
    for (const time of counted(Array(FOLDINGS).keys())) {
      while (times() <= time) {
        await writer.until(writer.acknowledged.length + 1);
        const then = new Date(Date.now() - EIGHT_DAYS_MS);
        try {
          fs.utimesSync(path.join(folder, `${replica}.jsonl`), then, then);
        } catch {
          // It has just been folded away.
        }
      }
    }
    await Promise.all(sessions.map((session) => session.kill()));
  }

  /** Folds under sessions in another namespace, in new folders until it was done often enough. */
  async function foldOften(
    task: 'tick' | 'tickAsBefore',
    namespace: readonly string[],
    times?: readonly ('at once' | 'folded')[],
  ): Promise<void> {
    let ticks = 0;
    for (let foldings = 0; foldings < KILLS; foldings += FOLDINGS) {
      const writer = start(task, folder, 'writer', namespace, PAUSE);
      await writer.until(1);
      await foldUnder(writer, 'writer');
      await assertNothingLost(`after ${foldings} foldings`, times);
      ticks += writer.acknowledged.length;
      clear();
    }
    console.log(`      folded ${KILLS} times: ${ticks} ticks acknowledged, 0 lost`);
  }

  describe('in another namespace of processes', () => {
    const NAMESPACE = ['unshare', '--pid', '--fork', '--kill-child'];
    before(function () {
      if (spawnSync('unshare', [...NAMESPACE.slice(1), 'true']).status === 0) return;
      console.log('      SKIPPED: this user cannot make a namespace of processes');
      this.skip();
    });

    for (const victim of ['tick', 'fold'] as const) {
      it(`are kept: ${KILLS} kills of ${victim}`, () => killOften(victim, 1, NAMESPACE));
    }

    it('are kept while a session here folds', async () => {
      const writer = start('tick', folder, 'writer', NAMESPACE);
      await writer.until(1);
      const folding = start('fold', folder, 'folding');
      await writer.until(KILLS * 8);
      await folding.until(10);
      assert.ok(fs.existsSync(path.join(folder, 'writer.jsonl')), 'it is not folded');
      await Promise.all(sessions.map((session) => session.kill()));
      await assertNothingLost('a writer in a container');
      console.log(`      ${writer.acknowledged.length} ticks acknowledged, 0 lost`);
    });

    it('are kept also when the session is taken as ended and folded again and again', () =>
      foldOften('tick', NAMESPACE));

    // It does not see that its journal was folded, and the folding session was killed: what came in
    // between shows when the next window folds.
    it('are kept of a session of version 0.1.0 that is taken as ended', () =>
      foldOften('tickAsBefore', NAMESPACE, ['folded']));
  });
});
