import assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import { hintsShown, showNextHint } from '../../src/editor/state/hints.ts';

describe('hints of a step', () => {
  it('are shown one by one, up to the last, in each copy of a project by itself', async () => {
    const values = new Map<string, unknown>();
    const memory: Memento = {
      keys: () => [...values.keys()],
      get: <T>(key: string, other?: T) => (values.get(key) as T | undefined) ?? (other as T),
      update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
    };
    const seen: number[] = [];
    for (let press = 0; press < 4; press += 1) {
      seen.push(hintsShown(memory, 'one', 'trains'));
      await showNextHint(memory, 'one', 'trains', 3);
    }
    assert.deepEqual(seen, [0, 1, 2, 3]);
    assert.equal(hintsShown(memory, 'one', 'trains'), 3);
    assert.equal(hintsShown(memory, 'one', 'serves'), 0);
    assert.equal(hintsShown(memory, 'two', 'trains'), 0);
  });
});
