import * as vscode from 'vscode';
import { ENVIRONMENT_ID, type DoctorReport, type ToolReport } from '../../core/doctor/diagnose.ts';
import { scopeTitle } from '../../core/doctor/report.ts';
import { phaseScope, projectScope, type Scope } from '../../core/doctor/scope.ts';
import { tools } from '../../core/doctor/tools.ts';
import { sentence } from '../../core/errors.ts';
import { nextOpenTask } from '../../core/progress/totals.ts';
import type { ProgressStore } from '../../core/progress/store.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import { tell } from '../ports/messages.ts';
import type { WorkspaceProject, WorkspaceProjects } from '../state/workspaceProjects.ts';
import { chooseProject } from '../state/chooseProject.ts';
import { examine } from './examine.ts';
import { rowsOf, type DoctorRow } from './rows.ts';

/** What the doctor works with. */
export interface DoctorDeps {
  readonly index: RoadmapIndex;
  readonly store: ProgressStore;
  readonly projects: WorkspaceProjects;
}

/**
 * Shows which tools the workspace's project or the current phase needs, and which are there.
 * Choosing one copies what to type, or opens the page that helps.
 * @returns the report, for callers other than the palette.
 */
export async function showDoctor(deps: DoctorDeps): Promise<DoctorReport | undefined> {
  const place = await findPlace(deps.projects);
  if (!place) return undefined;
  const picker = vscode.window.createQuickPick<DoctorRow>();
  picker.title = vscode.l10n.t('Check My Tools');
  picker.placeholder = vscode.l10n.t('Asking each tool for its version…');
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  // It stays while the learner looks something up elsewhere.
  picker.ignoreFocusOut = true;
  picker.busy = true;
  try {
    const chosen = untilChosen(picker);
    picker.show();
    const report = await examine(tools, scopeOf(deps, place.project), place.project, place.notes);
    picker.title = vscode.l10n.t('Tools for {0}', scopeTitle(report));
    picker.placeholder = vscode.l10n.t('Choose one to copy what to type, or to open its page');
    picker.items = rowsOf(report);
    picker.busy = false;
    const row = await chosen;
    if (row?.tool) void help(row.tool);
    return report;
  } finally {
    picker.dispose();
  }
}

interface Place {
  readonly project?: WorkspaceProject;
  readonly notes: readonly string[];
}

/** The window's project, or none; undefined when the learner left the choice between several. */
async function findPlace(projects: WorkspaceProjects): Promise<Place | undefined> {
  // They are found after the start of the extension, which this command may have caused.
  if (projects.all.length === 0) await projects.refresh();
  // A damaged project is something to report, not a reason to report nothing.
  const notes = projects.problems.map(sentence);
  if (projects.all.length === 0) return { notes };
  const project = await chooseProject(projects);
  return project && { project, notes };
}

function scopeOf({ index, store }: DoctorDeps, project: WorkspaceProject | undefined): Scope {
  if (project) return projectScope(index.roadmap, project.record);
  const next = nextOpenTask(index.tasks, store.progress);
  return phaseScope(index.roadmap, next && index.phaseOf(next.id)?.id);
}

function untilChosen(picker: vscode.QuickPick<DoctorRow>): Promise<DoctorRow | undefined> {
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      const [row] = picker.activeItems;
      if (!row?.tool) return;
      resolve(row);
      picker.hide();
    });
    picker.onDidHide(() => resolve(undefined));
  });
}

/** Puts the remedy to use, and says what was done. */
async function help(tool: ToolReport): Promise<void> {
  const { say = '', command, page } = tool.remedy ?? {};
  if (command !== undefined) {
    await vscode.env.clipboard.writeText(command);
    const copied = vscode.l10n.t('Copied “{0}”. Paste it into a terminal.', command);
    await tell([copied, say, restartHint(tool)].filter((part) => part !== '').join(' '));
  } else if (page !== undefined) {
    if (await vscode.env.openExternal(vscode.Uri.parse(page, true))) {
      await tell(`${vscode.l10n.t('Opened {0} in your browser.', page)} ${say}`.trimEnd());
    }
  } else {
    const fine = vscode.l10n.t('{0}: {1}. There is nothing to do.', tool.title, tool.found);
    await tell(say === '' ? fine : say);
  }
}

// VS Code knows the PATH that it was started with.
function restartHint({ id, status }: ToolReport): string {
  return status === 'missing' && id !== ENVIRONMENT_ID
    ? vscode.l10n.t('If it is not found afterwards, restart VS Code.')
    : '';
}
