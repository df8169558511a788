import { ExpectedError } from '../errors.ts';
import type { TaskState } from './entry.ts';
import type { RoadmapIndex } from '../roadmap/roadmapIndex.ts';
import { stateOf, type Progress } from './progress.ts';
import { readSnapshot, toSnapshot } from './snapshot.ts';

/** The text of an export file. */
export function exportText(progress: Progress): string {
  return `${JSON.stringify(toSnapshot(progress), null, 2)}\n`;
}

/** A mark that an import would bring back. */
export interface ImportedMark {
  readonly id: string;
  readonly state: TaskState;
  readonly reason?: string;
}

/** The marks of what a roadmap does not have, neither as a task nor as a step of a project. */
export function unknownMarks<Mark extends { readonly id: string }>(
  marks: readonly Mark[],
  index: Pick<RoadmapIndex, 'task' | 'step'>,
): readonly Mark[] {
  return marks.filter(({ id }) => !index.task(id) && !index.step(id));
}

/**
 * What importing `text` would add to `current`: the ticks and skips of tasks that are open now.
 * Nothing that the learner has now is taken away, and an import after a reset brings ticks back.
 * @throws ExpectedError `state` when the text is not an export of this or an earlier version.
 */
export function planImport(current: Progress, text: string): readonly ImportedMark[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  const { progress, damaged } = readSnapshot(value);
  if (damaged === 'newer') {
    throw new ExpectedError(
      'state',
      'This file was exported by a newer version of MLOps Roadmap.',
      'Update the extension, then import it again.',
    );
  }
  if (damaged === 'unreadable') {
    throw new ExpectedError(
      'state',
      'This file is not a whole progress export.',
      'Choose a file that “Export Progress” wrote. Nothing was changed.',
    );
  }
  return [...progress.marks.values()]
    .filter((mark) => mark.state !== 'open' && stateOf(current, mark.id) === 'open')
    .map(({ id, state, reason }) => (reason === undefined ? { id, state } : { id, state, reason }));
}
