import assert from 'node:assert/strict';
import { goalSentences } from '../../../src/core/roadmap/goalSentences.ts';

const textsOf = (markdown: string) => goalSentences(markdown).map(({ text }) => text);

describe('the sentences of a Goal', () => {
  it('end with a full stop, not with a line', () => {
    assert.deepEqual(textsOf('One sentence\nover two lines. Another one.'), [
      'One sentence over two lines.',
      'Another one.',
    ]);
  });

  it('do not end inside code', () => {
    assert.deepEqual(textsOf('Run `python -m x. Y` first. Then `a.b`.'), [
      'Run `python -m x. Y` first.',
      'Then `a.b`.',
    ]);
  });

  it('are each item of a list; the line with a colon that leads to it is none', () => {
    assert.deepEqual(textsOf('It is quick. It has:\n\n- one `id`\n- two names,\n  on two lines'), [
      'It is quick.',
      'one `id`',
      'two names, on two lines',
    ]);
  });

  it('are none of a block of code, nor the line that leads to it', () => {
    assert.deepEqual(textsOf('It prints this:\n\n```text\nAll. Of. It.\n```\n\nIt ends with 0.'), [
      'It ends with 0.',
    ]);
  });

  it('end with a colon where nothing follows that it leads to', () => {
    assert.deepEqual(textsOf('Mind this:\n\nIt ends.'), ['Mind this:', 'It ends.']);
  });

  it('are none below “Why it matters”, until the next heading', () => {
    const goal = 'It ends.\n\n### Why it matters\n\nPeople wait.\n\n```\n### no heading\n```\n';
    assert.deepEqual(textsOf(goal), ['It ends.']);
    assert.deepEqual(textsOf(`${goal}\n### The table\n\nIt has rows.`), [
      'It ends.',
      'It has rows.',
    ]);
  });

  it('know their line', () => {
    assert.deepEqual(goalSentences('One.\n\n1. Two.\n2) Three.'), [
      { text: 'One.', line: 0 },
      { text: 'Two.', line: 2 },
      { text: 'Three.', line: 3 },
    ]);
  });
});
