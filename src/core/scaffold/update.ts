import type { ProjectFile } from './archive.ts';
import { sameBytes } from './bytes.ts';
import { isBinary } from './generate.ts';
import { GUIDE_PATH, RECORD_FOLDER } from './projectRecord.ts';

/**
 * What an update does with a file: `follow` the new version (it was not touched), `add`, `remove`,
 * `merge` both sides' changes, merge with a `conflict` that the learner must settle, `keep` the
 * learner's, or leave it `deleted` (deleted or moved by the learner).
 */
export type UpdateKind = 'follow' | 'add' | 'remove' | 'merge' | 'conflict' | 'keep' | 'deleted';

/** One file of an update. */
export interface UpdateAction {
  readonly path: string;
  readonly kind: UpdateKind;
  /** What is written; absent when nothing is. */
  readonly bytes?: Uint8Array;
  readonly executable: boolean;
}

/** Joins two sides' changes of a text; with conflicts the text holds markers. */
export type Merge = (
  base: Uint8Array,
  yours: Uint8Array,
  theirs: Uint8Array,
) => Promise<{ readonly bytes: Uint8Array; readonly conflicts: number }>;

/**
 * Compares a project with the version it was generated from and a newer one, file by file; what
 * both changed is merged. Files that an update always replaces (record, checks, verifier) are not
 * looked at, and neither are files that no version has ever had.
 * @param current the learner's file, undefined when there is none
 */
export async function planUpdate(
  base: readonly ProjectFile[],
  next: readonly ProjectFile[],
  current: (path: string) => Promise<Uint8Array | undefined>,
  merge: Merge,
): Promise<readonly UpdateAction[]> {
  const before = new Map(base.map((file) => [file.path, file]));
  const after = new Map(next.filter(isLearners).map((file) => [file.path, file]));
  const actions: UpdateAction[] = [];
  for (const path of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const action = await planFile(before.get(path), after.get(path), await current(path), merge);
    if (action) actions.push({ path, ...action });
  }
  return actions;
}

/** Whether a generated file is the learner's to change; the others are replaced by every update. */
export function isLearners({ path }: ProjectFile): boolean {
  return path === GUIDE_PATH || !path.startsWith(`${RECORD_FOLDER}/`);
}

async function planFile(
  before: ProjectFile | undefined,
  after: ProjectFile | undefined,
  yours: Uint8Array | undefined,
  merge: Merge,
): Promise<Omit<UpdateAction, 'path'> | undefined> {
  const executable = after?.executable ?? false;
  if (!after) {
    if (!before || yours === undefined) return undefined;
    return { kind: sameBytes(yours, before.bytes) ? 'remove' : 'keep', executable };
  }
  if (yours !== undefined && sameBytes(yours, after.bytes)) return undefined;
  if (!before) {
    if (yours === undefined) return { kind: 'add', bytes: after.bytes, executable };
    return join(new Uint8Array(), yours, after, merge);
  }
  if (sameBytes(before.bytes, after.bytes)) return undefined;
  if (yours === undefined) return { kind: 'deleted', executable };
  if (sameBytes(yours, before.bytes)) return { kind: 'follow', bytes: after.bytes, executable };
  return join(before.bytes, yours, after, merge);
}

async function join(
  base: Uint8Array,
  yours: Uint8Array,
  after: ProjectFile,
  merge: Merge,
): Promise<Omit<UpdateAction, 'path'>> {
  const { executable } = after;
  if ([base, yours, after.bytes].some(isBinary)) return { kind: 'keep', executable };
  const { bytes, conflicts } = await merge(base, yours, after.bytes);
  return { kind: conflicts > 0 ? 'conflict' : 'merge', bytes, executable };
}
