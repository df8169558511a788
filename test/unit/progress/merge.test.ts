import assert from 'node:assert/strict';
import fc from 'fast-check';
import { instanceMark, type Entry } from '../../../src/core/progress/entry.ts';
import {
  entriesOf,
  mergeProgress,
  noProgress,
  stateOf,
  withEntries,
  type Progress,
} from '../../../src/core/progress/progress.ts';
import {
  readJournal,
  readSnapshot,
  journalHeader,
  journalLine,
  toSnapshot,
} from '../../../src/core/progress/snapshot.ts';

const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T>(model, { noNullPrototype: true });
const stamp = {
  counter: fc.nat(12),
  replica: fc.constantFrom('a', 'b', 'c'),
  at: fc.constant('2026-11-24T00:00:00Z'),
};
const entry: fc.Arbitrary<Entry> = fc.oneof(
  {
    weight: 8,
    arbitrary: record({
      kind: fc.constant('mark' as const),
      id: fc.constantFrom('x', 'y', 'z', instanceMark('i'), instanceMark('j')),
      state: fc.constantFrom('open' as const, 'done' as const, 'skipped' as const),
      ...stamp,
    }),
  },
  {
    weight: 2,
    arbitrary: record({
      kind: fc.constant('verified' as const),
      id: fc.constantFrom('s', 't'),
      instance: fc.constantFrom('i', 'j'),
      commit: fc.constant('c0ffee'),
      ...stamp,
    }),
  },
  { weight: 1, arbitrary: record({ kind: fc.constant('reset' as const), ...stamp }) },
);
const progress = fc
  .array(entry, { maxLength: 25 })
  .map((entries) => withEntries(noProgress, entries));
const plain = (value: Progress) => ({ entries: entriesOf(value), counter: value.counter });

describe('merging progress', () => {
  it('does not depend on which side comes first', () => {
    fc.assert(
      fc.property(progress, progress, (a, b) => {
        assert.deepEqual(plain(mergeProgress(a, b)), plain(mergeProgress(b, a)));
      }),
    );
  });

  it('does not depend on how three are grouped', () => {
    fc.assert(
      fc.property(progress, progress, progress, (a, b, c) => {
        const left = mergeProgress(mergeProgress(a, b), c);
        assert.deepEqual(plain(left).entries, plain(mergeProgress(a, mergeProgress(b, c))).entries);
      }),
    );
  });

  it('changes nothing when repeated', () => {
    fc.assert(
      fc.property(progress, progress, (a, b) => {
        const once = mergeProgress(a, b);
        assert.equal(mergeProgress(once, b), once);
      }),
    );
  });

  it('gives the same whatever order the entries come in', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 25 }), fc.nat(), (entries, seed) => {
        const shuffled = entries
          .map((each, index) => ({ each, key: (index * 7919 + seed) % 101 }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
        assert.deepEqual(
          plain(withEntries(noProgress, shuffled)),
          plain(withEntries(noProgress, entries)),
        );
      }),
    );
  });

  it('survives the snapshot and the journal', () => {
    fc.assert(
      fc.property(progress, (value) => {
        const copy: unknown = JSON.parse(JSON.stringify(toSnapshot(value)));
        assert.deepEqual(entriesOf(readSnapshot(copy).progress), entriesOf(value));
        const journal = journalHeader('r', 1, 'host') + entriesOf(value).map(journalLine).join('');
        assert.deepEqual(entriesOf(readJournal(journal).progress), entriesOf(value));
      }),
    );
  });

  it('never throws on foreign data, and calls it damaged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(readSnapshot(value).damaged, 'unreadable');
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        readJournal(text);
      }),
    );
  });
});

describe('progress', () => {
  const mark = (id: string, state: 'open' | 'done', counter: number, replica = 'a'): Entry => ({
    kind: 'mark',
    id,
    state,
    counter,
    replica,
    at: '2026-11-24T00:00:00Z',
  });

  it('keeps the tick with the higher counter, whatever the clocks say', () => {
    const early = { ...mark('x', 'done', 5), at: '2020-01-01T00:00:00Z' };
    const late = { ...mark('x', 'open', 4), at: '2030-01-01T00:00:00Z' };
    assert.equal(stateOf(withEntries(noProgress, [early, late]), 'x'), 'done');
  });

  it('remembers an unticked task, so that an old copy does not tick it again', () => {
    const now = withEntries(noProgress, [mark('x', 'done', 1), mark('x', 'open', 2)]);
    const old = withEntries(noProgress, [mark('x', 'done', 1)]);
    assert.equal(stateOf(mergeProgress(now, old), 'x'), 'open');
  });

  it('does not bring back by an old copy what a reset has cleared', () => {
    const old = withEntries(noProgress, [mark('x', 'done', 1)]);
    const reset = withEntries(old, [{ kind: 'reset', counter: 2, replica: 'a', at: 'now' }]);
    assert.equal(stateOf(mergeProgress(reset, old), 'x'), 'open');
    const after = withEntries(reset, [mark('x', 'done', 3)]);
    assert.equal(stateOf(mergeProgress(after, old), 'x'), 'done');
  });

  it('reads a journal whose last line a crash cut off, without that line', () => {
    const journal =
      journalHeader('r', 1, 'h') +
      journalLine(mark('x', 'done', 1)) +
      '{"kind":"mark","id":"y","st';
    const { progress: read, damaged } = readJournal(journal);
    assert.equal(damaged, undefined);
    assert.equal(stateOf(read, 'x'), 'done');
    assert.equal(stateOf(read, 'y'), 'open');
  });

  it('keeps the readable lines of a damaged journal and says that it is damaged', () => {
    const journal = `${journalHeader('r', 1, 'h')}\u0000garbage\n${journalLine(mark('x', 'done', 1))}`;
    const { progress: read, damaged } = readJournal(journal);
    assert.equal(damaged, 'unreadable');
    assert.equal(stateOf(read, 'x'), 'done');
  });
});
