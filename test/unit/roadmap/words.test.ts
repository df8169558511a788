import assert from 'node:assert/strict';
import { wordsToAvoid } from '../../../src/core/roadmap/words.ts';

const list = {
  words: [
    { avoid: 'mend(s|ed|ing)?', write: 'fix' },
    { avoid: 'for ever', write: 'forever' },
  ],
  except: [],
};

describe('words that readers would stop at', () => {
  it('are found with their line, in any case and form', () => {
    const text = 'Fine.\nMend it.\nIt stays for ever, mended or not.\n';
    assert.deepEqual(wordsToAvoid(text, list), [
      { line: 2, word: 'Mend', write: 'fix' },
      { line: 3, word: 'mended', write: 'fix' },
      { line: 3, word: 'for ever', write: 'forever' },
    ]);
  });

  it('are whole words', () => {
    assert.deepEqual(wordsToAvoid('I recommend an amendment, a mend-all and forever.', list), []);
  });

  it('may stand in code', () => {
    const text = 'Call `mend()`.\n\n```python\nmend()\n```\n\n~~~\nfor ever\n~~~\n';
    assert.deepEqual(wordsToAvoid(text, list), []);
  });
});
