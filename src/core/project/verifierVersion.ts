import { VERIFIER_PATH } from './paths.ts';
import { isNewer } from '../versions.ts';
import type { ProjectReader } from './fileReading.ts';
import { readOwnText } from './projectFolder.ts';

const LARGEST_VERIFIER = 4 * 1024 * 1024;
/** What the build writes at the top of `verify.cjs`, before the version. */
export const VERIFIER_BANNER = '// MLOps Roadmap verifier ';
// The one version without a banner.
const FIRST_VERSION = '0.1.0';

/**
 * What to say when a project's own verifier is older than this version: at a terminal and in CI it
 * runs, and may judge otherwise. Undefined when it is not older, or not there.
 * @throws ExpectedError `state` when the verifier is there and cannot be read.
 */
export async function olderVerifierNote(
  reader: ProjectReader,
  version: string,
): Promise<string | undefined> {
  const text = await readOwnText(reader, VERIFIER_PATH, LARGEST_VERIFIER);
  if (text === undefined) return undefined;
  const found = text.startsWith(VERIFIER_BANNER)
    ? /^[\d.]{1,20}/.exec(text.slice(VERIFIER_BANNER.length))?.[0]
    : FIRST_VERSION;
  if (found === undefined || !isNewer(version, found)) return undefined;
  return `This project’s ${VERIFIER_PATH} is of version ${found}, older than ${version}. Run “Update Project…”, or update at a terminal, so that your CI judges like the editor.`;
}
