import type { ValuePath } from './expectation.ts';

/** A parsed file, with the lines of its parts where the format knows them. */
export interface ParsedFile {
  readonly value: unknown;
  /** 1-based; undefined for formats without positions. */
  readonly lineOf: (path: ValuePath) => number | undefined;
}
