import assert from 'node:assert/strict';
import { ExpectedError, sentence } from '../../../src/core/errors.ts';
import { tickFailure } from '../../../src/core/progress/tickFailure.ts';

describe('a tick that could not be saved', () => {
  it('names the place, and a remedy that fits where VS Code keeps progress', () => {
    const full = new ExpectedError('target', 'The disk is full at /x.', 'Choose another folder.');
    assert.equal(
      sentence(tickFailure(full)),
      'The tick could not be saved. The disk is full at /x. Free some space or fix the folder’s permissions, then tick again.',
    );
  });

  it('keeps the remedy of what is no matter of the disk', () => {
    const damaged = new ExpectedError('state', 'Saved progress is damaged.', 'Use “Export”.');
    assert.equal(
      sentence(tickFailure(damaged)),
      'The tick could not be saved. Saved progress is damaged. Use “Export”.',
    );
  });

  it('shows what nobody expected, with a sentence of its own', () => {
    assert.match(
      sentence(tickFailure(new Error('boom'))),
      /^The tick could not be saved\. boom\. /,
    );
    assert.match(sentence(tickFailure('boom.')), /^The tick could not be saved\. boom\. /);
  });
});
