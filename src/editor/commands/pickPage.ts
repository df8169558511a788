import * as vscode from 'vscode';
import { REFERENCE_PREFIX } from '../../core/catalogue/model.ts';
import { ExpectedError } from '../../core/errors.ts';
import { nextOpenTask } from '../../core/progress/totals.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import type { CommandDeps } from './commandDeps.ts';
import { alsoCalled } from './alsoCalled.ts';

/** A page of the notes, and the heading to go to. */
export interface PageTarget {
  readonly id: string;
  readonly anchor?: string;
}

/**
 * The page that teaches a phase, skill or task: the skill's note, or its place in the phase's
 * introduction.
 * @throws ExpectedError `use` for an id that nothing has.
 */
export function pageOf(index: RoadmapIndex, id: string): PageTarget {
  if (id.startsWith(REFERENCE_PREFIX)) {
    const [page = id, anchor] = id.split('#');
    return anchor === undefined ? { id: page } : { id: page, anchor };
  }
  if (index.phase(id)) return { id };
  const skill = index.skill(id) ?? index.skillOf(id);
  const phase = skill && index.phaseOf(skill.id);
  if (!skill || !phase) {
    throw new ExpectedError(
      'use',
      `There are no notes for “${id}”.`,
      'Open them from the Roadmap view.',
    );
  }
  if (!skill.note) return { id: phase.id, anchor: `skill-${skill.id}` };
  return index.task(id) ? { id: skill.id, anchor: `skill-${skill.id}` } : { id: skill.id };
}

/** Asks which page to read; the one of the next open task comes first. */
export async function pickPage({ index, store }: CommandDeps): Promise<PageTarget | undefined> {
  const next = nextOpenTask(index.tasks, store.progress);
  const current = next && index.phaseOf(next.id);
  const items = index.roadmap.phases.flatMap((phase, position) => [
    {
      label: `${position + 1}  ${phase.title}`,
      description: alsoCalled(phase, phase === current ? vscode.l10n.t('where you are') : ''),
      id: phase.id,
    },
    ...phase.skills
      .filter((skill) => skill.note)
      .map((skill) => ({
        label: `      ${skill.title}`,
        description: alsoCalled(skill, phase.title),
        id: skill.id,
      })),
  ]);
  const picker = vscode.window.createQuickPick<(typeof items)[number]>();
  picker.items = items;
  picker.placeholder = vscode.l10n.t('Which notes?');
  picker.matchOnDescription = true;
  // The palette gives the focus back to a page of notes late, which would close the picker.
  picker.ignoreFocusOut = true;
  picker.activeItems = items.filter((item) => item.id === current?.id);
  try {
    return await new Promise((resolve) => {
      picker.onDidAccept(() => resolve(picker.activeItems[0] && { id: picker.activeItems[0].id }));
      picker.onDidHide(() => resolve(undefined));
      picker.show();
    });
  } finally {
    picker.dispose();
  }
}
