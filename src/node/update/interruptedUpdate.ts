import { UPDATE_FOLDER } from '../../core/project/paths.ts';
import { JOURNAL_PATH, readUpdateState } from '../../core/project/updateJournal.ts';
import { projectReader } from '../files/readInside.ts';
import { isUpdateRunning } from './updateLock.ts';

/**
 * What to say when the last update of a project was interrupted; undefined when none was, or one is
 * running right now.
 * @throws ExpectedError `state` when its journal is there and cannot be read.
 */
export async function interruptedUpdateNote(root: string): Promise<string | undefined> {
  const state = await readUpdateState(projectReader(root));
  if (state.kind !== 'interrupted' && state.kind !== 'unusable') return undefined;
  if (await isUpdateRunning(root)) return undefined;
  if (state.kind === 'unusable') return unusableJournal(state.problem);
  return 'An update of this project was interrupted, so some files may be new and others old. Run “Update Project…”, or update at a terminal: it lists what it takes back, and keeps what you have changed since.';
}

/** The message about a journal that undoes nothing. */
export function unusableJournal(problem: string): string {
  return `An update of this project was interrupted, and ${JOURNAL_PATH} cannot be used: ${problem}. Compare your files with Git and with the copies in ${UPDATE_FOLDER}, then delete that folder. Until then nothing is updated.`;
}
