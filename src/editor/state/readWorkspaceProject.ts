import type * as vscode from 'vscode';
import { readEvidenceOf, readRecord, readSteps } from '../../core/project/projectFolder.ts';
import { interruptedUpdateNote } from '../../node/update/interruptedUpdate.ts';
import type { ReadProject } from './workspaceProjects.ts';
import { workspaceReader } from './workspaceReader.ts';

/**
 * Reads the project in a folder of the workspace.
 * @throws ExpectedError `state` when a file is damaged or cannot be read.
 */
export const readWorkspaceProject: ReadProject = async ({ uri, name }: vscode.WorkspaceFolder) => {
  const reader = workspaceReader(uri);
  const record = await readRecord(reader);
  if (record === undefined) return undefined;
  return {
    uri,
    name,
    record,
    steps: await readSteps(reader),
    evidence: await readEvidenceOf(reader, record.instance),
    interrupted: uri.scheme === 'file' ? await interruptedUpdateNote(uri.fsPath) : undefined,
  };
};
