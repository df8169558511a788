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
    (part) =>
      part === '' ||
      part === '.' ||
      part === '..' ||
      folderNameProblem(part) !== undefined ||
      isGitFolder(part),
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

// Characters that macOS leaves out when it compares names.
const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** Whether a name means Git's own folder on any system: in any case, or by its short name. */
export function isGitFolder(name: string): boolean {
  return /^(?:\.git|git~\d+)$/i.test(name.replace(IGNORED, ''));
}
