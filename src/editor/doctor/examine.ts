import * as vscode from 'vscode';
import { diagnose, type DoctorReport } from '../../core/doctor/diagnose.ts';
import { lackingNow } from '../../core/doctor/report.ts';
import { neededIn, projectScope, type Scope } from '../../core/doctor/scope.ts';
import type { Tool } from '../../core/doctor/tool.ts';
import { tools } from '../../core/doctor/tools.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import { probe } from '../../node/doctorProbe.ts';
import type { WorkspaceProject } from '../state/workspaceProjects.ts';

/** Where to look: a project with its own environment, or none. */
type Place = Pick<WorkspaceProject, 'uri'> | undefined;

/** Looks at the tools of a table, and into the environment of a project that is trusted. */
export async function examine(
  table: readonly Tool[],
  scope: Scope,
  place: Place,
  notes: readonly string[] = [],
): Promise<DoctorReport> {
  const trusted = vscode.workspace.isTrusted;
  const facts = await probe({
    table,
    scope,
    pythonSetting: vscode.workspace.getConfiguration().get<string>('mlopsRoadmap.pythonPath') ?? '',
    ...(trusted && place?.uri.scheme === 'file'
      ? { environmentOf: place.uri.fsPath, startsEnvironment: true }
      : {}),
    avoid: trusted ? [] : localFolders(),
  });
  return diagnose(table, scope, facts, [...notes, ...whatWasNotSeen(place, trusted)]);
}

/**
 * The lines worth telling before a project is verified for the first time: one for each tool that
 * is needed now and not in order. Empty when all is well.
 */
export async function doctorBeforeFirstVerification(
  index: RoadmapIndex,
  project: Pick<WorkspaceProject, 'uri' | 'record'>,
): Promise<readonly string[]> {
  const scope = projectScope(index.roadmap, project.record);
  // What can wait is not waited for.
  const table = tools.filter((tool) => neededIn(tool, scope)?.need === 'now');
  return lackingNow(await examine(table, scope, project));
}

function localFolders(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);
}

function whatWasNotSeen(place: Place, trusted: boolean): readonly string[] {
  if (!place) return [];
  if (place.uri.scheme !== 'file') {
    return [
      vscode.l10n.t(
        'The project is not on a disk of this machine: there is no .venv to look into.',
      ),
    ];
  }
  return trusted
    ? []
    : [vscode.l10n.t('This workspace is not trusted: the project’s .venv was not looked into.')];
}
