import { ExpectedError, isExpected, sentence } from '../errors.ts';

/** Why a tick could not be saved, for the learner, with what to do about it. */
export function tickFailure(error: unknown): ExpectedError {
  const reason = error instanceof Error ? error.message : sentence(error);
  // The remedies for a place on the disk speak of a folder that the learner chose.
  const own = isExpected(error) && error.kind !== 'target' ? error.remedy : undefined;
  return new ExpectedError(
    'state',
    `The tick could not be saved. ${reason.replace(/\.?$/, '.')}`,
    own ?? 'Free some space or fix the folder’s permissions, then tick again.',
  );
}
