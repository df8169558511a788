/** A part of a text that has the form of a secret; offsets are in UTF-16 units. */
export interface SecretSpan {
  /** For a sentence: “a GitHub token”. */
  readonly what: string;
  readonly start: number;
  readonly end: number;
  /** False for an example, a placeholder or a well-known default. */
  readonly real: boolean;
}
