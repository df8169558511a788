import { readCheckFile } from '../checks/checkFile.ts';
import type { CheckFile } from '../checks/model.ts';
import { ExpectedError } from '../errors.ts';
import { CHECKS_PATH } from './paths.ts';
import type { ProjectReader } from './fileReading.ts';
import { LARGEST_CHECKS, readOwnText } from './projectFolder.ts';

/** A project's checks as they are read. */
export interface ReadChecks {
  readonly checks: CheckFile;
  /** The file's text. */
  readonly checksText: string;
}

/**
 * The project's steps with their checks, ready to be run.
 * @throws ExpectedError `use` when the project has none, `state` when they are damaged.
 */
export async function readChecks(reader: ProjectReader): Promise<ReadChecks> {
  const text = await readOwnText(reader, CHECKS_PATH, LARGEST_CHECKS);
  if (text !== undefined) return { checks: readCheckFile(text), checksText: text };
  throw new ExpectedError(
    'use',
    `The project has no ${CHECKS_PATH}.`,
    'Bring it back from Git. A project without steps has none.',
  );
}
