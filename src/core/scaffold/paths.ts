import { ExpectedError } from '../errors.ts';
import { folderNameProblem } from './names.ts';

/**
 * Checks that a path from an archive stays inside the folder it is written to, on any system.
 * @returns the path unchanged.
 * @throws ExpectedError `content` otherwise.
 */
export function safeRelativePath(path: string): string {
  const parts = path.split('/');
  const bad = parts.find(
    (part) => part === '' || part === '.' || part === '..' || folderNameProblem(part) !== undefined,
  );
  if (bad !== undefined) {
    throw new ExpectedError(
      'content',
      `The starter holds a path that cannot be written safely: ${JSON.stringify(path)}.`,
      'Nothing was written. Reinstall the extension.',
    );
  }
  return path;
}
