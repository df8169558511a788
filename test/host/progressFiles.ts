import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { stateOf } from '../../src/core/progress/progress.ts';
import type { CommandDeps } from '../../src/editor/commands/commandDeps.ts';
import { commandTable } from '../../src/editor/commands/table.ts';
import { cleanSlate } from './extension.ts';

/** What the commands asked and told, answered by the test instead of by a learner. */
interface Answers {
  readonly save?: vscode.Uri;
  readonly open?: vscode.Uri;
  readonly button?: string;
  readonly told: string[];
  readonly opened: string[];
  readonly picked: string[][];
}

/** Puts functions of VS Code in the place of its own while `act` runs. */
async function answering(answers: Answers, act: () => unknown): Promise<void> {
  const { window, env } = vscode;
  const replaced: readonly (readonly [object, string, unknown])[] = [
    [window, 'showSaveDialog', () => Promise.resolve(answers.save)],
    [window, 'showOpenDialog', () => Promise.resolve(answers.open ? [answers.open] : undefined)],
    [window, 'showWarningMessage', () => Promise.resolve(answers.button)],
    [
      window,
      'showInformationMessage',
      (text: string) => Promise.resolve(void answers.told.push(text)),
    ],
    [
      window,
      'showQuickPick',
      (items: readonly { label: string }[]) => {
        answers.picked.push(items.map(({ label }) => label));
        return Promise.resolve(items[1]);
      },
    ],
    [
      env,
      'openExternal',
      (uri: vscode.Uri) => {
        answers.opened.push(uri.toString(true));
        return Promise.resolve(true);
      },
    ],
  ];
  const before = replaced.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name));
  for (const [owner, name, value] of replaced) {
    Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  }
  try {
    await act();
  } finally {
    replaced.forEach(([owner, name], index) => {
      const own = before[index];
      if (own) Object.defineProperty(owner, name, own);
      else Reflect.deleteProperty(owner, name);
    });
  }
}

const asked = (over: Partial<Answers> = {}): Answers => ({
  told: [],
  opened: [],
  picked: [],
  ...over,
});

describe('progress in files', () => {
  const api = async () => {
    const slate = await cleanSlate();
    // Of what commands work with, these need no more than this.
    const table = commandTable({ store: slate.store, index: slate.index } as CommandDeps);
    return { ...slate, table };
  };
  let file: vscode.Uri;
  beforeEach(() => {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(root);
    file = vscode.Uri.joinPath(root, 'progress-of-a-test.json');
  });
  afterEach(async () => {
    await vscode.workspace.fs.delete(file).then(undefined, () => undefined);
  });

  it('is exported, reset, and comes back whole, with what was done since', async () => {
    const { store, index, table, first } = await api();
    const [, second, third] = index.tasks;
    assert.ok(second && third);
    await store.apply([
      { id: first, state: 'done' },
      { id: second.id, state: 'skipped', reason: 'I teach this' },
    ]);
    await answering(asked({ save: file }), table.exportProgress);

    await answering(asked({ button: 'Reset' }), table.resetProgress);
    assert.equal(stateOf(store.progress, first), 'open');
    await store.apply([{ id: third.id, state: 'done' }]);

    const answers = asked({ open: file });
    await answering(answers, table.importProgress);
    assert.equal(stateOf(store.progress, first), 'done');
    assert.equal(stateOf(store.progress, third.id), 'done');
    assert.equal(store.progress.marks.get(second.id)?.reason, 'I teach this');
    assert.deepEqual(answers.told, ['Imported 2 marks; what you had is unchanged.']);
  });

  it('counts marks of steps as known, and names those of tasks that are not here', async () => {
    const { store, index, table, first } = await api();
    const project = index.roadmap.projects.find(({ steps }) => steps.length > 0);
    const step = `${project?.id}.${project?.steps[0]?.id}`;
    assert.ok(index.step(step));
    await store.apply([
      { id: first, state: 'done' },
      { id: step, state: 'done' },
      { id: 'no.such.task', state: 'done' },
    ]);
    await answering(asked({ save: file }), table.exportProgress);
    await store.reset();
    const answers = asked({ open: file });
    await answering(answers, table.importProgress);
    assert.equal(stateOf(store.progress, step), 'done');
    assert.match(answers.told[0] ?? '', /^Imported 3 marks; .* 1 of them belong/);
  });

  it('is not reset when the question is left', async () => {
    const { store, table, first } = await api();
    await store.apply([{ id: first, state: 'done' }]);
    await answering(asked(), table.resetProgress);
    assert.equal(stateOf(store.progress, first), 'done');
  });

  it('refuses a file that is no export, and changes nothing', async () => {
    const { store, table, first } = await api();
    await store.apply([{ id: first, state: 'done' }]);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{"ticks": '));
    await assert.rejects(
      answering(asked({ open: file }), table.importProgress),
      /not a whole progress export/,
    );
    assert.equal(stateOf(store.progress, first), 'done');
  });

  it('writes nothing when no file is chosen', async () => {
    const { table } = await api();
    const answers = asked();
    await answering(answers, table.exportProgress);
    assert.deepEqual(answers.told, []);
  });
});

describe('links of a task', () => {
  it('open at once when there is one, and by choice when there are several', async () => {
    const { store, index } = await cleanSlate();
    const table = commandTable({ store, index } as CommandDeps);
    const one = index.tasks.find(({ links }) => links.length === 1);
    const several = index.tasks.find(({ links }) => links.length > 1);
    assert.ok(one && several);

    const alone = asked();
    await answering(alone, () => table.openTaskLinks(one.id));
    assert.deepEqual(alone.picked, []);
    assert.deepEqual(alone.opened, [vscode.Uri.parse(one.links[0]!.url, true).toString(true)]);

    const chosen = asked();
    await answering(chosen, () => table.openTaskLinks(several.id));
    assert.deepEqual(chosen.picked, [several.links.map(({ title }) => title)]);
    assert.deepEqual(chosen.opened, [vscode.Uri.parse(several.links[1]!.url, true).toString(true)]);
  });
});

describe('the log', () => {
  it('is shown by its command', async () => {
    await cleanSlate();
    await vscode.commands.executeCommand('workbench.action.closePanel');
    const isLog = ({ document }: vscode.TextEditor) =>
      document.uri.scheme === 'output' && document.uri.path.includes('MLOps Roadmap');
    const shown = new Promise<void>((resolve) => {
      const listening = vscode.window.onDidChangeVisibleTextEditors((editors) => {
        if (!editors.some(isLog)) return;
        listening.dispose();
        resolve();
      });
    });
    await vscode.commands.executeCommand('mlopsRoadmap.showLog');
    await shown;
  });
});
