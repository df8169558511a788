import assert from 'node:assert/strict';
import * as v from 'valibot';
import { readFrontMatter } from '../../../src/core/roadmap/frontMatter.ts';
import type { Problem } from '../../../src/core/roadmap/problem.ts';

const schema = v.strictObject({ id: v.string(), hours: v.number() });

function read(text: string) {
  const problems: Problem[] = [];
  const found = readFrontMatter('step.md', text, schema, (problem) => problems.push(problem));
  return { found, problems };
}

describe('a page with front matter', () => {
  it('is a head and sections, with the lines on which they stand', () => {
    const { found, problems } = read(
      '---\nid: a\nhours: 2\n---\n\n## Goal\n\nDo it.\n\n## Hint 1\nSo.\n',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(found?.head.value, { id: 'a', hours: 2 });
    assert.equal(found.head.lineOf(['hours']), 3);
    assert.deepEqual(found.sections, [
      { heading: 'Goal', text: 'Do it.', line: 8 },
      { heading: 'Hint 1', text: 'So.', line: 11 },
    ]);
  });

  it('has no sections inside blocks of code', () => {
    const { found } = read(
      '---\nid: a\nhours: 2\n---\n## Goal\n````\n## no\n```\n## no\n````\n## Hint 1\nSo.\n',
    );
    assert.deepEqual(
      found?.sections.map(({ heading }) => heading),
      ['Goal', 'Hint 1'],
    );
  });

  it('may have the line ends of Windows', () => {
    const { found } = read('---\r\nid: a\r\nhours: 2\r\n---\r\n## Goal\r\nDo it.\r\n');
    assert.deepEqual(found?.sections, [{ heading: 'Goal', text: 'Do it.', line: 6 }]);
  });

  it('is reported without a head', () => {
    const { found, problems } = read('## Goal\nDo it.\n');
    assert.equal(found, undefined);
    assert.deepEqual(
      problems.map(({ line, message }) => ({ line, message })),
      [{ line: 1, message: 'The file has no front matter.' }],
    );
  });

  it('is reported with the line of what its head has wrong', () => {
    const { found, problems } = read('---\nid: a\nhours: long\n---\n## Goal\nDo it.\n');
    assert.equal(found, undefined);
    assert.deepEqual(
      problems.map(({ line }) => line),
      [3],
    );
  });
});
