import { ExpectedError } from '../errors.ts';
import type { ProjectFile } from './archive.ts';
import { sameBytes } from './bytes.ts';
import type { FolderPort, Location } from './folderPort.ts';
import { RECORD_FOLDER, RECORD_PATH } from '../project/paths.ts';

/** A file to be written, compared with what is there. */
export interface PreviewedFile extends ProjectFile {
  /** `same`: there already, byte for byte. `conflict`: another file is there. */
  readonly status: 'new' | 'same' | 'conflict';
}

/** Everything that writing would do. */
export interface Preview {
  readonly target: Location;
  readonly targetExists: boolean;
  readonly files: readonly PreviewedFile[];
}

/**
 * Compares a generated project with its target, which is a folder or does not exist.
 * @throws ExpectedError `target` when the target is a file, or already holds a project.
 */
export async function previewProject(
  files: readonly ProjectFile[],
  target: Location,
  port: FolderPort,
): Promise<Preview> {
  const kind = await checkTarget(target, port);
  if (kind === 'missing') {
    return {
      target,
      targetExists: false,
      files: files.map((file) => ({ ...file, status: 'new' })),
    };
  }
  const previewed = await Promise.all(
    files.map(async (file): Promise<PreviewedFile> => {
      const there = await port.read(port.join(target, file.path));
      if (there === undefined) return { ...file, status: 'new' };
      return { ...file, status: sameBytes(there, file.bytes) ? 'same' : 'conflict' };
    }),
  );
  return { target, targetExists: true, files: previewed };
}

/**
 * Checks a target folder before anything else is asked of the learner.
 * @throws ExpectedError `target` when it cannot take a project.
 */
export async function checkTarget(
  target: Location,
  port: FolderPort,
): Promise<'missing' | 'folder'> {
  const kind = await port.kind(target);
  if (kind === 'file') {
    throw new ExpectedError(
      'target',
      `${port.show(target)} is a file.`,
      'Choose a folder, or another name.',
    );
  }
  if (kind === 'folder' && (await port.kind(port.join(target, RECORD_PATH))) !== 'missing') {
    // A run that was killed at its very end may have left the record's temporary name.
    await port.sweep(port.join(target, RECORD_FOLDER));
    throw new ExpectedError(
      'target',
      `${port.show(target)} already holds a roadmap project.`,
      'Choose another folder; one folder holds one project.',
    );
  }
  return kind;
}
