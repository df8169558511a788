import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { ExpectedError } from '../../core/errors.ts';
import type { Merge } from '../../core/scaffold/update.ts';
import { makeTemporaryFolder } from '../files/temporaryFolder.ts';
import { explainFileError } from '../files/writeInside.ts';
import { gitWords } from '../git/repository.ts';
import { runGit } from '../git/run.ts';

/** Merges with `git merge-file`, which needs no repository. */
export const mergeByGit: Merge = async (base, yours, theirs) => {
  const folder = await makeTemporaryFolder('mlops-roadmap-merge').catch((error: unknown) =>
    Promise.reject(explainFileError(error, os.tmpdir())),
  );
  try {
    const files = { yours, base, theirs };
    for (const [name, bytes] of Object.entries(files)) {
      await fs.writeFile(path.join(folder, name), bytes);
    }
    const labels = ['yours', 'as it was generated', 'the new version'];
    const merged = await runGit(folder, [
      'merge-file',
      '-p',
      ...labels.flatMap((label) => ['-L', label]),
      ...Object.keys(files),
    ]);
    // Its exit code counts the conflicts; 255 is a failure.
    if (merged.kind === 'ended' && merged.code <= 127) {
      return { bytes: merged.bytes, conflicts: merged.code };
    }
    throw new ExpectedError(
      'use',
      `Git could not merge a file: ${gitWords(merged)}.`,
      'Install Git 2.30 or later, then update again. Nothing was changed.',
    );
  } catch (error) {
    throw explainFileError(error, folder);
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
};
