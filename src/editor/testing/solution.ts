import * as vscode from 'vscode';
import { ExpectedError } from '../../core/errors.ts';
import { unpackFiles } from '../../core/scaffold/archive.ts';
import { readBase } from '../../core/project/projectBase.ts';
import { namesOf } from '../../core/scaffold/names.ts';
import { EVIDENCE_PATH } from '../../core/project/paths.ts';
import { solutionOf, type SolutionFile } from '../../core/scaffold/solution.ts';
import { workspaceReader } from '../state/workspaceReader.ts';
import { confirm } from '../ports/messages.ts';
import { ReadOnlyDocuments } from '../ports/readOnlyDocuments.ts';
import type { ChosenStep } from './chooseStep.ts';
import type { TestingDeps } from './testingDeps.ts';

const SCHEME = 'mlops-roadmap-solution';

/** Shows what a step's solution adds, in read-only documents; the first look is asked for and recorded. */
export class Solutions implements vscode.Disposable {
  private readonly deps: TestingDeps;
  private readonly documents = new ReadOnlyDocuments(SCHEME);

  constructor(deps: TestingDeps) {
    this.deps = deps;
  }

  /** Opens the diff: what the step adds, or the learner's file beside the solution's. */
  async compare(chosen: ChosenStep): Promise<void> {
    const { project, step } = chosen;
    const files = await this.filesOf(chosen);
    if (files.length === 0) {
      throw new ExpectedError(
        'content',
        `The solution of “${step.title}” changes no file.`,
        'Its hints say what to run.',
      );
    }
    if (!(await this.mayLook(chosen))) return;
    const all = {
      label: vscode.l10n.t('$(diff-multiple) All that the step adds'),
      description: vscode.l10n.t('{0} files, against the step before', files.length),
      file: undefined,
    };
    const picked = await vscode.window.showQuickPick(
      [
        all,
        ...files.map((file) => ({
          label: `$(diff) ${file.path}`,
          description: vscode.l10n.t('yours beside the solution’s'),
          file,
        })),
      ],
      { title: step.title, placeHolder: vscode.l10n.t('Compare what?') },
    );
    if (!picked) return;
    if (picked.file) {
      const yours = vscode.Uri.joinPath(project.uri, ...picked.file.path.split('/'));
      const title = vscode.l10n.t('{0}: yours ↔ solution', picked.file.path);
      const left = (await exists(yours)) ? yours : this.uri(step.id, 'none', picked.file.path, '');
      const right = this.uri(step.id, 'after', picked.file.path, picked.file.after ?? '');
      await vscode.commands.executeCommand('vscode.diff', left, right, title);
      return;
    }
    await vscode.commands.executeCommand(
      'vscode.changes',
      vscode.l10n.t('{0}: what the solution adds', step.title),
      files.map((file) => [
        vscode.Uri.joinPath(project.uri, ...file.path.split('/')),
        this.uri(step.id, 'before', file.path, file.before ?? ''),
        this.uri(step.id, 'after', file.path, file.after ?? ''),
      ]),
    );
  }

  /** The files that a step's solution adds or changes, under the learner's names. */
  async filesOf({ project, step }: ChosenStep): Promise<readonly SolutionFile[]> {
    const { content } = this.deps;
    const archive = unpackFiles(await content.projectArchive(project.record.project));
    const base = await readBase(workspaceReader(project.uri));
    return solutionOf(archive, base, step.id, project.record.options, namesOf(project.record));
  }

  dispose(): void {
    this.documents.dispose();
  }

  private async mayLook({ project, step }: ChosenStep): Promise<boolean> {
    if (project.evidence.peeks.has(step.id)) return true;
    const look = vscode.l10n.t('Look at the Solution');
    const pressed = await confirm(
      vscode.l10n.t('Look at the solution of “{0}”?', step.title),
      vscode.l10n.t(
        'There are three hints, too. A look is noted in {0}, so that your portfolio can say which steps you solved alone.',
        EVIDENCE_PATH,
      ),
      look,
    );
    if (pressed !== look) return false;
    refuseToRecord(project.uri);
    await this.deps.verifier().appendEvidence(project.uri.fsPath, [
      {
        version: 1,
        kind: 'peeked',
        step: step.id,
        instance: project.record.instance,
        at: new Date().toISOString(),
      },
    ]);
    await this.deps.projects.refresh();
    return true;
  }

  private uri(step: string, side: string, path: string, text: string): vscode.Uri {
    // The sides of a file share its path, so that the diff shows one file and no renaming.
    return this.documents.put(`${step}/${path}`, side, text);
  }
}

// A look is noted in the project, and nothing is written into a folder that is not trusted.
function refuseToRecord(folder: vscode.Uri): void {
  if (folder.scheme === 'file' && vscode.workspace.isTrusted) return;
  throw new ExpectedError(
    'use',
    'The first look at a solution is noted in the project, which needs a trusted folder on a disk.',
    'Trust the folder with “Workspaces: Manage Workspace Trust”, or open it from a local disk.',
  );
}

/** @throws the file system's error when nobody can tell. */
async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}
