import { readCheckFile } from '../checks/checkFile.ts';
import type { CheckFile } from '../checks/model.ts';
import { ExpectedError } from '../errors.ts';
import { CHECKS_PATH } from './paths.ts';
import type { ProjectReader } from './fileReading.ts';
import { LARGEST_CHECKS, readOwnText } from './projectFolder.ts';

/**
 * The project's steps with their checks, ready to be run.
 * @throws ExpectedError `use` when the project has none, `state` when they are damaged.
 */
export async function readChecks(reader: ProjectReader): Promise<CheckFile> {
  const text = await readOwnText(reader, CHECKS_PATH, LARGEST_CHECKS);
  if (text !== undefined) return readCheckFile(text);
  throw new ExpectedError(
    'use',
    `The project has no ${CHECKS_PATH}.`,
    'Bring it back from Git. A project without steps has none.',
  );
}
