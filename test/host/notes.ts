import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activeExtension } from './extension.ts';

const noteTabs = () =>
  vscode.window.tabGroups.all.flatMap((group) =>
    group.tabs
      .filter(
        (tab) =>
          tab.input instanceof vscode.TabInputWebview &&
          tab.input.viewType.endsWith('mlopsRoadmap.notes'),
      )
      .map((tab) => ({ label: tab.label, column: group.viewColumn })),
  );

async function untilTab(label: string): Promise<{ readonly column: vscode.ViewColumn }> {
  for (;;) {
    const found = noteTabs().find((tab) => tab.label === label);
    if (found) return found;
    await new Promise<void>((resolve) => {
      const listening = vscode.window.tabGroups.onDidChangeTabs(() => {
        listening.dispose();
        resolve();
      });
    });
  }
}

describe('notes', () => {
  it('open beside the code, every page of them in one panel', async () => {
    const { index } = await activeExtension();
    const document = await vscode.workspace.openTextDocument({
      content: 'print("hello")',
      language: 'python',
    });
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    const pages = index.roadmap.phases.flatMap((phase) => [
      phase.id,
      ...phase.skills.filter(({ note }) => note).map(({ id }) => id),
    ]);
    assert.ok(pages.length >= 12);
    for (const page of pages) {
      await vscode.commands.executeCommand('mlopsRoadmap.openPhaseNotes', page);
      assert.equal(noteTabs().length <= 1, true);
    }
    await vscode.commands.executeCommand('mlopsRoadmap.openPhaseNotes', 'devops-core.containers');
    const tab = await untilTab('Containers with Docker');
    assert.equal(tab.column, vscode.ViewColumn.Two);
  });

  it('answer a page that does not exist with a message, and keep the one that is open', async () => {
    await vscode.commands.executeCommand('mlopsRoadmap.openPhaseNotes', 'devops-core.containers');
    await vscode.commands.executeCommand('mlopsRoadmap.openPhaseNotes', 'devops-core.nowhere');
    await untilTab('Containers with Docker');
  });
});
