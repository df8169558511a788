import * as vscode from 'vscode';
import { ExpectedError } from '../../core/errors.ts';
import { stateOf } from '../../core/progress/progress.ts';
import type { ProgressStore } from '../../core/progress/store.ts';
import type { Task } from '../../core/roadmap/model.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import type { CommandDeps } from './commandDeps.ts';

/** The id in a command's argument: the id itself, or a tree's node that has one. */
export function idOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  const id = (target as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' ? id : undefined;
}

/**
 * The full step id in a command's argument: the id, a tree's node, or a row of the Test Explorer,
 * which knows its project's folder.
 */
export function stepIdOf({ index, projects }: CommandDeps, target: unknown): string | undefined {
  const id = idOf(target);
  if (id !== undefined && index.step(id)) return id;
  const row = target as Partial<vscode.TestItem> | undefined;
  if (id === undefined || !row?.uri) return id;
  const step = isCheckRow(row) ? row.parent?.id : id;
  const project = projects.find(row.uri);
  return project && step !== undefined ? `${project.record.project}.${step}` : undefined;
}

/** The project id in a command's argument: the id, a tree's node, a step's, or a row of the Test Explorer. */
export function projectIdOf({ index, projects }: CommandDeps, target: unknown): string | undefined {
  const id = idOf(target);
  if (id === undefined) return undefined;
  const row = target as Partial<vscode.TestItem>;
  return row.uri ? projects.find(row.uri)?.record.project : (index.step(id)?.project.id ?? id);
}

// In the Test Explorer a project holds steps, and a step holds checks.
function isCheckRow(row: Partial<vscode.TestItem>): boolean {
  return row.parent?.parent !== undefined;
}

interface Markable {
  readonly id: string;
  readonly title: string;
}

/** The task or step of this id, or a task that the learner picks; undefined when the pick is left. */
export async function markableOrPick(
  deps: Lookup,
  id: string | undefined,
  placeHolder: string,
): Promise<Markable | undefined> {
  const step = id === undefined ? undefined : deps.index.step(id);
  return step ?? taskOrPick(deps, id, placeHolder);
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
