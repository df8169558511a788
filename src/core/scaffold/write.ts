import { ExpectedError } from '../errors.ts';
import type { FolderPort, Location } from './folderPort.ts';
import type { Preview, PreviewedFile } from './preview.ts';
import { RECORD_PATH } from '../project/paths.ts';

/** How to write, and whom to tell. */
export interface WriteOptions {
  /** Conflicting paths that the learner agreed to overwrite, one by one. */
  readonly overwrite: ReadonlySet<string>;
  /** Leaves conflicting files that are not in `overwrite` as they are; otherwise they are an error. */
  readonly keepOthers: boolean;
  /** True when the learner cancelled. */
  readonly cancelled: () => boolean;
  /** Called after each file with how many are written. */
  readonly progress: (written: number, total: number) => void;
}

/**
 * Writes a previewed project, wholly or not at all: a new folder is written beside its place and
 * moved there; in an existing folder each file is created exclusively, and a failure or a cancel
 * takes back what was done.
 * @returns the paths that were written.
 * @throws ExpectedError `cancelled`, `conflict` or `target`; then the target is as it was.
 */
export async function writeProject(
  preview: Preview,
  port: FolderPort,
  options: WriteOptions,
): Promise<readonly string[]> {
  const conflicts = preview.files.filter(
    (file) => file.status === 'conflict' && !options.overwrite.has(file.path),
  );
  if (conflicts.length > 0 && !options.keepOthers) {
    throw new ExpectedError(
      'conflict',
      `${conflicts.length === 1 ? '1 file is' : `${conflicts.length} files are`} there already and different: ${conflicts
        .slice(0, 3)
        .map((file) => file.path)
        .join(', ')}${conflicts.length > 3 ? ', …' : ''}.`,
      'Choose an empty folder, or move these files away. Nothing was written.',
    );
  }
  const files = preview.files.filter(
    (file) =>
      file.status === 'new' || (file.status === 'conflict' && options.overwrite.has(file.path)),
  );
  // The record makes a folder a project: last, so that a run that was killed can be repeated.
  const ordered = [...files].sort(
    (a, b) => Number(a.path === RECORD_PATH) - Number(b.path === RECORD_PATH),
  );
  const undo = new UndoJournal(port);
  try {
    if (preview.targetExists) await fill(preview.target, ordered, port, options, undo);
    else await writeNewFolder(preview.target, ordered, port, options, undo);
  } catch (error) {
    await undo.run();
    throw error;
  }
  return files.map((file) => file.path);
}

async function writeNewFolder(
  target: Location,
  files: readonly PreviewedFile[],
  port: FolderPort,
  options: WriteOptions,
  undo: UndoJournal,
): Promise<void> {
  const parent = port.parent(target);
  await makeFolders(parent, port, undo);
  await port.sweep(parent);
  const temporary = port.temporaryBeside(target);
  await port.makeFolder(temporary);
  undo.add(() => port.removeTree(temporary));
  await fill(temporary, files, port, options, new UndoJournal(port));
  if ((await port.kind(target)) !== 'missing') {
    throw new ExpectedError(
      'conflict',
      `${port.show(target)} was created in the meantime.`,
      'Nothing was written. Choose another name.',
    );
  }
  await port.moveFolder(temporary, target);
}

async function fill(
  target: Location,
  files: readonly PreviewedFile[],
  port: FolderPort,
  options: WriteOptions,
  undo: UndoJournal,
): Promise<void> {
  const made = new Set<string>(['']);
  await port.sweep(target);
  let written = 0;
  for (const file of files) {
    if (options.cancelled())
      throw new ExpectedError('cancelled', 'Cancelled. Nothing was written.');
    await makeFoldersOf(file.path, target, port, made, undo);
    const location = port.join(target, file.path);
    if (file.status === 'conflict') await undo.replace(location, file.bytes);
    else {
      await port.createFile(location, file.bytes, file.executable);
      undo.add(() => port.removeFile(location));
    }
    written += 1;
    options.progress(written, files.length);
  }
}

async function makeFoldersOf(
  path: string,
  target: Location,
  port: FolderPort,
  made: Set<string>,
  undo: UndoJournal,
): Promise<void> {
  const parts = path.split('/').slice(0, -1);
  for (let length = 1; length <= parts.length; length += 1) {
    const folder = parts.slice(0, length).join('/');
    if (made.has(folder)) continue;
    made.add(folder);
    const location = port.join(target, folder);
    if (!(await undo.makeFolder(location))) await port.sweep(location);
  }
}

async function makeFolders(location: Location, port: FolderPort, undo: UndoJournal): Promise<void> {
  const kind = await port.kind(location);
  if (kind === 'folder') return;
  if (kind === 'file') {
    throw new ExpectedError(
      'target',
      `${port.show(location)} is a file.`,
      'Choose another folder.',
    );
  }
  const parent = port.parent(location);
  if (parent !== location) await makeFolders(parent, port, undo);
  await undo.makeFolder(location);
}

/** Remembers how to take back each thing that was done. */
class UndoJournal {
  private readonly steps: (() => Promise<void>)[] = [];
  private readonly port: FolderPort;

  constructor(port: FolderPort) {
    this.port = port;
  }

  add(step: () => Promise<void>): void {
    this.steps.push(step);
  }

  /** Returns false for a folder that was there. */
  async makeFolder(location: Location): Promise<boolean> {
    const made = await this.port.makeFolder(location);
    if (made) this.add(() => this.port.removeEmptyFolder(location));
    return made;
  }

  async replace(location: Location, bytes: Uint8Array): Promise<void> {
    const before = await this.port.read(location);
    if (before) this.add(() => this.port.replaceFile(location, before));
    await this.port.replaceFile(location, bytes);
  }

  /** Newest first; one step that fails does not keep the others from being taken back. */
  async run(): Promise<void> {
    for (const step of this.steps.reverse()) await step().catch(() => undefined);
  }
}
