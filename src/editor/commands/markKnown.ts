import * as vscode from 'vscode';
import { ExpectedError } from '../../core/errors.ts';
import { stateOf } from '../../core/progress/progress.ts';
import { tell } from '../ports/messages.ts';
import type { CommandDeps } from './commandDeps.ts';
import { alsoCalled } from './alsoCalled.ts';

/** Ticks every open task of a skill or a phase, and offers to take it back. */
export async function markKnown(deps: CommandDeps, id: string | undefined): Promise<void> {
  const group = id === undefined ? await pickGroup(deps) : findGroup(deps, id);
  if (!group) return;
  const open = group.tasks.filter((task) => stateOf(deps.store.progress, task.id) === 'open');
  await deps.store.apply(open.map((task) => ({ id: task.id, state: 'done' })));
  void offerUndo(
    deps,
    group.title,
    open.map((task) => task.id),
  );
}

async function offerUndo(deps: CommandDeps, title: string, ids: readonly string[]): Promise<void> {
  const undo = vscode.l10n.t('Undo');
  const message =
    ids.length === 0
      ? vscode.l10n.t('Nothing was open in “{0}”.', title)
      : vscode.l10n.t('Marked {0} tasks of “{1}” as studied.', ids.length, title);
  const pressed = await tell(message, ...(ids.length === 0 ? [] : [undo]));
  if (pressed === undo) await deps.store.apply(ids.map((id) => ({ id, state: 'open' })));
}

function findGroup({ index }: CommandDeps, id: string) {
  const phase = index.phase(id);
  if (phase) return { title: phase.title, tasks: phase.skills.flatMap((skill) => skill.tasks) };
  const skill = index.skill(id);
  if (skill) return skill;
  throw new ExpectedError(
    'use',
    `There is no phase or skill “${id}”.`,
    'Choose one in the Roadmap view.',
  );
}

async function pickGroup(deps: CommandDeps) {
  const items = deps.index.roadmap.phases.flatMap((phase, position) => [
    {
      label: `${position + 1}  ${phase.title}`,
      description: alsoCalled(phase, vscode.l10n.t('the whole phase')),
      id: phase.id,
    },
    ...phase.skills.map((skill) => ({
      label: `      ${skill.title}`,
      description: alsoCalled(skill, phase.title),
      id: skill.id,
    })),
  ]);
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('What do you know already?'),
    matchOnDescription: true,
  });
  return picked && findGroup(deps, picked.id);
}
