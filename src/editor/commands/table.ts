import type { CommandDeps } from './commandDeps.ts';
import { continueRoadmap } from './continueRoadmap.ts';
import { markKnown } from './markKnown.ts';
import { openTaskLinks } from './openTaskLinks.ts';
import { pageOf, pickPage } from './pickPage.ts';
import { exportProgress, importProgress, resetProgress } from './progressFiles.ts';
import type { Handlers } from './register.ts';
import { skipTask } from './skipTask.ts';
import { idOf } from './targets.ts';
import { toggleTask } from './toggleTask.ts';

/** Every command with what it does. An argument is an id or a tree's node; without one it is asked for. */
export function commandTable(deps: CommandDeps): Handlers {
  return {
    continue: () => continueRoadmap(deps),
    scaffoldProject: (target) => deps.scaffold().scaffoldProject(idOf(target)),
    setupProject: () => deps.scaffold().setupProject(),
    openProjectGuide: () => deps.scaffold().openGuide(),
    openPhaseNotes: async (target) => {
      const id = idOf(target);
      const page = id === undefined ? await pickPage(deps) : pageOf(deps.index, id);
      if (page) await deps.notes().open(page.id, page.anchor);
    },
    toggleTask: (target) => toggleTask(deps, idOf(target)),
    skipTask: (target) => skipTask(deps, idOf(target)),
    markKnown: (target) => markKnown(deps, idOf(target)),
    openTaskLinks: (target) => openTaskLinks(deps, idOf(target)),
    exportProgress: () => exportProgress(deps),
    importProgress: () => importProgress(deps),
    resetProgress: () => resetProgress(deps),
  };
}
