import * as vscode from 'vscode';
import type { Project } from '../../core/roadmap/model.ts';
import { findRepository } from '../../node/git/repository.ts';
import type { Preview, PreviewedFile } from '../../core/scaffold/preview.ts';
import { Differences } from './differences.ts';

/** Where the project is opened once it is written. */
export type OpenIn = 'here' | 'newWindow' | 'addToWorkspace' | 'nowhere';

/** What the learner chose on the page that shows the plan. */
export interface Review {
  readonly open: OpenIn;
  readonly git: boolean;
  /** Paths of conflicting files to overwrite, each agreed to separately. */
  readonly overwrite: ReadonlySet<string>;
}

interface Row extends vscode.QuickPickItem {
  readonly open?: OpenIn;
  readonly git?: true;
  readonly file?: PreviewedFile;
}

/**
 * Shows everything that will be written on one page. Accepting one of the first rows writes;
 * accepting the Git row or a conflicting file changes that choice.
 * @returns undefined when the learner leaves; then nothing is written.
 */
export async function reviewPlan(
  project: Project,
  preview: Preview,
  target: vscode.Uri,
  gitPossible: boolean,
): Promise<Review | undefined> {
  const overwrite = new Set<string>();
  const repository = gitPossible ? await existingRepository(target) : undefined;
  // In a repository of the learner a commit is made only when asked for.
  let git = gitPossible && repository === undefined;
  const differences = new Differences(target);
  const picker = vscode.window.createQuickPick<Row>();
  picker.title = vscode.l10n.t('Scaffold {0} into {1}', project.title, showPath(target));
  picker.placeholder = vscode.l10n.t('Enter writes the files; Escape leaves everything as it is');
  picker.ignoreFocusOut = true;
  picker.matchOnDescription = true;
  const draw = () => {
    const active = picker.activeItems[0]?.label;
    picker.items = rows(preview, overwrite, gitPossible ? { repository, chosen: git } : undefined);
    const again = picker.items.find((row) => row.label === active);
    if (again) picker.activeItems = [again];
  };
  draw();
  try {
    return await new Promise<Review | undefined>((resolve) => {
      picker.onDidHide(() => resolve(undefined));
      picker.onDidTriggerItemButton(({ item }) => item.file && differences.show(item.file));
      picker.onDidAccept(() => {
        const [row] = picker.activeItems;
        if (row?.open) resolve({ open: row.open, git, overwrite });
        if (row?.git) git = !git;
        else if (row?.file?.status === 'conflict') flip(overwrite, row.file.path);
        draw();
      });
      picker.show();
    });
  } finally {
    picker.dispose();
    await differences.close();
  }
}

function rows(
  preview: Preview,
  overwrite: ReadonlySet<string>,
  git: GitChoice | undefined,
): readonly Row[] {
  const of = (status: PreviewedFile['status']) =>
    preview.files.filter((file) => file.status === status);
  const [fresh, same, conflicts] = [of('new'), of('same'), of('conflict')];
  const separator = (label: string): Row => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    separator(vscode.l10n.t('write {0} files, then', fresh.length + overwrite.size)),
    { label: vscode.l10n.t('$(folder-opened) Open in this window'), open: 'here' },
    { label: vscode.l10n.t('$(empty-window) Open in a new window'), open: 'newWindow' },
    { label: vscode.l10n.t('$(root-folder) Add to this workspace'), open: 'addToWorkspace' },
    { label: vscode.l10n.t('$(circle-slash) Do not open'), open: 'nowhere' },
    ...(git
      ? [
          separator(vscode.l10n.t('Git')),
          {
            label: gitLabel(git),
            description: git.chosen
              ? vscode.l10n.t('yes; Enter changes it')
              : vscode.l10n.t('no; Enter changes it'),
            git: true as const,
          },
        ]
      : []),
    ...section(
      vscode.l10n.t('{0} there already and different', conflicts.length),
      conflicts,
      (file) => ({
        label: `$(warning) ${file.path}`,
        description: overwrite.has(file.path)
          ? vscode.l10n.t('will be overwritten; Enter keeps yours')
          : vscode.l10n.t('yours is kept; Enter overwrites it'),
        buttons: [
          { iconPath: new vscode.ThemeIcon('diff'), tooltip: vscode.l10n.t('Show the difference') },
        ],
        file,
      }),
    ),
    ...section(vscode.l10n.t('{0} new', fresh.length), fresh, (file) => ({
      label: `$(new-file) ${file.path}`,
      description: sizeText(file.bytes.length),
      file,
    })),
    ...section(vscode.l10n.t('{0} there already and the same', same.length), same, (file) => ({
      label: `$(file) ${file.path}`,
      file,
    })),
  ];

  function section(
    title: string,
    files: readonly PreviewedFile[],
    row: (file: PreviewedFile) => Row,
  ): Row[] {
    return files.length === 0 ? [] : [separator(title), ...files.map(row)];
  }
}

/** The repository that the target is in, and whether a commit is to be made. */
interface GitChoice {
  readonly repository: string | undefined;
  readonly chosen: boolean;
}

function gitLabel({ repository, chosen }: GitChoice): string {
  const icon = chosen ? '$(check)' : '$(dash)';
  return repository === undefined
    ? vscode.l10n.t('{0} Start a Git repository with a first commit', icon)
    : vscode.l10n.t('{0} Commit the files in the existing repository {1}', icon, repository);
}

async function existingRepository(target: vscode.Uri): Promise<string | undefined> {
  const found = await findRepository(target.fsPath);
  return found.kind === 'inside' ? found.root : undefined;
}

function flip(set: Set<string>, value: string): void {
  if (!set.delete(value)) set.add(value);
}

function showPath(target: vscode.Uri): string {
  return target.scheme === 'file' ? target.fsPath : target.toString(true);
}

function sizeText(bytes: number): string {
  return bytes < 1024
    ? vscode.l10n.t('{0} bytes', bytes)
    : vscode.l10n.t('{0} KB', Math.round(bytes / 1024));
}
