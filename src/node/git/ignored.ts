import * as path from 'node:path';
import { terminated } from './openGit.ts';
import { gitWords } from './repository.ts';
import type { RunGit } from './run.ts';

/** A path that Git ignores, and the rule. */
export interface IgnoredPath {
  readonly path: string;
  readonly pattern: string;
  /** The file that holds the rule. */
  readonly source: string;
}

/**
 * Which of the paths Git would leave out, by any rule: of the project, of an outer folder, of the
 * repository's own exclude file, or of the learner's global settings. Tracked files are never left out.
 * @param root the work tree's root, to which paths and sources are relative.
 */
export async function ignoredPaths(
  run: RunGit,
  root: string,
  paths: readonly string[],
): Promise<readonly IgnoredPath[] | { readonly problem: string }> {
  const result = await run(['check-ignore', '-v', '-z', '--stdin'], {
    stdin: terminated(paths.map((each) => `./${each}`)),
  });
  // Exit code 1: it ignores none of them.
  if (result.kind !== 'ended' || result.code > 1) return { problem: gitWords(result) };
  const fields = result.stdout.split('\0');
  const found: IgnoredPath[] = [];
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [source = '', , pattern = '', file = ''] = fields.slice(at, at + 4);
    // The last rule that fits is printed, which may be one that takes the path in.
    if (pattern.startsWith('!')) continue;
    found.push({ path: file.slice('./'.length), pattern, source: path.resolve(root, source) });
  }
  return found;
}
