import * as vscode from 'vscode';
import { ExpectedError } from '../../core/errors.ts';
import { stateOf } from '../../core/progress/progress.ts';
import type { ProgressStore } from '../../core/progress/store.ts';
import type { Task } from '../../core/roadmap/model.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';

/** The id in a command's argument: the id itself, or a tree's node that has one. */
export function idOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  const id = (target as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' ? id : undefined;
}

interface Lookup {
  readonly index: RoadmapIndex;
  readonly store: ProgressStore;
}

/** The task of this id, or one that the learner picks; undefined when the pick is cancelled. */
export async function taskOrPick(
  { index, store }: Lookup,
  id: string | undefined,
  placeHolder: string,
): Promise<Task | undefined> {
  if (id !== undefined) {
    const task = index.task(id);
    if (task) return task;
    throw new ExpectedError('use', `There is no task “${id}”.`, 'Choose one in the Roadmap view.');
  }
  const marks = { open: '', done: '$(check) ', skipped: '$(debug-step-over) ' };
  const items = index.tasks.map((task) => ({
    label: `${marks[stateOf(store.progress, task.id)]}${task.title}`,
    description: index.skillOf(task.id)?.title ?? '',
    task,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))
    ?.task;
}
