import type { CommandDeps } from './commandDeps.ts';
import { continueRoadmap } from './continueRoadmap.ts';
import { markKnown } from './markKnown.ts';
import { openProjectGuide } from './openProjectGuide.ts';
import { openTaskLinks } from './openTaskLinks.ts';
import { pageOf, pickPage } from './pickPage.ts';
import { exportProgress, importProgress, resetProgress } from './progressFiles.ts';
import type { Handlers } from './register.ts';
import { search } from './search.ts';
import { skipTask } from './skipTask.ts';
import { idOf, targetOf } from './targets.ts';
import { toggleFocusedRow } from './toggleFocusedRow.ts';
import { toggleTask } from './toggleTask.ts';

/** Every command with what it does. An argument is an id or a tree's node; without one it is asked for. */
export function commandTable(deps: CommandDeps): Handlers {
  return {
    continue: () => continueRoadmap(deps),
    scaffoldProject: (target) => deps.scaffold().scaffoldProject(idOf(target)),
    setupProject: (target) => deps.scaffold().setupProject(targetOf(deps, target)),
    openProjectGuide: (target) => openProjectGuide(deps, targetOf(deps, target)),
    openPhaseNotes: async (target) => {
      const id = idOf(target);
      const page = id === undefined ? await pickPage(deps) : pageOf(deps.index, id);
      if (page) await deps.notes().open(page.id, page.anchor);
    },
    toggleTask: (target) => toggleTask(deps, idOf(target)),
    skipTask: (target) => skipTask(deps, idOf(target)),
    markKnown: (target) => markKnown(deps, idOf(target)),
    openTaskLinks: (target) => openTaskLinks(deps, idOf(target)),
    doctor: () => deps.doctor().show(),
    search: () => search(deps),
    exportProgress: () => exportProgress(deps),
    importProgress: () => importProgress(deps),
    resetProgress: () => resetProgress(deps),
    verifyProject: (target) => deps.testing().verifyProject(targetOf(deps, target)),
    verifyStep: (target) => deps.testing().verifyStep(targetOf(deps, target)),
    showHint: (target) => deps.testing().showHint(targetOf(deps, target)),
    compareWithSolution: (target) => deps.testing().compareWithSolution(targetOf(deps, target)),
    restartStep: (target) => deps.testing().restartStep(targetOf(deps, target)),
    reportCheck: (target) => deps.testing().reportCheck(targetOf(deps, target)),
    openVerifyTerminal: (target) => deps.testing().openVerifyTerminal(targetOf(deps, target)),
    updateProject: (target) => deps.scaffold().updateProject(targetOf(deps, target)),
    toggleFocusedRow: (view) => toggleFocusedRow(deps, view),
  };
}
