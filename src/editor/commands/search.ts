import * as vscode from 'vscode';
import type { SearchPlace } from '../../core/catalogue/model.ts';
import type { CommandDeps } from './commandDeps.ts';
import { alsoCalled } from './alsoCalled.ts';

interface Row extends vscode.QuickPickItem {
  readonly open: () => unknown;
}

const ICONS: Readonly<Record<SearchPlace['kind'], string>> = {
  heading: '$(book)',
  tool: '$(tools)',
  certification: '$(mortar-board)',
  question: '$(question)',
};

/** One list over phases, skills, tasks, projects, headings, tools and questions; opens the place. */
export async function search(deps: CommandDeps): Promise<void> {
  const rows = [...roadmapRows(deps), ...placeRows(deps, await deps.content.searchPlaces())];
  const picked = await vscode.window.showQuickPick(rows, {
    title: vscode.l10n.t('Search the Roadmap'),
    placeHolder: vscode.l10n.t('A phase, task, tool, project, heading or question'),
    matchOnDescription: true,
  });
  await picked?.open();
}

/** The roadmap's own parts: their rows in the trees are where they lead to. */
function roadmapRows(deps: CommandDeps): readonly Row[] {
  const { phases, projects } = deps.index.roadmap;
  const reveal = (id: string) => () => deps.roadmapTree.reveal(id);
  return [
    ...phases.flatMap((phase) => [
      {
        label: `$(milestone) ${phase.title}`,
        description: alsoCalled(phase, vscode.l10n.t('phase')),
        open: () => deps.notes().open(phase.id),
      },
      ...phase.skills.flatMap((skill) => [
        {
          label: `$(symbol-folder) ${skill.title}`,
          description: alsoCalled(skill, phase.title),
          open: reveal(skill.id),
        },
        ...skill.tasks.map((task) => ({
          label: `$(checklist) ${task.title}`,
          description: alsoCalled(task, skill.title),
          open: reveal(task.id),
        })),
      ]),
    ]),
    ...projects.map((project) => ({
      label: `$(briefcase) ${project.title}`,
      description: alsoCalled(project, project.stack.join(', ')),
      open: () => deps.projectsTree().reveal(project.id),
    })),
  ];
}

function placeRows(deps: CommandDeps, places: readonly SearchPlace[]): readonly Row[] {
  return places.map(({ kind, title, where, page, anchor }) => ({
    label: `${ICONS[kind]} ${title}`,
    description: where,
    open: () => deps.notes().open(page, anchor),
  }));
}
