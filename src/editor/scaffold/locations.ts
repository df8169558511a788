import * as vscode from 'vscode';
import type { FolderPort, Location } from '../../core/scaffold/folderPort.ts';
import { nodeFolderPort } from '../../node/nodeFolderPort.ts';
import { workspaceFolderPort } from './workspaceFolderPort.ts';

/** A place to write to, and the operations that fit it. */
export interface Place {
  readonly port: FolderPort;
  readonly location: Location;
}

/** Plain files for a folder on a disk (file modes matter), the editor's file system elsewhere. */
export function placeOf(uri: vscode.Uri): Place {
  return uri.scheme === 'file'
    ? { port: nodeFolderPort, location: uri.fsPath }
    : { port: workspaceFolderPort, location: uri.toString() };
}

/** The URI of a location on the same file system as `like`. */
export function uriOf(location: Location, like: vscode.Uri): vscode.Uri {
  return like.scheme === 'file' ? vscode.Uri.file(location) : vscode.Uri.parse(location, true);
}
