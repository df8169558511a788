import { ExpectedError } from '../errors.ts';
import { unpackFiles, type ProjectFile } from '../scaffold/archive.ts';
import { BASE_PATH } from './paths.ts';
import type { ProjectReader } from './fileReading.ts';
import { readOwnBytes } from './projectFolder.ts';

const LARGEST_BASE = 8 * 1024 * 1024;

/**
 * The project's files as they were generated.
 * @throws ExpectedError `content` when they are missing or damaged, `state` when they cannot be read.
 */
export async function readBase(reader: ProjectReader): Promise<readonly ProjectFile[]> {
  const bytes = await readOwnBytes(reader, BASE_PATH, LARGEST_BASE);
  if (bytes) {
    try {
      return unpackFiles(bytes);
    } catch {
      // Said below, as for a file that is missing.
    }
  }
  throw new ExpectedError(
    'content',
    `${BASE_PATH} is ${bytes ? 'damaged' : 'missing'}; without it your changes cannot be told apart from the starter’s.`,
    'Bring it back from Git.',
  );
}
