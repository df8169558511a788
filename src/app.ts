import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { sentence } from './core/errors.ts';
import { ProgressStore } from './core/progress/store.ts';
import { indexRoadmap, type RoadmapIndex } from './core/roadmap/roadmapIndex.ts';
import { compiledContent } from './node/compiledContent.ts';
import { JournalFolder } from './node/journalFolder.ts';
import { registerCommands } from './editor/commands/register.ts';
import { lazyRoom } from './editor/lazyRoom.ts';
import { showError } from './editor/ports/messages.ts';
import { ProgressStatus } from './editor/state/progressStatus.ts';
import { keepInStep, reportDamage } from './editor/state/keepInStep.ts';
import { journalLocation } from './editor/state/journalLocation.ts';
import { ProjectsTree } from './editor/tree/projectsTree.ts';
import { RoadmapTree } from './editor/tree/roadmapTree.ts';
import { SkippedDecorations } from './editor/tree/skippedDecorations.ts';

/** What `activate` hands to other extensions and to tests. */
export interface Api {
  readonly index: RoadmapIndex;
  readonly store: ProgressStore;
  readonly roadmapTree: RoadmapTree;
}

/** Builds the product's long-lived objects and connects them. */
export async function startApp(context: vscode.ExtensionContext): Promise<Api | undefined> {
  const started = performance.now();
  const log = vscode.window.createOutputChannel('MLOps Roadmap', { log: true });
  const track = <T extends vscode.Disposable>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  track(log);
  const content = compiledContent(path.join(context.extensionPath, 'dist'));
  let index: RoadmapIndex;
  try {
    index = indexRoadmap(await content.roadmap());
  } catch (error) {
    log.error(sentence(error));
    await vscode.commands.executeCommand('setContext', 'mlopsRoadmap.contentMissing', true);
    track(
      registerCommands(() => {
        throw error;
      }, log),
    );
    return undefined;
  }

  const journals = () =>
    new JournalFolder(journalLocation(context), `${hostname()}-${randomUUID()}`);
  const journal = journals();
  const store = new ProgressStore(context.workspaceState, journal, () => new Date());
  track(reportDamage(store, log));
  await store.open();

  const roadmapTree = track(new RoadmapTree(index, store));
  const projectsTree = track(new ProjectsTree(index));
  track(new SkippedDecorations());
  track(new ProgressStatus(index, store));

  const notesRoom = lazyRoom(
    () => require('./notes.js') as typeof import('./editor/notes/notesPanel.ts'),
  );
  const scaffoldRoom = lazyRoom(
    () => require('./scaffold.js') as typeof import('./editor/scaffold/scaffoldRoom.ts'),
  );
  let notes: import('./editor/notes/notesPanel.ts').NotesPanel | undefined;
  const getNotes = () =>
    (notes ??= track(
      new (notesRoom().NotesPanel)({ context, index, store, content, log, tree: roadmapTree }),
    ));
  const commandsRoom = lazyRoom(
    () => require('./commands.js') as typeof import('./editor/commands/table.ts'),
  );
  const scaffold = () => scaffoldRoom().createScaffold({ context, index, content, log });

  const commands = () =>
    commandsRoom().commandTable({ index, store, roadmapTree, log, notes: getNotes, scaffold });
  track(registerCommands(commands, log));
  track(
    vscode.window.registerWebviewPanelSerializer('mlopsRoadmap.notes', {
      deserializeWebviewPanel: (panel, state) => getNotes().restore(panel, state),
    }),
  );
  track(keepInStep(context, store, journals, log));
  void vscode.commands.executeCommand('setContext', 'mlopsRoadmap.active', true);

  // After the view is there: what no first paint waits for.
  setImmediate(() => {
    journal
      .foldClosed()
      .catch((error: unknown) => log.warn(`Folding journals: ${sentence(error)}`));
    openPendingGuide(context, scaffold).catch((error: unknown) => showError(error, log));
  });
  log.info(
    `Active after ${Math.round(performance.now() - started)} ms; ${projectsTree.size} projects.`,
  );
  return { index, store, roadmapTree };
}

/** Opens the guide of a project that was scaffolded just before this window opened its folder. */
async function openPendingGuide(
  context: vscode.ExtensionContext,
  scaffold: () => import('./editor/scaffold/scaffoldRoom.ts').Scaffold,
): Promise<void> {
  const { takePendingGuide } = await import('./editor/state/pendingGuide.ts');
  if (await takePendingGuide(context)) await scaffold().openGuide();
}
