import assert from 'node:assert/strict';
import fc from 'fast-check';
import { restoreTexts, shareTexts } from '../../../src/core/checks/sharedTexts.ts';

const script = 'print("a long script")\n'.repeat(20);

describe('texts that several checks share', () => {
  it('stand once', () => {
    const { value, texts } = shareTexts([
      { write: { 'a.py': script } },
      { write: { 'b.py': script } },
    ]);
    assert.deepEqual(texts, [script]);
    assert.ok(JSON.stringify(value).length < script.length);
  });

  it('are left where they stand alone or are short', () => {
    const once = { stdin: script, hints: ['short', 'short'] };
    assert.deepEqual(shareTexts(once), { value: once, texts: [] });
  });

  it('come back as they were, whatever the value', () => {
    const text = fc.oneof(fc.constant(script), fc.constant(`${script}#`), fc.string());
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        text,
        fc.integer(),
        fc.array(tie('tree')),
        fc.dictionary(fc.string(), tie('tree')),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const shared = shareTexts(value);
        assert.deepEqual(
          JSON.parse(JSON.stringify(restoreTexts(shared.value, shared.texts))),
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });
});
