import picomatch from 'picomatch/posix.js';
import * as v from 'valibot';
import { isFile } from './look.ts';
import { search } from './pattern.ts';
import type { CheckWorld } from './world.ts';

/** A path inside the project with `/`, or a pattern of such paths; `{scratch}` begins a command's own folder. */
export const pathSchema = v.pipe(
  v.string(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(1000, 'must not be longer than 1000 characters'),
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
  const { source, flags } = picomatch.makeRe(path, { dot: true });
  const files = await world.list();
  const searched = files.map((file) => ({ text: file, from: file }));
  const matches = await search(world, { source, flags }, searched, path);
  return files.filter((file, index) => file === path || matches[index] !== undefined);
}

/** Whether a path names several files. */
export function isPattern(path: string): boolean {
  return /[*?[\]]|\{(?!scratch\})/.test(path.replace(SCRATCH, ''));
}
