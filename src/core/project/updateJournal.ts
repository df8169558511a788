import * as v from 'valibot';
import { folderNameProblem } from '../scaffold/names.ts';
import { UPDATE_FOLDER } from './paths.ts';
import { isGitFolder } from '../scaffold/paths.ts';
import type { ProjectReader } from './fileReading.ts';
import { readOwnText } from './projectFolder.ts';

/** Path of the journal of the last update. */
export const JOURNAL_PATH = `${UPDATE_FOLDER}/journal.json`;
/** Folder of the files as they were before the last update, under their own paths. */
export const BEFORE_FOLDER = `${UPDATE_FOLDER}/before`;

const LARGEST_JOURNAL = 2 * 1024 * 1024;

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const state = v.nullable(v.object({ sha256, executable: v.boolean() }));
const safePath = v.pipe(v.string(), v.check(isSafePath, 'is no safe path'));

const journalSchema = v.object({
  version: v.literal(1),
  /** `applying`: begun and not finished. `applied`: finished; it can be undone. */
  phase: v.picklist(['applying', 'applied']),
  /** Versions of the starter. */
  from: v.pipe(v.string(), v.maxLength(100)),
  to: v.pipe(v.string(), v.maxLength(100)),
  files: v.pipe(
    v.array(
      v.object({
        path: safePath,
        /** `null`: there was none. */
        before: state,
        /** `null`: the update removes it. */
        after: state,
      }),
    ),
    v.maxLength(5000),
  ),
});

/** What an update replaces, and how to take it back. */
export type UpdateJournal = Readonly<v.InferOutput<typeof journalSchema>>;

/** What is known of the last update of a project. */
export type UpdateState =
  | { readonly kind: 'none' }
  | { readonly kind: 'interrupted' | 'applied'; readonly journal: UpdateJournal }
  /** Its journal cannot be trusted: nothing is taken back by it. */
  | { readonly kind: 'unusable'; readonly problem: string };

/**
 * Reads what the last update left.
 * @throws ExpectedError `state` when the journal is there and cannot be read.
 */
export async function readUpdateState(reader: ProjectReader): Promise<UpdateState> {
  const text = await readOwnText(reader, JOURNAL_PATH, LARGEST_JOURNAL);
  if (text === undefined) return { kind: 'none' };
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { kind: 'unusable', problem: 'it is not valid JSON' };
  }
  // Version 0.1.0 kept no hashes: what it has written cannot be told apart from later work.
  if (Array.isArray(raw)) return { kind: 'unusable', problem: 'an older version wrote it' };
  const result = v.safeParse(journalSchema, raw);
  if (!result.success) {
    const [issue] = result.issues;
    const place = (issue.path ?? []).map(({ key }) => String(key)).join('.');
    return { kind: 'unusable', problem: `${place}: ${issue.message}` };
  }
  const journal = result.output;
  return { kind: journal.phase === 'applying' ? 'interrupted' : 'applied', journal };
}

/** Whether a path stays inside the project on any system, and out of Git's own folder. */
function isSafePath(path: string): boolean {
  if (path.length > 1000) return false;
  return path
    .split('/')
    .every(
      (part) =>
        part !== '' &&
        part !== '.' &&
        part !== '..' &&
        folderNameProblem(part) === undefined &&
        !isGitFolder(part),
    );
}
