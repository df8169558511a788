import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { ExpectedError } from '../core/errors.ts';
import type { UpdateKind } from '../core/scaffold/update.ts';
import type { CompiledContent } from '../node/compiledContent.ts';
import { applyFolderUpdate, planFolderUpdate } from '../node/updateFolder.ts';

const WORDS: Readonly<Record<UpdateKind, string>> = {
  follow: 'new version',
  add: 'added',
  remove: 'removed',
  merge: 'merged with yours',
  conflict: 'CONFLICT, to be settled by you',
  keep: 'yours is kept',
  deleted: 'stays deleted',
};

/**
 * Brings a project to what this version carries, or says with `--dry-run` what would happen.
 * @returns what was printed, and the exit code: 1 when there are conflicts to settle.
 */
export async function updateProject(
  content: CompiledContent,
  args: readonly string[],
): Promise<{ readonly text: string; readonly code: 0 | 1 }> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean', default: false } },
  });
  if (positionals.length > 1) throw new ExpectedError('use', 'Give one folder.', 'update [dir]');
  const root = path.resolve(positionals[0] ?? '.');
  const update = await planFolderUpdate(root, content);
  const lines = update.actions.map(({ path: name, kind }) => `${name}: ${WORDS[kind]}`);
  const conflicts = update.actions.filter(({ kind }) => kind === 'conflict').length;
  if (values['dry-run']) {
    return { text: [...lines, `${lines.length} files; nothing was written.`].join('\n'), code: 0 };
  }
  await applyFolderUpdate(root, update);
  const end =
    conflicts > 0
      ? `${conflicts} files hold conflict markers (<<<<<<<). Settle them, then commit.`
      : `Updated: ${lines.length} files, checks and verifier. Look at git diff, then commit.`;
  return { text: [...lines, end].join('\n'), code: conflicts > 0 ? 1 : 0 };
}
