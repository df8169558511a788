import * as vscode from 'vscode';
import {
  unreadable,
  type FileReading,
  type ProjectReader,
} from '../../core/project/fileReading.ts';
import { projectReader } from '../../node/files/readInside.ts';

/** A reader of the product's own files in a folder of the workspace; it follows no link. */
export function workspaceReader(folder: vscode.Uri): ProjectReader {
  if (folder.scheme === 'file') return projectReader(folder.fsPath);
  return {
    name: folder.toString(true),
    read: (path, limit) => readVirtual(vscode.Uri.joinPath(folder, ...path.split('/')), limit),
  };
}

/** File systems of other extensions say what is a link; what a link leads to is theirs to guard. */
async function readVirtual(uri: vscode.Uri, limit: number): Promise<FileReading> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.SymbolicLink) !== 0) return unreadable('link');
    if ((type & vscode.FileType.Directory) !== 0) return unreadable('folder');
    if (size > limit) return unreadable('large');
    const bytes = await vscode.workspace.fs.readFile(uri);
    return bytes.length > limit ? unreadable('large') : { kind: 'file', bytes, executable: false };
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') {
      return { kind: 'absent' };
    }
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}
