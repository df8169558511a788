import * as path from 'node:path';
import { gitWords } from './repository.ts';
import type { GitOptions, GitResult } from './run.ts';

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
  run: (args: readonly string[], options: GitOptions) => Promise<GitResult>,
  root: string,
  paths: readonly string[],
): Promise<readonly IgnoredPath[] | { readonly problem: string }> {
  // This command refuses literal paths, so no path may begin as a pattern does.
  const result = await run(['check-ignore', '-v', '-z', '--stdin'], {
    env: { GIT_LITERAL_PATHSPECS: undefined },
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

/** Paths as Git reads them with `-z --stdin`. */
export function terminated(paths: readonly string[]): string {
  return paths.map((each) => `${each}\0`).join('');
}
