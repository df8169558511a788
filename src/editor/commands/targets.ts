import * as vscode from 'vscode';
import { ExpectedError } from '../../core/errors.ts';
import { stateOf } from '../../core/progress/progress.ts';
import type { ProgressStore } from '../../core/progress/store.ts';
import type { Task } from '../../core/roadmap/model.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import type { Target } from '../state/chooseProject.ts';
import type { CommandDeps } from './commandDeps.ts';
import { alsoCalled } from './alsoCalled.ts';

/** The id in a command's argument: the id itself, or a tree's node that has one. */
export function idOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  const id = (target as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' ? id : undefined;
}

/**
 * The project and step that a command's argument names: an id, a row of a tree or a button of a
 * guide, which know their project's folder, or a row of the Test Explorer.
 */
export function targetOf({ projects }: CommandDeps, argument: unknown): Target {
  const row = (argument ?? {}) as Partial<vscode.TestItem>;
  if (row.uri) {
    const project = projects.find(row.uri)?.record.project;
    const step = stepOf(row);
    const id = project !== undefined && step !== undefined ? `${project}.${step}` : project;
    return { id, folder: row.uri.toString() };
  }
  const { folder } = (argument ?? {}) as { readonly folder?: unknown };
  return { id: idOf(argument), folder: typeof folder === 'string' ? folder : undefined };
}

// In the Test Explorer a project holds steps, and a step holds checks.
function stepOf(row: Partial<vscode.TestItem>): string | undefined {
  if (row.parent === undefined) return undefined;
  return row.parent.parent === undefined ? row.id : row.parent.id;
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
    description: alsoCalled(task, index.skillOf(task.id)?.title ?? ''),
    task,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))
    ?.task;
}
