import * as vscode from 'vscode';
import { ExpectedError, isExpected, sentence } from '../../core/errors.ts';
import type { Project } from '../../core/roadmap/model.ts';
import { RECORD_PATH } from '../../core/project/paths.ts';
import { unpackFiles, type ProjectFile } from '../../core/scaffold/archive.ts';
import { generateProject } from '../../core/scaffold/generate.ts';
import { deriveNames } from '../../core/scaffold/names.ts';
import { readProjectRecord } from '../../core/scaffold/projectRecord.ts';
import { checkTarget, previewProject } from '../../core/scaffold/preview.ts';
import { writeProject } from '../../core/scaffold/write.ts';
import { nodeGenerateDeps } from '../../node/generateDeps.ts';
import { startRepository } from '../../node/git/firstCommit.ts';
import { describeFirstCommit } from '../../node/git/firstCommitText.ts';
import { hasGit } from '../../node/git/repository.ts';
import { tell } from '../ports/messages.ts';
import { placeOf, uriOf } from './locations.ts';
import { askFolder, askName, askOptions, askProject } from './questions.ts';
import { openProject } from './openProject.ts';
import { reviewPlan } from './reviewPlan.ts';
import type { ScaffoldDeps } from './scaffoldDeps.ts';

/**
 * Asks what a project needs, shows every file, writes it and opens it. Leaving any question
 * leaves everything as it was.
 */
export async function scaffoldProject(deps: ScaffoldDeps, id: string | undefined): Promise<void> {
  const project = await chooseProject(deps, id);
  if (!project) return;
  const parent = await askFolder(project);
  if (!parent) return;
  const name = await askName(project, parent);
  if (name === undefined) return;
  const target = name.inPlace ? parent : vscode.Uri.joinPath(parent, name.text);
  const options = await askOptions(project);
  if (!options) return;

  const { port, location } = placeOf(target);
  await checkTarget(location, port);
  const files = generateProject(
    project,
    unpackFiles(await deps.content.projectArchive(project.id)),
    { names: deriveNames(name.text, project.starter?.reserved), options },
    await nodeGenerateDeps(deps.content, deps.index.roadmap.version),
  );
  const preview = await previewProject(files, location, port);
  const review = await reviewPlan(
    project,
    preview,
    target,
    vscode.workspace.isTrusted && target.scheme === 'file' && (await hasGit()),
  );
  if (!review) return;

  const written = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Writing {0}', project.title),
      cancellable: true,
    },
    (progress, token) =>
      writeProject(preview, port, {
        overwrite: review.overwrite,
        keepOthers: true,
        cancelled: () => token.isCancellationRequested,
        progress: (written, total) => {
          progress.report({ increment: 100 / total, message: `${written} / ${total}` });
        },
      }),
  );
  await own(deps, files, written);
  if (review.git) await commitWritten(target, project, written);
  await openProject(deps, uriOf(location, target), review.open);
}

/** The project that was written is the learner's: its proofs count wherever it will be. */
async function own(
  { store, log }: ScaffoldDeps,
  files: readonly ProjectFile[],
  written: readonly string[],
): Promise<void> {
  const record = files.find(({ path }) => path === RECORD_PATH);
  if (!record || !written.includes(RECORD_PATH)) return;
  const { instance, name } = readProjectRecord(new TextDecoder().decode(record.bytes));
  // Where it cannot be kept, the guide asks.
  await store
    .noteOwner(instance, 'mine', name)
    .catch((error: unknown) => log.warn(`Keeping whose the project is: ${sentence(error)}`));
}

async function chooseProject(
  deps: ScaffoldDeps,
  id: string | undefined,
): Promise<Project | undefined> {
  const project = id === undefined ? await askProject(deps.index) : deps.index.project(id);
  if (!project && id !== undefined) {
    throw new ExpectedError(
      'use',
      `There is no project “${id}”.`,
      'Choose one in the Projects view.',
    );
  }
  if (project && !project.starter) {
    const ready = deps.index.roadmap.projects
      .filter((each) => each.starter)
      .map((each) => each.title);
    throw new ExpectedError(
      'content',
      `This version does not carry the starter of “${project.title}”.`,
      `Its stack and what it shows are in the Projects view. Ready to scaffold: ${ready.join(', ')}.`,
    );
  }
  return project;
}

/** Commits what was written. What the learner has to act on is read before a window reloads. */
async function commitWritten(
  target: vscode.Uri,
  project: Project,
  paths: readonly string[],
): Promise<void> {
  const read = (detail: string) =>
    vscode.window.showWarningMessage(vscode.l10n.t('The files are written'), {
      modal: true,
      detail,
    });
  try {
    const message = `Start from the ${project.id} starter`;
    const commit = await startRepository(target.fsPath, { message, paths });
    const lines = describeFirstCommit(commit);
    if (commit.ignored.length > 0) await read(lines.join('\n'));
    else if (lines.length > 0) void tell(lines.join(' '));
  } catch (error) {
    if (!isExpected(error)) throw error;
    await read(sentence(error));
  }
}
