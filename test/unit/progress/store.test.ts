import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { COUNTER_LIMIT, instanceMark } from '../../../src/core/progress/entry.ts';
import { instanceName, ownerOf, proofOf, stateOf } from '../../../src/core/progress/progress.ts';
import { journalHeader, journalLine, toSnapshot } from '../../../src/core/progress/snapshot.ts';
import { withEntries, noProgress } from '../../../src/core/progress/progress.ts';
import { Memory, openSession } from './session.ts';

describe('the progress store', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'progress-'));
  });
  afterEach(() => fs.rm(folder, { recursive: true, force: true }));

  const session = (replica: string, place?: Memory) =>
    openSession(folder, replica, place ? { place } : {});

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

  it('forgets by a reset what another window has ticked, read or not', async () => {
    const one = await session('one');
    const two = await session('two');
    for (let tick = 0; tick < 5; tick += 1) {
      await one.store.apply([{ id: `old${tick}`, state: 'done' }]);
    }
    await two.store.reset();
    await one.store.refresh();
    for (const { store } of [one, two]) assert.equal(store.progress.marks.size, 0);
  });

  it('keeps a proof that is noted after another window’s reset', async () => {
    const one = await session('one');
    const two = await session('two');
    await one.store.noteOwner('i', 'mine', 'orders');
    await two.store.refresh();
    for (let tick = 0; tick < 5; tick += 1) {
      await one.store.apply([{ id: `old${tick}`, state: 'done' }]);
    }
    await one.store.reset();
    await two.store.noteVerified([{ id: 'p.one', instance: 'i', commit: 'c0ffee', at: 'now' }]);
    await one.store.refresh();
    assert.equal(proofOf(one.store.progress, 'p.one')?.commit, 'c0ffee');
  });

  it('tells every listener, and keeps the tick, when one of them fails', async () => {
    const failures: unknown[] = [];
    const { store } = await openSession(folder, 'one', {
      onFailure: (error) => failures.push(error),
    });
    const wrong = new Error('a listener’s own');
    const seen: string[] = [];
    store.onDidChange(() => {
      throw wrong;
    });
    store.onDidChange((ids) => seen.push(...ids));
    await store.apply([{ id: 'x', state: 'done' }]);
    assert.deepEqual(seen, ['x']);
    assert.deepEqual(failures, [wrong]);
    assert.equal(stateOf(store.progress, 'x'), 'done');
  });

  it('keeps a tick when the workspace state cannot be written', async () => {
    const failures: unknown[] = [];
    const place = new Memory();
    const { store } = await openSession(folder, 'one', {
      place,
      onFailure: (error) => failures.push(error),
    });
    const full = new Error('full');
    place.update = () => Promise.reject(full);
    await store.apply([{ id: 'x', state: 'done' }]);
    assert.deepEqual(failures, [full]);
    assert.equal(stateOf((await session('two')).store.progress, 'x'), 'done');
  });

  for (const counter of [2 ** 53 - 1, 2 ** 53, 1e300]) {
    it(`goes on after an entry with the number ${counter}`, async () => {
      const bad = { kind: 'mark', id: 'bad', state: 'done', counter, replica: 'old', at: 'then' };
      await fs.writeFile(
        path.join(folder, 'old.jsonl'),
        `${journalHeader('old', 0, os.hostname())}${JSON.stringify(bad)}\n`,
      );
      const one = await session('one');
      assert.equal(stateOf(one.store.progress, 'bad'), 'done', 'the entry itself is kept');
      assert.deepEqual(one.damage, []);
      for (const id of ['a', 'b', 'bad']) {
        await one.store.apply([{ id, state: id === 'bad' ? 'open' : 'done' }]);
      }
      const two = await session('two');
      assert.deepEqual(
        ['a', 'b', 'bad'].map((id) => stateOf(two.store.progress, id)),
        ['done', 'done', 'open'],
      );
      await one.store.reset();
      await two.store.refresh();
      assert.equal(two.store.progress.marks.size, 0);
    });
  }

  it('refuses a tick that no number is left for, rather than losing it', async () => {
    const last = journalLine({
      ...{ kind: 'mark', id: 'bad', state: 'done', replica: 'old', at: 'then' },
      counter: COUNTER_LIMIT - 1,
    });
    await fs.writeFile(
      path.join(folder, 'old.jsonl'),
      journalHeader('old', 0, os.hostname()) + last,
    );
    const one = await session('one');
    await assert.rejects(one.store.apply([{ id: 'x', state: 'done' }]), /highest number/);
    assert.equal(stateOf(one.store.progress, 'x'), 'open');
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
      await store.noteOwner('i', 'mine', 'orders');
      await store.noteVerified([proof(), proof({ id: 'p.two', instance: 'j' })]);
      assert.equal(proofOf(store.progress, 'p.one')?.commit, 'c0ffee');
      assert.equal(proofOf(store.progress, 'p.two'), undefined);
    });

    it('knows the answer in other windows and after a restart', async () => {
      const one = await session('one');
      const two = await session('two');
      const seen: string[] = [];
      two.store.onDidChange((ids) => seen.push(...ids));
      await one.store.noteOwner('i', 'mine', 'orders');
      await one.store.noteVerified([proof()]);
      await one.store.noteOwner('j', 'other', 'orders');
      await two.store.refresh();
      assert.deepEqual(seen.sort(), [instanceMark('i'), instanceMark('j'), 'p.one'].sort());
      await one.store.noteOwner('i', 'other', 'orders');
      await two.store.refresh();
      assert.equal(proofOf(two.store.progress, 'p.one'), undefined, 'it no longer counts');
      await one.store.noteOwner('i', 'mine', 'orders');
      const { store } = await session('three');
      assert.deepEqual(
        [ownerOf(store.progress, 'i'), ownerOf(store.progress, 'j')],
        ['mine', 'other'],
      );
      assert.equal(proofOf(store.progress, 'p.one')?.instance, 'i');
      assert.equal(store.progress.marks.size, 0, 'an answer is no tick');
    });

    it('keeps the first name of an instance, also where the owner is known without one', async () => {
      const one = await session('one');
      await one.store.apply([{ id: instanceMark('i'), state: 'done' }]);
      assert.equal(instanceName(one.store.progress, 'i'), undefined);
      await one.store.noteOwner('i', 'mine', 'orders');
      await one.store.noteOwner('i', 'mine', 'renamed');
      await one.store.noteOwner('i', 'other', 'renamed');
      const { store } = await session('two');
      assert.equal(instanceName(store.progress, 'i'), 'orders');
      assert.equal(ownerOf(store.progress, 'i'), 'other');
      assert.equal(await linesIn('one'), 3, 'two windows with two names do not write in turn');
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
      await store.noteOwner('i', 'mine', 'orders');
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
      await store.noteOwner('i', 'mine', 'orders');
      const [, line] = (await fs.readFile(path.join(folder, 'one.jsonl'), 'utf8')).split('\n');
      const { kind, id, state } = JSON.parse(line ?? '') as Record<string, unknown>;
      assert.deepEqual({ kind, id, state }, { kind: 'mark', id: 'instance:i', state: 'done' });
    });
  });
});
