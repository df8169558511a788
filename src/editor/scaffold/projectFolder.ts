import * as vscode from 'vscode';
import { ExpectedError } from '../../core/errors.ts';
import {
  readProjectRecord,
  RECORD_PATH,
  type ProjectRecord,
} from '../../core/scaffold/projectRecord.ts';

/** A workspace folder that holds a project. */
export interface ProjectFolder {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly record: ProjectRecord;
}

/**
 * The workspace's project; with several, the learner picks. Undefined when the pick is cancelled.
 * @throws ExpectedError `use` when no folder holds one.
 */
export async function projectFolder(placeHolder: string): Promise<ProjectFolder | undefined> {
  const found: ProjectFolder[] = [];
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const record = await readRecord(folder.uri);
    if (record) found.push({ uri: folder.uri, name: folder.name, record });
  }
  if (found.length === 0) {
    throw new ExpectedError(
      'use',
      'No folder of this window holds a roadmap project.',
      'Open one, or start one with “Scaffold Project…”.',
    );
  }
  if (found.length === 1) return found[0];
  const items = found.map((project) => ({
    label: project.name,
    description: project.record.project,
    project,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.project;
}

/** The record of the project in a folder; undefined when it holds none. */
export async function readRecord(folder: vscode.Uri): Promise<ProjectRecord | undefined> {
  let text: string;
  try {
    text = new TextDecoder().decode(
      await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, RECORD_PATH)),
    );
  } catch {
    return undefined;
  }
  return readProjectRecord(text);
}
