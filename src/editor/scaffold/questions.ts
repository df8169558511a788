import * as vscode from 'vscode';
import { ExpectedError, isExpected, sentence } from '../../core/errors.ts';
import type { Project } from '../../core/roadmap/model.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import { deriveNames, nameProblem } from '../../core/scaffold/names.ts';
import { checkTarget } from '../../core/scaffold/preview.ts';
import { alsoCalled } from '../commands/alsoCalled.ts';
import { placeOf } from './locations.ts';

/** Asks which project; those with a starter come first. */
export async function askProject(index: RoadmapIndex): Promise<Project | undefined> {
  const row = (project: Project) => ({
    label: project.title,
    description: alsoCalled(project, project.stack.join(', ')),
    detail: project.summary,
    project,
  });
  const separator = (label: string) => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
    project: undefined,
  });
  const { projects } = index.roadmap;
  const picked = await vscode.window.showQuickPick(
    [
      separator(vscode.l10n.t('starter ready')),
      ...projects.filter((project) => project.starter).map(row),
      separator(vscode.l10n.t('described, no starter in this version')),
      ...projects.filter((project) => !project.starter).map(row),
    ],
    {
      title: vscode.l10n.t('Scaffold Project'),
      placeHolder: vscode.l10n.t('Which project?'),
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
  return picked?.project;
}

/** Asks which folder the project's folder goes into, or which folder becomes the project. */
export async function askFolder(project: Project): Promise<vscode.Uri | undefined> {
  const items = (vscode.workspace.workspaceFolders ?? []).map((folder) => ({
    label: `$(folder) ${folder.name}`,
    description: folder.uri.scheme === 'file' ? folder.uri.fsPath : folder.uri.toString(true),
    uri: folder.uri,
  }));
  const other = {
    label: vscode.l10n.t('$(folder-opened) Another folder…'),
    description: '',
    uri: undefined,
  };
  const title = vscode.l10n.t('Scaffold {0}: folder', project.title);
  const picked =
    items.length === 0
      ? other
      : await vscode.window.showQuickPick([...items, other], {
          title,
          placeHolder: vscode.l10n.t('In which folder?'),
        });
  if (!picked) return undefined;
  const folder =
    picked.uri ??
    (
      await vscode.window.showOpenDialog({
        canSelectFiles: false,
        canSelectFolders: true,
        openLabel: vscode.l10n.t('Put the Project Here'),
        title,
      })
    )?.[0];
  if (!folder) return undefined;
  const { port, location } = placeOf(folder);
  if ((await port.kind(location)) !== 'folder') {
    throw new ExpectedError(
      'target',
      `${port.show(location)} is not a folder.`,
      'Choose a folder that is there.',
    );
  }
  return folder;
}

/** The name typed, and whether the chosen folder itself becomes the project. */
export interface NameAnswer {
  readonly text: string;
  readonly inPlace: boolean;
}

/**
 * Asks the project's name, which is also its folder's name. Typing the name of the chosen folder
 * when that is empty puts the project into it.
 */
export async function askName(
  project: Project,
  parent: vscode.Uri,
): Promise<NameAnswer | undefined> {
  const { port, location } = placeOf(parent);
  const folderName = port.name(location);
  const empty = (await vscode.workspace.fs.readDirectory(parent)).every(
    ([name]) => name === '.git',
  );
  const value = empty && nameProblem(folderName) === undefined ? folderName : project.id;
  const describe = (text: string) => {
    const { hyphen, snake } = deriveNames(text, project.starter?.reserved);
    return empty && text === folderName
      ? vscode.l10n.t('Into this empty folder; project {0}, package {1}', hyphen, snake)
      : vscode.l10n.t('New folder {0}; project {1}, package {2}', text, hyphen, snake);
  };
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Scaffold {0}: name', project.title),
    prompt: vscode.l10n.t(
      'The folder takes this name. The project and its Python package are named after it.',
    ),
    value,
    validateInput: async (typed) => {
      const name = typed.trim();
      const problem = nameProblem(name);
      if (problem !== undefined) return problem;
      if (!(empty && name === folderName)) {
        const taken = await targetProblem(vscode.Uri.joinPath(parent, name));
        if (taken !== undefined) return taken;
      }
      return { message: describe(name), severity: vscode.InputBoxValidationSeverity.Info };
    },
  });
  if (text === undefined) return undefined;
  const name = text.trim();
  return { text: name, inPlace: empty && name === folderName };
}

async function targetProblem(target: vscode.Uri): Promise<string | undefined> {
  const { port, location } = placeOf(target);
  try {
    await checkTarget(location, port);
    return undefined;
  } catch (error) {
    if (isExpected(error)) return sentence(error);
    throw error;
  }
}

/** Asks each option of the project; most have one. */
export async function askOptions(
  project: Project,
): Promise<Readonly<Record<string, string>> | undefined> {
  const answers: Record<string, string> = {};
  for (const option of project.options) {
    const first = option.values.filter((value) => value.id === option.default);
    const rest = option.values.filter((value) => value.id !== option.default);
    const picked = await vscode.window.showQuickPick(
      [...first, ...rest].map((value) => ({
        label: value.title,
        detail: value.description,
        id: value.id,
      })),
      {
        title: vscode.l10n.t('Scaffold {0}: {1}', project.title, option.title.toLowerCase()),
        placeHolder: option.question,
      },
    );
    if (!picked) return undefined;
    answers[option.id] = picked.id;
  }
  return answers;
}
