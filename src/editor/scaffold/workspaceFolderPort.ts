import * as path from 'node:path';
import * as vscode from 'vscode';
import { ExpectedError } from '../../core/errors.ts';
import { temporaryBeside } from '../../node/files/owner.ts';
import type { FolderPort } from '../../core/scaffold/folderPort.ts';

const { fs } = vscode.workspace;
const parse = (location: string) => vscode.Uri.parse(location, true);

/** Folder operations through the editor's file systems; locations are URIs as text. */
export const workspaceFolderPort: FolderPort = {
  join: (folder, relative) => vscode.Uri.joinPath(parse(folder), relative).toString(),
  parent: (location) => vscode.Uri.joinPath(parse(location), '..').toString(),
  name: (location) => parse(location).path.split('/').at(-1) ?? '',
  show: (location) => parse(location).toString(true),

  async kind(location) {
    try {
      const { type } = await fs.stat(parse(location));
      return (type & vscode.FileType.Directory) !== 0 ? 'folder' : 'file';
    } catch (error) {
      if (isMissing(error)) return 'missing';
      throw explain(error, location);
    }
  },

  async read(location) {
    try {
      return await fs.readFile(parse(location));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw explain(error, location);
    }
  },

  async makeFolder(location) {
    const kind = await this.kind(location);
    if (kind === 'folder') return false;
    if (kind === 'file') {
      throw new ExpectedError(
        'target',
        `${this.show(location)} is a file where a folder is expected.`,
        'Move it away.',
      );
    }
    await fs.createDirectory(parse(location)).then(undefined, (error: unknown) => {
      throw explain(error, location);
    });
    return true;
  },

  // A workspace edit is the one way of this API to create a file and never overwrite one.
  async createFile(location, bytes) {
    const edit = new vscode.WorkspaceEdit();
    edit.createFile(parse(location), { overwrite: false, ignoreIfExists: false, contents: bytes });
    if (await vscode.workspace.applyEdit(edit)) return;
    if ((await this.kind(location)) !== 'missing') {
      throw new ExpectedError(
        'conflict',
        `${this.show(location)} was created in the meantime.`,
        'Nothing was written. Try again.',
      );
    }
    throw new ExpectedError(
      'target',
      `${this.show(location)} could not be written.`,
      'Choose a folder that you may write to.',
    );
  },

  async replaceFile(location, bytes) {
    await fs.writeFile(parse(location), bytes).then(undefined, (error: unknown) => {
      throw explain(error, location);
    });
  },

  temporaryBeside: (location) => {
    const uri = parse(location);
    return vscode.Uri.joinPath(
      uri,
      '..',
      path.posix.basename(temporaryBeside(uri.path)),
    ).toString();
  },
  // Nobody can tell whether what another computer's file system holds is still in use.
  sweep: () => Promise.resolve(),
  removeFile: async (location) => fs.delete(parse(location)),
  removeEmptyFolder: async (location) => fs.delete(parse(location), { recursive: false }),
  removeTree: async (location) => fs.delete(parse(location), { recursive: true }),

  async moveFolder(from, to) {
    await fs
      .rename(parse(from), parse(to), { overwrite: false })
      .then(undefined, (error: unknown) => {
        throw explain(error, to);
      });
  },
};

function isMissing(error: unknown): boolean {
  return error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
}

function explain(error: unknown, location: string): ExpectedError {
  const reason = error instanceof Error ? error.message : String(error);
  return new ExpectedError(
    'target',
    `${parse(location).toString(true)} cannot be used: ${reason}`,
    'Choose another folder.',
  );
}
