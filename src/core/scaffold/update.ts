import { ExpectedError } from '../errors.ts';
import type { FileReading } from '../project/fileReading.ts';
import type { ProjectFile } from './archive.ts';
import { sameBytes } from './bytes.ts';
import { isBinary } from './generate.ts';
import { lineEndOf, sameText, withLineEnds } from './lineEnds.ts';
import { EVIDENCE_PATH, GUIDE_PATH, RECORD_FOLDER } from '../project/paths.ts';

/**
 * What an update does with a file: `follow` the new version (it was not touched), `add`, `remove`,
 * `merge` both sides' changes, merge with a `conflict` that the learner must settle, `keep` the
 * learner's, leave it `deleted` (deleted or moved by the learner), or leave it alone because it is
 * `blocked` by a link or by something that is no file.
 */
export type UpdateKind =
  'follow' | 'add' | 'remove' | 'merge' | 'conflict' | 'keep' | 'deleted' | 'blocked';

/** A file as it is before an update; undefined when it is proven not to be there. */
export type FileBefore = { readonly bytes: Uint8Array; readonly executable: boolean } | undefined;

/** One file of an update. */
export interface UpdateAction {
  readonly path: string;
  readonly kind: UpdateKind;
  /** What the plan was made from; it is compared again before anything is written. */
  readonly before: FileBefore;
  /** What is written; absent when nothing is. */
  readonly bytes?: Uint8Array;
  readonly executable: boolean;
  /** Why, for `blocked`. */
  readonly reason?: string;
}

/** Joins two sides' changes of a text; with conflicts the text holds markers. */
export type Merge = (
  base: Uint8Array,
  yours: Uint8Array,
  theirs: Uint8Array,
) => Promise<{ readonly bytes: Uint8Array; readonly conflicts: number }>;

/** One way to compare a project with its versions: as generated, or under a renamed package. */
export interface Versions {
  /** The files as they were generated. */
  readonly base: readonly ProjectFile[];
  /** The files of the new version. */
  readonly next: readonly ProjectFile[];
}

/**
 * Compares a project with the version it was generated from and a newer one, file by file; what
 * both changed is merged. Files that an update always replaces (record, checks, verifier) are not
 * looked at, and neither are files that no version has ever had.
 * @param versions several ways to compare, of which each file takes the one with fewest conflicts
 * @throws ExpectedError `look` when nobody can tell what is at a path.
 */
export async function planUpdate(
  versions: readonly Versions[],
  current: (path: string) => Promise<FileReading>,
  merge: Merge,
): Promise<readonly UpdateAction[]> {
  const ways = versions.map(({ base, next }) => ({
    before: new Map(base.filter(isLearners).map((file) => [file.path, file])),
    after: new Map(next.filter(isLearners).map((file) => [file.path, file])),
  }));
  const paths = new Set(ways.flatMap(({ before, after }) => [...before.keys(), ...after.keys()]));
  const actions: UpdateAction[] = [];
  for (const path of [...paths].sort()) {
    const reading = await current(path);
    if (reading.kind === 'failed') throw cannotLook(path, reading.reason);
    const plans = [];
    for (const { before, after } of ways) {
      if (!before.has(path) && !after.has(path)) continue;
      plans.push(await planFile(path, before.get(path), after.get(path), reading, merge));
    }
    const [best] = plans.sort((a, b) => effort(a) - effort(b));
    if (best) actions.push(best);
  }
  return actions;
}

/** The error for a path at which nobody can tell what is there. */
export function cannotLook(path: string, reason: string): ExpectedError {
  return new ExpectedError(
    'look',
    `${path} could not be looked at: ${reason}.`,
    'Fix its permissions or those of the folders above it, then try again.',
  );
}

/** Whether a generated file is the learner's to change. */
export function isLearners({ path }: { readonly path: string }): boolean {
  return path === GUIDE_PATH || !path.startsWith(`${RECORD_FOLDER}/`);
}

/** Whether every update replaces a generated file. Evidence is never touched. */
export function isReplaced(file: { readonly path: string }): boolean {
  return !isLearners(file) && file.path !== EVIDENCE_PATH;
}

// Of two ways to compare a file, the one that leaves less to the learner.
const EFFORT: readonly (UpdateKind | undefined)[] = [
  'follow',
  'add',
  'remove',
  undefined,
  'merge',
  'deleted',
  'keep',
  'blocked',
  'conflict',
];

function effort(action: UpdateAction | undefined): number {
  return EFFORT.indexOf(action?.kind);
}

async function planFile(
  path: string,
  base: ProjectFile | undefined,
  after: ProjectFile | undefined,
  reading: Exclude<FileReading, { kind: 'failed' }>,
  merge: Merge,
): Promise<UpdateAction | undefined> {
  const executable = after?.executable ?? false;
  if (base && after && sameBytes(base.bytes, after.bytes)) return undefined;
  if (reading.kind === 'unreadable') {
    const { reason } = reading;
    return { path, kind: 'blocked', before: undefined, executable, reason };
  }
  const before = reading.kind === 'file' ? reading : undefined;
  const action = { path, before, executable };
  const yours = before?.bytes;
  if (!after) {
    if (!base || yours === undefined) return undefined;
    return { ...action, kind: sameText(yours, base.bytes) ? 'remove' : 'keep' };
  }
  if (yours === undefined) {
    if (base) return { ...action, kind: 'deleted' };
    return { ...action, kind: 'add', bytes: after.bytes };
  }
  if (sameText(yours, after.bytes)) return undefined;
  const theirs = inLineEndsOf(yours, base?.bytes, after.bytes);
  if (base && sameText(yours, base.bytes)) return { ...action, kind: 'follow', bytes: theirs };
  const empty = new Uint8Array();
  if ([base?.bytes ?? empty, yours, after.bytes].some(isBinary)) return { ...action, kind: 'keep' };
  const merged = await merge(
    withLineEnds(base?.bytes ?? empty, '\n'),
    withLineEnds(yours, '\n'),
    withLineEnds(after.bytes, '\n'),
  );
  return {
    ...action,
    kind: merged.conflicts > 0 ? 'conflict' : 'merge',
    bytes: withLineEnds(merged.bytes, lineEndOf(yours) ?? '\n'),
  };
}

/** The new version with the learner's line ends, where they differ from those it was generated with. */
function inLineEndsOf(
  yours: Uint8Array,
  base: Uint8Array | undefined,
  next: Uint8Array,
): Uint8Array {
  const end = lineEndOf(yours);
  if (end === undefined || end === lineEndOf(base ?? next)) return next;
  return withLineEnds(next, end);
}
