import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { filesBelow, readWords } from '../../scripts/content/words.mts';
import { root } from '../../scripts/setup/places.mjs';
import { wordsToAvoid } from '../../src/core/roadmap/words.ts';

// What is below roadmap/ is looked through by the content build.
const PAGES = ['README.md', 'CHANGELOG.md', 'CONTENT.md', 'CONTRIBUTING.md', 'docs', 'media'];
const PROGRAM = ['package.json', 'package.nls.json', 'src'];

describe('the product’s own texts', () => {
  it('use plain, modern words', () => {
    const list = readWords(path.join(root, 'roadmap'), ({ message }) => assert.fail(message));
    assert.ok(list);
    const files = filesBelow(root, ...PAGES, ...PROGRAM);
    const found = files.flatMap((file) =>
      wordsToAvoid(fs.readFileSync(path.join(root, file), 'utf8'), list).map(
        ({ line, word, write }) => `${file}:${line}: “${word}”: write ${write}.`,
      ),
    );
    assert.deepEqual(found, []);
  });
});
