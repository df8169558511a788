import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { ExpectedError } from '../core/errors.ts';
import { BEFORE_FOLDER } from '../core/project/updateJournal.ts';
import type { UpdateAction, UpdateKind } from '../core/scaffold/update.ts';
import type { CompiledContent } from '../node/compiledContent.ts';
import { applyFolderUpdate, undoFolderUpdate } from '../node/update/applyFolderUpdate.ts';
import {
  isUpToDate,
  planFolderUpdate,
  type PlannedUpdate,
} from '../node/update/planFolderUpdate.ts';

const WORDS: Readonly<Record<UpdateKind, string>> = {
  follow: 'new version',
  add: 'added',
  remove: 'removed',
  merge: 'merged with yours',
  conflict: 'CONFLICT, to be settled by you',
  keep: 'yours is kept',
  deleted: 'stays deleted',
  blocked: 'left as it is',
};

/** What was printed, and the exit code: 1 when something is left to the learner. */
export interface Updated {
  readonly text: string;
  readonly code: 0 | 1;
}

/**
 * Brings a project to what this version carries, says with `--dry-run` what would happen, or takes
 * the last update back with `--undo`.
 */
export async function updateProject(
  content: CompiledContent,
  args: readonly string[],
): Promise<Updated> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      undo: { type: 'boolean', default: false },
    },
  });
  if (positionals.length > 1) throw new ExpectedError('use', 'Give one folder.', 'update [dir]');
  if (values.undo && values['dry-run']) {
    throw new ExpectedError('use', 'Give either --undo or --dry-run.', 'update [dir] [--undo]');
  }
  const root = path.resolve(positionals[0] ?? '.');
  return values.undo ? undo(root) : update(root, content, values['dry-run']);
}

async function update(root: string, content: CompiledContent, dry: boolean): Promise<Updated> {
  const planned = await planFolderUpdate(root, content);
  if (isUpToDate(planned)) {
    const kept = planned.actions.map(line);
    return {
      text: [...kept, 'The project is up to date; nothing was written.'].join('\n'),
      code: 0,
    };
  }
  const list = [...interruption(planned, dry), ...planned.actions.map(line)];
  if (dry) {
    const count = `${planned.actions.length} files; nothing was written.`;
    return { text: [...list, count].join('\n'), code: 0 };
  }
  await applyFolderUpdate(root, planned);
  const conflicts = planned.actions.filter(({ kind }) => kind === 'conflict').length;
  const end =
    conflicts > 0
      ? [
          `${conflicts} files hold conflict markers (<<<<<<<). Settle them, then commit.`,
          `Your files from before are in ${BEFORE_FOLDER}.`,
        ]
      : [
          `Updated: ${planned.actions.length} files, checks and verifier. Look at git diff, then commit.`,
        ];
  return {
    text: [...list, ...end, '“update --undo” takes it back.'].join('\n'),
    code: conflicts > 0 ? 1 : 0,
  };
}

async function undo(root: string): Promise<Updated> {
  const kept = await undoFolderUpdate(root);
  if (kept.length === 0) return { text: 'The update was taken back.', code: 0 };
  const lines = [
    'The update was taken back, except for these files, which have changed since and stay as they are:',
    ...kept.map((name) => `  ${name}`),
    `The files from before the update are in ${BEFORE_FOLDER}.`,
  ];
  return { text: lines.join('\n'), code: 1 };
}

function line({ path: name, kind, reason }: UpdateAction): string {
  return `${name}: ${WORDS[kind]}${reason === undefined ? '' : ` (${reason})`}`;
}

function interruption({ interrupted }: PlannedUpdate, dry: boolean): readonly string[] {
  if (!interrupted) return [];
  const { restored, kept } = interrupted;
  // The copies of the update that now follows take the place of the earlier ones.
  return [
    `An update of this project was interrupted. ${dry ? 'Updating takes it back first' : 'It was taken back first'}: ${restored.size} files.`,
    ...kept.map(
      (name) =>
        `${name}: changed since; stays as it is${dry ? ` (the copy from before is in ${BEFORE_FOLDER})` : ''}`,
    ),
  ];
}
