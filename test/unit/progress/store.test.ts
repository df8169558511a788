import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { instanceMark } from '../../../src/core/progress/entry.ts';
import { ownerOf, proofOf, stateOf } from '../../../src/core/progress/progress.ts';
import {
  ProgressStore,
  type Damage,
  type SnapshotPlace,
} from '../../../src/core/progress/store.ts';
import { journalHeader, journalLine, toSnapshot } from '../../../src/core/progress/snapshot.ts';
import { withEntries, noProgress } from '../../../src/core/progress/progress.ts';
import { JournalFolder } from '../../../src/node/journalFolder.ts';

class Memory implements SnapshotPlace {
  readonly values = new Map<string, unknown>();
  get(key: string) {
    return this.values.get(key);
  }
  update(key: string, value: unknown) {
    this.values.set(key, structuredClone(value));
    return Promise.resolve();
  }
}

describe('the progress store', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'progress-'));
  });
  afterEach(() => fs.rm(folder, { recursive: true, force: true }));

  const session = async (replica: string, place = new Memory()) => {
    const store = new ProgressStore(place, new JournalFolder(folder, replica), () => new Date(0));
    const damage: Damage[] = [];
    store.onDidFindDamage((each) => damage.push(each));
    await store.open();
    return { store, place, damage };
  };

  it('shows a tick of one window in another', async () => {
    const one = await session('one');
    const two = await session('two');
    await one.store.apply([{ id: 'x', state: 'done' }]);
    await two.store.refresh();
    assert.equal(stateOf(two.store.progress, 'x'), 'done');
  });

  it('loses nothing when two windows tick at once', async () => {
    const one = await session('one');
    const two = await session('two');
    const ids = Array.from({ length: 40 }, (_, index) => `t${index}`);
    await Promise.all(
      ids.map((id, index) => (index % 2 ? one : two).store.apply([{ id, state: 'done' }])),
    );
    const later = await session('later');
    assert.deepEqual(
      ids.filter((id) => stateOf(later.store.progress, id) !== 'done'),
      [],
    );
  });

  it('keeps a tick of a window that has not read another one’s reset yet', async () => {
    const one = await session('one');
    const two = await session('two');
    for (let tick = 0; tick < 5; tick += 1) {
      await one.store.apply([{ id: `old${tick}`, state: 'done' }]);
    }
    await one.store.reset();
    await two.store.apply([{ id: 'x', state: 'done' }]);
    await one.store.refresh();
    for (const { store } of [one, two]) {
      assert.equal(stateOf(store.progress, 'x'), 'done');
      assert.equal(stateOf(store.progress, 'old0'), 'open');
    }
  });

  it('has a tick on the disk before it is acknowledged', async () => {
    const one = await session('one');
    await one.store.apply([{ id: 'x', state: 'done' }]);
    assert.match(await fs.readFile(path.join(folder, 'one.jsonl'), 'utf8'), /"id":"x"/);
  });

  it('reports a tick that could not be saved, and does not show it', async () => {
    const one = await session('one');
    await fs.rm(folder, { recursive: true });
    await fs.writeFile(folder, 'a file in the way');
    await assert.rejects(one.store.apply([{ id: 'x', state: 'done' }]));
    assert.equal(stateOf(one.store.progress, 'x'), 'open');
    await fs.rm(folder);
  });

  it('brings ticks back from the workspace state when the journals are gone', async () => {
    const one = await session('one');
    await one.store.apply([{ id: 'x', state: 'done' }]);
    await fs.rm(folder, { recursive: true });
    const two = await session('two', one.place);
    assert.equal(stateOf(two.store.progress, 'x'), 'done');
    const other = await session('three');
    assert.equal(stateOf(other.store.progress, 'x'), 'done');
  });

  it('sets an unreadable workspace state aside and says so', async () => {
    const place = new Memory();
    place.values.set('progress', { some: 'garbage' });
    const { damage, store } = await session('one', place);
    assert.equal(damage.length, 1);
    const kept = [...place.values].find(([key]) => key.startsWith('progress.setAside'));
    assert.deepEqual(kept?.[1], { some: 'garbage' });
    await store.apply([{ id: 'x', state: 'done' }]);
    assert.equal(stateOf(store.progress, 'x'), 'done');
  });

  it('sets a workspace state of a newer version aside, whole', async () => {
    const place = new Memory();
    const newer = { ...toSnapshot(noProgress), version: 2, more: true };
    place.values.set('progress', newer);
    const { damage } = await session('one', place);
    assert.equal(damage[0]?.why, 'newer');
    assert.ok(
      [...place.values.values()].some((value) => JSON.stringify(value) === JSON.stringify(newer)),
    );
  });

  it('reports a damaged journal once, and goes on with what is readable', async () => {
    const line = journalLine({
      kind: 'mark',
      id: 'x',
      state: 'done',
      counter: 1,
      replica: 'old',
      at: 'then',
    });
    await fs.writeFile(
      path.join(folder, 'old.jsonl'),
      `${journalHeader('old', 0, os.hostname())}%%%\n${line}`,
    );
    const { store, damage } = await session('one');
    await store.refresh();
    assert.equal(damage.length, 1);
    assert.equal(stateOf(store.progress, 'x'), 'done');
  });

  it('folds the journals of ended sessions into one and keeps every tick', async () => {
    for (const replica of ['a', 'b', 'c']) {
      const entry = {
        kind: 'mark',
        id: replica,
        state: 'done',
        counter: 1,
        replica,
        at: 'then',
      } as const;
      await fs.writeFile(
        path.join(folder, `${replica}.jsonl`),
        journalHeader(replica, 0, os.hostname()) + journalLine(entry),
      );
    }
    const journals = new JournalFolder(folder, 'now');
    await journals.foldClosed();
    const names = (await fs.readdir(folder)).filter((name) => name.endsWith('.jsonl'));
    assert.equal(names.length, 1);
    const { progress } = await journals.readAll();
    for (const id of ['a', 'b', 'c']) assert.equal(stateOf(progress, id), 'done');
  });

  it('does not fold the journal of a session that still runs', async () => {
    const alive = await session('alive');
    await alive.store.apply([{ id: 'x', state: 'done' }]);
    await fs.writeFile(path.join(folder, 'a.jsonl'), journalHeader('a', 0, os.hostname()));
    await fs.writeFile(path.join(folder, 'b.jsonl'), journalHeader('b', 0, os.hostname()));
    await new JournalFolder(folder, 'now').foldClosed();
    assert.ok((await fs.readdir(folder)).includes('alive.jsonl'));
  });

  it('moves a damaged journal of an ended session aside when it folds', async () => {
    const text = `${journalHeader('old', 0, os.hostname())}%%%\n`;
    await fs.writeFile(path.join(folder, 'old.jsonl'), text);
    await new JournalFolder(folder, 'now').foldClosed();
    const [kept] = await fs.readdir(path.join(folder, 'set-aside'));
    assert.ok(kept);
    assert.equal(await fs.readFile(path.join(folder, 'set-aside', kept), 'utf8'), text);
  });

  it('tells which tasks changed, and nothing when nothing did', async () => {
    const one = await session('one');
    const two = await session('two');
    const seen: string[][] = [];
    two.store.onDidChange((ids) => seen.push([...ids]));
    await one.store.apply([{ id: 'x', state: 'done' }]);
    await two.store.refresh();
    await two.store.refresh();
    assert.deepEqual(seen, [['x']]);
  });

  it('takes a reset into every window', async () => {
    const one = await session('one');
    await one.store.apply([{ id: 'x', state: 'done' }]);
    const two = await session('two');
    await one.store.reset();
    await two.store.refresh();
    assert.equal(stateOf(two.store.progress, 'x'), 'open');
    assert.equal(withEntries(two.store.progress, []).marks.size, 0);
  });

  describe('of project instances', () => {
    const proof = (over: object = {}) => ({
      ...{ id: 'p.one', instance: 'i', commit: 'c0ffee', at: '2026-11-01T00:00:00.000Z' },
      ...over,
    });
    const linesIn = async (replica: string) =>
      (await fs.readFile(path.join(folder, `${replica}.jsonl`), 'utf8')).trimEnd().split('\n')
        .length - 1;

    it('counts the proofs of those that the learner scaffolded or adopted, and of no other', async () => {
      const { store } = await session('one');
      await store.noteVerified([proof()]);
      assert.equal(proofOf(store.progress, 'p.one'), undefined);
      assert.equal(ownerOf(store.progress, 'i'), 'unknown');
      await assert.rejects(fs.stat(path.join(folder, 'one.jsonl')), 'nothing was written');
      await store.noteOwner('i', 'mine');
      await store.noteVerified([proof(), proof({ id: 'p.two', instance: 'j' })]);
      assert.equal(proofOf(store.progress, 'p.one')?.commit, 'c0ffee');
      assert.equal(proofOf(store.progress, 'p.two'), undefined);
    });

    it('knows the answer in other windows and after a restart', async () => {
      const one = await session('one');
      const two = await session('two');
      const seen: string[] = [];
      two.store.onDidChange((ids) => seen.push(...ids));
      await one.store.noteOwner('i', 'mine');
      await one.store.noteVerified([proof()]);
      await one.store.noteOwner('j', 'other');
      await two.store.refresh();
      assert.deepEqual(seen.sort(), [instanceMark('i'), instanceMark('j'), 'p.one'].sort());
      await one.store.noteOwner('i', 'other');
      await two.store.refresh();
      assert.equal(proofOf(two.store.progress, 'p.one'), undefined, 'it no longer counts');
      await one.store.noteOwner('i', 'mine');
      const { store } = await session('three');
      assert.deepEqual(
        [ownerOf(store.progress, 'i'), ownerOf(store.progress, 'j')],
        ['mine', 'other'],
      );
      assert.equal(proofOf(store.progress, 'p.one')?.instance, 'i');
      assert.equal(store.progress.marks.size, 0, 'an answer is no tick');
    });

    it('owns what the journal already knew a proof of', async () => {
      const old = { kind: 'verified', ...proof(), counter: 1, replica: 'old' } as const;
      const text = journalHeader('old', 0, os.hostname()) + journalLine(old);
      await fs.writeFile(path.join(folder, 'old.jsonl'), text);
      const { store } = await session('one');
      assert.equal(ownerOf(store.progress, 'i'), 'mine');
    });

    it('keeps one entry a step, which only a later proof renews', async () => {
      const { store } = await session('one');
      await store.noteOwner('i', 'mine');
      for (let round = 0; round < 5; round += 1) {
        await store.noteVerified([proof()]);
        await store.noteVerified([proof({ commit: 'another', at: '2026-10-01T00:00:00.000Z' })]);
      }
      assert.equal(await linesIn('one'), 2);
      await store.noteVerified([proof({ commit: 'later', at: '2026-12-01T00:00:00.000Z' })]);
      assert.equal(proofOf(store.progress, 'p.one')?.commit, 'later');
    });

    it('is written in a form that version 0.1.0 reads as marks', async () => {
      const { store } = await session('one');
      await store.noteOwner('i', 'mine');
      const [, line] = (await fs.readFile(path.join(folder, 'one.jsonl'), 'utf8')).split('\n');
      const { kind, id, state } = JSON.parse(line ?? '') as Record<string, unknown>;
      assert.deepEqual({ kind, id, state }, { kind: 'mark', id: 'instance:i', state: 'done' });
    });
  });
});
