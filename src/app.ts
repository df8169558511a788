import { randomUUID } from 'node:crypto';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { verifiedIn } from './core/checks/verified.ts';
import { ExpectedError, sentence } from './core/errors.ts';
import { planMigration } from './core/progress/migrate.ts';
import { ProgressStore } from './core/progress/store.ts';
import { indexRoadmap, type RoadmapIndex } from './core/roadmap/roadmapIndex.ts';
import { compiledContent } from './node/compiledContent.ts';
import { JournalFolder } from './node/journals/journalFolder.ts';
import { registerCommands } from './editor/commands/register.ts';
import { lazyRoom } from './editor/lazyRoom.ts';
import { showError } from './editor/ports/messages.ts';
import { reportInterruptedUpdates } from './editor/state/interruptedUpdates.ts';
import { openPendingGuides } from './editor/state/openPendingGuides.ts';
import { PendingGuides } from './editor/state/pendingGuides.ts';
import { ProgressStatus } from './editor/state/progressStatus.ts';
import { keepInStep, reportDamage } from './editor/state/keepInStep.ts';
import { journalLocation } from './editor/state/journalLocation.ts';
import { WorkspaceProjects } from './editor/state/workspaceProjects.ts';
import type { ProjectsTree } from './editor/tree/projectsTree.ts';
import { RoadmapTree } from './editor/tree/roadmapTree.ts';
import { SkippedDecorations } from './editor/tree/skippedDecorations.ts';

/** What `activate` hands to other extensions and to tests. */
export interface Api {
  readonly index: RoadmapIndex;
  readonly store: ProgressStore;
  readonly roadmapTree: RoadmapTree;
  readonly projectsTree: () => ProjectsTree;
  readonly projects: WorkspaceProjects;
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

  const journals = () => new JournalFolder(journalLocation(context), randomUUID());
  const journal = journals();
  const store = new ProgressStore(
    context.workspaceState,
    journal,
    () => new Date(),
    (error) => log.error(error instanceof Error ? error : sentence(error)),
  );
  track(reportDamage(store, log));
  await store.open().catch((error: unknown) => void showError(unreadable(error), log));

  const followed = planMigration(store.progress, index.roadmap.migrations);
  await store.apply(followed).catch((error: unknown) => void showError(error, log));

  // Rooms are bundles of their own, loaded with their first use.
  const projectsRoom = lazyRoom(
    () => require('./projects.js') as typeof import('./editor/tree/projectsRoom.ts'),
  );
  const roadmapTree = track(new RoadmapTree(index, store, log));
  const projects = track(
    new WorkspaceProjects(
      store,
      log,
      (folder) => projectsRoom().readWorkspaceProject(folder),
      (id) => index.step(id) !== undefined,
      (id) => index.project(id)?.title,
    ),
  );
  track(new SkippedDecorations());
  track(new ProgressStatus(index, store, projects));
  track(projects.onDidChange(() => roadmapTree.showOpenSteps(openSteps(projects))));
  const notesRoom = lazyRoom(
    () => require('./notes.js') as typeof import('./editor/notes/notesRoom.ts'),
  );
  const scaffoldRoom = lazyRoom(
    () => require('./scaffold.js') as typeof import('./editor/scaffold/scaffoldRoom.ts'),
  );
  const testingRoom = lazyRoom(
    () => require('./testing.js') as typeof import('./editor/testing/testingRoom.ts'),
  );
  const verifier = lazyRoom(
    () => require('./verify.cjs') as typeof import('./node/checks/verifier.ts'),
  );
  const doctorRoom = lazyRoom(
    () => require('./doctor.js') as typeof import('./editor/doctor/doctorRoom.ts'),
  );
  const commandsRoom = lazyRoom(
    () => require('./commands.js') as typeof import('./editor/commands/table.ts'),
  );
  const notes = once(() =>
    track(new (notesRoom().NotesPanel)({ context, index, store, content, log, tree: roadmapTree })),
  );
  const projectsTree = once(() =>
    track(new (projectsRoom().ProjectsTree)(index, store, projects, log)),
  );
  const openNote = (id: string) => notes().open(id);
  const guide = once(() =>
    track(new (notesRoom().GuidePanel)({ context, index, projects, log, openNote, verifier })),
  );
  const showGuide = (folder: vscode.Uri, step?: string) => guide().open(folder, step);
  const doctor = once(() => doctorRoom().createDoctor({ index, store, projects }));
  const pendingGuides = new PendingGuides(context.globalState, randomUUID(), () => new Date());
  track(
    openPendingGuides(projects, pendingGuides, showGuide, (error) => void showError(error, log)),
  );
  const scaffold = once(() =>
    scaffoldRoom().createScaffold({
      index,
      store,
      content,
      projects,
      log,
      showGuide,
      pendingGuides,
    }),
  );
  track(
    reportInterruptedUpdates(projects, (project) => {
      scaffold()
        .reportInterrupted(project)
        .catch((error: unknown) => showError(error, log));
    }),
  );
  const testing = once(() =>
    track(
      testingRoom().createTesting({
        ...{ context, index, content, projects, log, showGuide, verifier },
        examine: (project) => doctor().beforeFirstVerification(project),
      }),
    ),
  );

  const commands = once(() =>
    commandsRoom().commandTable({
      ...{ index, store, content, projects, roadmapTree, projectsTree, log },
      ...{ notes, guide, scaffold, testing, doctor },
    }),
  );
  track(registerCommands(commands, log));
  for (const [view, panel] of [
    ['mlopsRoadmap.notes', notes],
    ['mlopsRoadmap.guide', guide],
  ] as const) {
    track(
      vscode.window.registerWebviewPanelSerializer(view, {
        deserializeWebviewPanel: (kept, state) => panel().restore(kept, state),
      }),
    );
  }
  track(keepInStep(context, store, journals, log));
  void vscode.commands.executeCommand('setContext', 'mlopsRoadmap.active', true);

  // After the view is there: what no first paint waits for.
  setImmediate(() => {
    projectsTree();
    track(new (projectsRoom().ReferenceTree)(async () => (await content.reference()).pages));
    afterStart(journal, projects, testing, log).catch((error: unknown) => showError(error, log));
  });
  log.info(`Active after ${Math.round(performance.now() - started)} ms.`);
  return { index, store, roadmapTree, projectsTree, projects };
}

/** Tidies the journals and finds the window's projects. */
async function afterStart(
  journal: JournalFolder,
  projects: WorkspaceProjects,
  testing: () => unknown,
  log: vscode.LogOutputChannel,
): Promise<void> {
  journal.foldClosed().catch((error: unknown) => log.warn(`Folding journals: ${sentence(error)}`));
  await projects.loaded();
  const { all, damaged } = projects;
  if (damaged.length > 0 || all.some(({ steps }) => steps.length > 0)) testing();
}

function openSteps(projects: WorkspaceProjects): number {
  return projects.all
    .filter((project) => projects.ownerOf(project) !== 'other')
    .map((project) => verifiedIn(project))
    .reduce((open, { core, verified }) => open + core - verified, 0);
}

function unreadable(error: unknown): ExpectedError {
  return new ExpectedError(
    'state',
    `What this window remembers of your progress is shown. ${sentence(error)}`,
    'Then reload the window.',
  );
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
