import type * as vscode from 'vscode';
import { damageOf, readUndamaged } from '../../core/project/damagedFile.ts';
import { CHECKS_PATH, EVIDENCE_PATH, RECORD_PATH } from '../../core/project/paths.ts';
import { readEvidenceOf, readRecord, readSteps } from '../../core/project/projectFolder.ts';
import { interruptedUpdateNote } from '../../node/update/interruptedUpdate.ts';
import type { ReadProject } from './workspaceProjects.ts';
import { workspaceReader } from './workspaceReader.ts';

/**
 * Reads the project in a folder of the workspace.
 * @throws DamagedFile when a file is damaged or cannot be read.
 */
export const readWorkspaceProject: ReadProject = async ({ uri, name }: vscode.WorkspaceFolder) => {
  const reader = workspaceReader(uri);
  const record = await readUndamaged(reader, RECORD_PATH, readRecord);
  if (record === undefined) return undefined;
  return {
    uri,
    name,
    record,
    steps: await readUndamaged(reader, CHECKS_PATH, readSteps),
    evidence: await readEvidenceOf(reader, record.instance).catch((error: unknown) => {
      throw damageOf(EVIDENCE_PATH, error);
    }),
    interrupted: uri.scheme === 'file' ? await interruptedUpdateNote(uri.fsPath) : undefined,
  };
};
