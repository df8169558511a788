import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../src/app.ts';

/** The extension under test, active. */
export async function activeExtension(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>('mlops-roadmap.mlops-roadmap');
  assert.ok(extension, 'the extension is not installed');
  return extension.activate();
}

/** The id of the first task, with the store on a clean slate. */
export async function cleanSlate(): Promise<Api & { readonly first: string }> {
  const api = await activeExtension();
  await api.store.reset();
  const first = api.index.tasks[0]?.id;
  assert.ok(first);
  return { ...api, first };
}
