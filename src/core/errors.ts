/** What went wrong, as a tag that survives bundling (never compare with `instanceof`). */
export type ErrorKind =
  | 'name' // a project's name cannot be used
  | 'target' // the target folder cannot be written as asked
  | 'conflict' // a file is already there
  | 'content' // roadmap content is missing or broken
  | 'state' // stored progress cannot be read
  | 'look' // nobody can tell whether something is there
  | 'limit' // something took longer than its limit
  | 'use' // the caller asked for something that does not exist
  | 'cancelled';

/** An expected failure: what happened, and what the learner can do about it. */
export class ExpectedError extends Error {
  readonly kind: ErrorKind;
  readonly remedy: string | undefined;

  constructor(kind: ErrorKind, message: string, remedy?: string) {
    super(message);
    this.name = 'ExpectedError';
    this.kind = kind;
    this.remedy = remedy;
  }
}

/** True for an `ExpectedError` made in any bundle; `kind` narrows it further. */
export function isExpected(error: unknown, kind?: ErrorKind): error is ExpectedError {
  if (!(error instanceof Error) || error.name !== 'ExpectedError') return false;
  return kind === undefined || (error as ExpectedError).kind === kind;
}

/** The sentence to show for any thrown value: message, then remedy. */
export function sentence(error: unknown): string {
  if (isExpected(error)) {
    return error.remedy === undefined ? error.message : `${error.message} ${error.remedy}`;
  }
  return error instanceof Error ? error.message : String(error);
}
