import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as documents from 'vscode-languageserver-textdocument';
import * as library from 'vscode-languageserver-types';
import { Position, Range } from '../../../../src/core/checks/docker/positions.ts';
import { TextDocument } from '../../../../src/core/checks/docker/textDocument.ts';

describe('what stands for vscode-languageserver-types in bundles', () => {
  it('makes the same positions and ranges', () => {
    const [start, end] = [Position.create(1, 2), Position.create(3, 4)];
    assert.deepEqual(start, library.Position.create(1, 2));
    assert.deepEqual(Range.create(start, end), library.Range.create(start, end));
    assert.deepEqual(Range.create(1, 2, 3, 4), library.Range.create(1, 2, 3, 4));
  });
});

describe('what stands for vscode-languageserver-textdocument in bundles', () => {
  it('finds the same places, offsets and texts', () => {
    const number = fc.integer({ min: -2, max: 30 });
    const place = fc.record({ line: fc.integer({ min: -1, max: 6 }), character: number });
    const words = fc.array(fc.constantFrom('a', 'bc', ' ', '\n', '\r', '\r\n'), { maxLength: 20 });
    fc.assert(
      fc.property(words, number, place, place, (parts, offset, start, end) => {
        const [own, theirs] = [TextDocument, documents.TextDocument].map((each) =>
          each.create('', '', 0, parts.join('')),
        );
        assert.deepEqual(own?.positionAt(offset), theirs?.positionAt(offset));
        assert.equal(own?.offsetAt(start), theirs?.offsetAt(start));
        assert.equal(own?.getText({ start, end }), theirs?.getText({ start, end }));
        assert.equal(own?.getText(), parts.join(''));
      }),
    );
  });
});
