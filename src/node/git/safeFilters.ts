import * as os from 'node:os';
import * as path from 'node:path';
import type { GitOptions, GitResult } from './run.ts';

/**
 * Arguments for Git that give every filter the command of the learner's global settings, or none.
 * A repository that came from elsewhere must not start programs by a filter of its own.
 * @returns undefined when the settings cannot be overridden.
 */
export async function safeFilters(
  run: (args: readonly string[], options?: GitOptions) => Promise<GitResult>,
): Promise<readonly string[] | undefined> {
  const settings = async (options?: GitOptions) => {
    const result = await run(['config', '-z', '--get-regexp', '^filter\\.'], options);
    // Exit code 1: there are none.
    if (result.kind !== 'ended' || result.code > 1) return undefined;
    return new Map(
      result.stdout
        .split('\0')
        .filter((entry) => entry !== '')
        .map((entry) => {
          const [key = '', ...value] = entry.split('\n');
          return [key, value.join('\n')] as const;
        }),
    );
  };
  const trusted = await settings({
    env: { GIT_DIR: path.join(os.tmpdir(), 'no-repository', '.git') },
  });
  const all = await settings();
  if (!trusted || !all) return undefined;
  const own = [...all].filter(([key, value]) => trusted.get(key) !== value);
  if (own.some(([key]) => /[=\n]/.test(key))) return undefined;
  return own.flatMap(([key]) => [
    '-c',
    `${key}=${trusted.get(key) ?? (key.endsWith('.required') ? 'false' : '')}`,
  ]);
}
