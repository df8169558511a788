import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { ExpectedError } from '../../core/errors.ts';
import type { Merge } from '../../core/scaffold/update.ts';
import { makeTemporaryFolder } from '../files/temporaryFolder.ts';
import { explainFileError } from '../files/writeInside.ts';

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
    const args = [
      'merge-file',
      '-p',
      ...labels.flatMap((label) => ['-L', label]),
      ...Object.keys(files),
    ];
    return await new Promise((resolve, reject) => {
      const options = { cwd: folder, encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 } as const;
      execFile('git', args, options, (error, stdout) => {
        const code = typeof error?.code === 'number' ? error.code : 0;
        // Its exit code counts the conflicts; 255 and a missing program are failures.
        if (error && (typeof error.code !== 'number' || code > 127)) {
          reject(
            new ExpectedError(
              'use',
              'Git could not merge a file.',
              'Install Git 2.30 or later, then update again. Nothing was changed.',
            ),
          );
        } else resolve({ bytes: stdout, conflicts: code });
      });
    });
  } catch (error) {
    throw explainFileError(error, folder);
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
};
