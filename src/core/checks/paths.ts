import picomatch from 'picomatch/posix.js';
import * as v from 'valibot';
import { isFile } from './look.ts';
import type { CheckWorld } from './world.ts';

/** A path inside the project with `/`, or a pattern of such paths; `{scratch}` begins a command's own folder. */
export const pathSchema = v.pipe(
  v.string(),
  v.minLength(1, 'must not be empty'),
  v.check(
    (path) => !path.startsWith('/') && !/^[a-zA-Z]:/.test(path) && !path.includes('\\'),
    'must be relative to the project, with forward slashes',
  ),
  v.check((path) => !path.split('/').includes('..'), 'must not leave the project'),
);

const SCRATCH = '{scratch}/';

/** The files that a path or a pattern names, sorted. */
export async function matchFiles(world: CheckWorld, path: string): Promise<readonly string[]> {
  if (!isPattern(path)) return (await isFile(world, path)) ? [path] : [];
  const matches = picomatch(path, { dot: true });
  return (await world.list()).filter((file) => matches(file));
}

/** Whether a path names several files. */
export function isPattern(path: string): boolean {
  return /[*?[\]]|\{(?!scratch\})/.test(path.replace(SCRATCH, ''));
}
