import { posix } from 'node:path';
import { ExpectedError } from '../core/errors.ts';
import type { FileReading } from '../core/project/fileReading.ts';
import { readBase } from '../core/project/projectBase.ts';
import { sameText, lineEndOf, withLineEnds } from '../core/scaffold/lineEnds.ts';
import { safeRelativePath } from '../core/scaffold/paths.ts';
import { filesAtCommit, type AtCommit } from './git/filesAtCommit.ts';
import { machineFiles, type FileSystem } from './files/fileSystem.ts';
import { sweepTemporaries } from './files/owner.ts';
import { projectReader, readInside } from './files/readInside.ts';
import { realPathInside, removeInside, writeInside } from './files/writeInside.ts';

/** Where files go back to: a commit that holds them, or the files as they were generated. */
export type Origin =
  { readonly kind: 'commit'; readonly commit: string } | { readonly kind: 'generated' };

/** A file that restarting a step changes. */
export interface Restoration {
  readonly path: string;
  /** What it goes back to; undefined when it is proven that there was none. */
  readonly to: { readonly bytes: Uint8Array; readonly executable: boolean } | undefined;
  /** What it is now; it is compared again before anything is written. */
  readonly now: FileReading;
}

/** What restarting a step would do. */
export interface PlannedRestart {
  readonly changes: readonly Restoration[];
  /** Files that stay, as what they were, or what they are, cannot be told. */
  readonly kept: readonly { readonly path: string; readonly why: string }[];
}

const LARGEST_FILE = 64 * 1024 * 1024;

/**
 * Compares files of a project with what they were; changes nothing.
 * @throws ExpectedError `use` when the commit is not in this clone, `content` when the files as
 * generated are gone, `target` when Git cannot be asked.
 */
export async function planRestart(
  root: string,
  paths: readonly string[],
  origin: Origin,
  fs: FileSystem = machineFiles,
): Promise<PlannedRestart> {
  const safe = paths.map(safeRelativePath);
  const were =
    origin.kind === 'commit'
      ? await filesAtCommit(root, origin.commit, safe)
      : await filesAsGenerated(root, safe, fs);
  const changes: Restoration[] = [];
  const kept: { path: string; why: string }[] = [];
  for (const [path, then] of were) {
    const now = await look(root, path, fs);
    if (now.kind === 'failed' || now.kind === 'unreadable') kept.push({ path, why: now.reason });
    else if (then.kind === 'unknown') kept.push({ path, why: then.why });
    else if (then.kind === 'absent') {
      if (now.kind === 'file') changes.push({ path, now, to: undefined });
    } else if (now.kind === 'absent') changes.push({ path, now, to: then });
    else if (!sameText(now.bytes, then.bytes)) {
      const end = lineEndOf(now.bytes);
      const bytes = end === '\r\n' ? withLineEnds(then.bytes, end) : then.bytes;
      changes.push({ path, now, to: { bytes, executable: then.executable } });
    }
  }
  return { changes, kept };
}

/**
 * Carries a planned restart out. It can be interrupted: each file is as it was or as it goes back to.
 * @throws ExpectedError `conflict` when a file has changed since the plan (nothing is written then),
 * `target` when one cannot be written.
 */
export async function applyRestart(
  root: string,
  { changes }: PlannedRestart,
  fs: FileSystem = machineFiles,
): Promise<void> {
  for (const { path, now } of changes) {
    const again = await look(root, path, fs);
    const same =
      now.kind === 'file' && again.kind === 'file'
        ? Buffer.compare(now.bytes, again.bytes) === 0
        : now.kind === again.kind;
    if (same) continue;
    throw new ExpectedError(
      'conflict',
      `${path} has changed since the list was made.`,
      'Nothing was restarted. Try again.',
    );
  }
  for (const folder of new Set(changes.map(({ path }) => posix.dirname(path)))) {
    await sweepTemporaries(await realPathInside(root, folder, fs), fs);
  }
  for (const { path, to } of changes) {
    if (to) await writeInside(root, path, to.bytes, to, fs);
    else await removeInside(root, path, fs);
  }
}

async function filesAsGenerated(
  root: string,
  paths: readonly string[],
  fs: FileSystem,
): Promise<ReadonlyMap<string, AtCommit>> {
  const base = new Map((await readBase(projectReader(root, fs))).map((file) => [file.path, file]));
  return new Map(
    paths.map((path): [string, AtCommit] => {
      const file = base.get(path);
      return [path, file ? { ...file, kind: 'file' } : { kind: 'absent' }];
    }),
  );
}

function look(root: string, path: string, fs: FileSystem): Promise<FileReading> {
  return readInside(root, path, { limit: LARGEST_FILE, links: 'none' }, fs);
}
