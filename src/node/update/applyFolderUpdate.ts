import { ExpectedError, sentence } from '../../core/errors.ts';
import {
  BEFORE_FOLDER,
  JOURNAL_PATH,
  readUpdateState,
  type UpdateJournal,
} from '../../core/project/updateJournal.ts';
import { sameBytes } from '../../core/scaffold/bytes.ts';
import { UPDATE_FOLDER } from '../../core/project/paths.ts';
import type { FileBefore } from '../../core/scaffold/update.ts';
import { machineFiles, type FileSystem } from '../files/fileSystem.ts';
import { sweepTemporaries } from '../files/owner.ts';
import { projectReader } from '../files/readInside.ts';
import {
  explainFileError,
  moveInside,
  realPathInside,
  removeInside,
  writeInside,
} from '../files/writeInside.ts';
import { isUpToDate, type PlannedUpdate } from './planFolderUpdate.ts';
import { lookSurely, reverseUpdate, stateOf, sweepBeside } from './reverseUpdate.ts';
import { whileLocked } from './updateLock.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const STAGED = `${UPDATE_FOLDER}/staged`;

interface Change {
  readonly path: string;
  readonly before: FileBefore;
  /** Undefined for a removal. */
  readonly after: FileBefore;
}

/**
 * Carries a planned update out, after taking an interrupted one back. Everything that is to be
 * replaced is copied aside first and stays there, so that the update can be taken back: at once
 * when it fails, later when it was interrupted, and by *Undo Update* while files are as it left them.
 * @returns paths that an interrupted update had touched and that stayed, as they were changed since.
 * @throws ExpectedError `conflict` when a file has changed since the plan, `target` when a file
 * cannot be written; then everything is as it was, or the message names what is not.
 */
export async function applyFolderUpdate(
  root: string,
  update: PlannedUpdate,
  fs: FileSystem = machineFiles,
): Promise<readonly string[]> {
  // The update before can still be undone.
  if (isUpToDate(update)) return [];
  return whileLocked(
    root,
    async () => {
      const state = await readUpdateState(projectReader(root, fs));
      const kept = state.kind === 'interrupted' ? await reverseUpdate(root, state.journal, fs) : [];
      const changes = changesOf(update);
      await refuseWhatChanged(root, changes, fs);
      const journal: UpdateJournal = {
        version: 1,
        phase: 'applying',
        from: update.from,
        to: update.to,
        files: changes.map(({ path, before, after }) => ({
          path,
          before: before ? stateOf(before) : null,
          after: after ? stateOf(after) : null,
        })),
      };
      await stage(root, changes, fs);
      await writeJournal(root, journal, fs);
      try {
        for (const { path, after } of changes) {
          if (after) await writeInside(root, path, after.bytes, after, fs);
          else await removeInside(root, path, fs);
        }
        await writeJournal(root, { ...journal, phase: 'applied' }, fs);
      } catch (error) {
        throw await takenBack(root, journal, error, fs);
      }
      return kept;
    },
    fs,
  );
}

/**
 * Takes the last update back: files that are as it left them become what they were.
 * @returns the paths that have changed since and stay as they are.
 * @throws ExpectedError `use` when there is nothing to undo.
 */
export async function undoFolderUpdate(
  root: string,
  fs: FileSystem = machineFiles,
): Promise<readonly string[]> {
  // The lock makes a folder: not in one where there is nothing to undo.
  await undoable(root, fs);
  return whileLocked(
    root,
    async () => {
      const journal = await undoable(root, fs);
      // An undo that is interrupted goes on as the reversal of an interrupted update.
      if (journal.phase === 'applied') {
        await writeJournal(root, { ...journal, phase: 'applying' }, fs);
      }
      return reverseUpdate(root, journal, fs);
    },
    fs,
  );
}

async function undoable(root: string, fs: FileSystem): Promise<UpdateJournal> {
  const state = await readUpdateState(projectReader(root, fs));
  if (state.kind === 'interrupted' || state.kind === 'applied') return state.journal;
  throw new ExpectedError(
    'use',
    'There is no update of this project to undo.',
    'Only the last update can be undone, on the computer where it was made. Git has older states.',
  );
}

function changesOf({ actions, own }: PlannedUpdate): readonly Change[] {
  return [
    ...actions.flatMap(({ path, kind, before, bytes, executable }): readonly Change[] => {
      if (bytes) return [{ path, before, after: { bytes, executable } }];
      return kind === 'remove' ? [{ path, before, after: undefined }] : [];
    }),
    ...own.map(({ path, bytes, executable, before }) => ({
      path,
      before,
      after: { bytes, executable },
    })),
  ];
}

/** The learner may have gone on working while the list was on the screen. */
async function refuseWhatChanged(
  root: string,
  changes: readonly Change[],
  fs: FileSystem,
): Promise<void> {
  const changed: string[] = [];
  for (const { path, before } of changes) {
    const now = await lookSurely(root, path, fs);
    const same =
      now.kind === 'file'
        ? before && sameBytes(now.bytes, before.bytes)
        : now.kind === 'absent' && !before;
    if (!same) changed.push(path);
  }
  if (changed.length === 0) return;
  throw new ExpectedError(
    'conflict',
    `Changed since the update was listed: ${changed.slice(0, 5).join(', ')}${changed.length > 5 ? ', …' : ''}.`,
    'Nothing was written. Update again to see the new list.',
  );
}

/** Copies files aside. The journal of the update before goes only when all copies are complete. */
async function stage(root: string, changes: readonly Change[], fs: FileSystem): Promise<void> {
  await sweepTemporaries(await realPathInside(root, UPDATE_FOLDER, fs), fs);
  await sweepBeside(
    root,
    changes.map(({ path }) => path),
    fs,
  );
  try {
    await removeTree(root, STAGED, fs);
    // Git ignores the folder whatever the project's own rules say.
    await writeInside(root, `${UPDATE_FOLDER}/.gitignore`, encode('*\n'), {}, fs);
    for (const { path, before } of changes) {
      if (!before) continue;
      // A file that only its owner may read has a copy that only its owner may read.
      const { mode } = await fs.lstat(await realPathInside(root, path, fs));
      const options = { permissions: mode & 0o777 };
      await writeInside(root, `${STAGED}/${path}`, before.bytes, options, fs);
    }
    await removeInside(root, JOURNAL_PATH, fs);
    await removeTree(root, BEFORE_FOLDER, fs);
    await moveInside(root, STAGED, BEFORE_FOLDER, fs);
  } catch (error) {
    await removeTree(root, STAGED, fs).catch(() => undefined);
    throw new ExpectedError(
      'target',
      `The update was not begun, as your files could not be copied aside first. ${sentence(error)}`,
      'Nothing was changed.',
    );
  }
}

async function removeTree(root: string, relative: string, fs: FileSystem): Promise<void> {
  const folder = await realPathInside(root, relative, fs);
  try {
    await fs.rm(folder, { recursive: true, force: true });
  } catch (error) {
    throw explainFileError(error, folder);
  }
}

async function writeJournal(root: string, journal: UpdateJournal, fs: FileSystem): Promise<void> {
  await writeInside(root, JOURNAL_PATH, encode(`${JSON.stringify(journal, null, 1)}\n`), {}, fs);
}

async function takenBack(
  root: string,
  journal: UpdateJournal,
  error: unknown,
  fs: FileSystem,
): Promise<ExpectedError> {
  const failed = `The update could not be written. ${sentence(error)}`;
  try {
    const kept = await reverseUpdate(root, journal, fs);
    if (kept.length === 0) return new ExpectedError('target', failed, 'Everything is as it was.');
    return new ExpectedError(
      'target',
      failed,
      `Everything is as it was except ${kept.join(', ')}, which changed in the meantime; copies from before are in ${BEFORE_FOLDER}.`,
    );
  } catch (second) {
    return new ExpectedError(
      'target',
      failed,
      `It could not be taken back completely either (${sentence(second)}). Files that are not back yet are in ${BEFORE_FOLDER}; update again to take it back.`,
    );
  }
}
