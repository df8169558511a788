import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';

/**
 * The file operations that the product's own files are read and written with. Tests put in one that
 * fails at a chosen operation.
 */
export type FileSystem = Pick<
  typeof fs,
  | 'chmod'
  | 'link'
  | 'lstat'
  | 'mkdir'
  | 'open'
  | 'readdir'
  | 'realpath'
  | 'rename'
  | 'rm'
  | 'rmdir'
  | 'stat'
  | 'unlink'
  | 'utimes'
>;

/** The machine's own file system. */
export const machineFiles: FileSystem = fs;

/** Flags of `open`; 0 on Windows, which has neither. */
export const NO_FOLLOW: number = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;
export const NO_WAIT: number = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;

/** The code of a file system's error, such as `ENOSPC`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

/** Whether an error proves that nothing is at a path. */
export function isAbsent(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** An error's own words. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
