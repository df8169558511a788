import assert from 'node:assert/strict';
import { searchSecret } from '../../../src/core/checks/secrets/searchSecret.ts';

// Put together when the test runs, so that no scanner takes it for a real one.
const TOKEN = ['ghp', 'kQ7vZp2Lx9Rt4Wm8Nc3Bj6Hy5Gd1Fs0TaUe2'].join('_');
const PART = 64 * 1024;
const go = () => Promise.resolve();

describe('the search for a secret in a long text', () => {
  it('tells the line, wherever the text is taken apart', async () => {
    for (const lines of [1, 900, 1023, 1024, 1025, 5000]) {
      const text = `${`${'x'.repeat(63)}\n`.repeat(lines)}token = ${TOKEN}\n`;
      assert.equal((await searchSecret(text, go))?.line, lines + 1);
    }
  });

  it('finds one that lies across the end of a part of a line without end', async () => {
    for (const before of [PART - 45, PART - 20, PART - 1, PART, 2 * PART - 4096 - 10]) {
      const text = `${'x '.repeat(before).slice(0, before)} ${TOKEN} ${'y '.repeat(PART)}`;
      assert.equal((await searchSecret(text, go))?.line, 1, `at ${before}`);
    }
  });

  it('finds none in a text without', async () => {
    assert.equal(await searchSecret('', go), undefined);
    assert.equal(await searchSecret('x'.repeat(5 * PART), go), undefined);
    assert.equal(await searchSecret('a line\n'.repeat(5 * PART), go), undefined);
  });

  it('stops between two parts when it is told to', async () => {
    let turns = 0;
    const turn = () => {
      turns += 1;
      return turns === 3 ? Promise.reject(new Error('stop')) : Promise.resolve();
    };
    await assert.rejects(searchSecret('a line\n'.repeat(5 * PART), turn), /stop/);
    assert.equal(turns, 3);
  });
});
