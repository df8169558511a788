import { readEvidence, type EvidenceIndex } from '../checks/evidence.ts';
import { ExpectedError } from '../errors.ts';
import { CHECKS_PATH, EVIDENCE_PATH, GUIDE_PATH, RECORD_PATH } from './paths.ts';
import { readProjectRecord, type ProjectRecord } from '../scaffold/projectRecord.ts';
import type { ProjectReader } from './fileReading.ts';
import { readStepViews, type StepView } from './stepView.ts';

const MEGABYTE = 1024 * 1024;
const LARGEST_RECORD = MEGABYTE;
// A guide has a few pages; this much is drawn without a wait.
const LARGEST_GUIDE = 300_000;
const LARGEST_EVIDENCE = 8 * MEGABYTE;
/** Bytes of `checks.json` at most. */
export const LARGEST_CHECKS = 2 * MEGABYTE;

/**
 * The record of the project in a folder; undefined when the folder holds none, which is proven.
 * @throws ExpectedError `state` when it is damaged or cannot be read.
 */
export async function readRecord(reader: ProjectReader): Promise<ProjectRecord | undefined> {
  const text = await readOwnText(reader, RECORD_PATH, LARGEST_RECORD);
  return text === undefined ? undefined : readProjectRecord(text);
}

/**
 * The record of the project in a folder.
 * @throws ExpectedError `use` when the folder holds no project, `state` when it cannot be read.
 */
export async function requireRecord(reader: ProjectReader): Promise<ProjectRecord> {
  const record = await readRecord(reader);
  if (record) return record;
  throw new ExpectedError(
    'use',
    `${reader.name} holds no roadmap project (there is no ${RECORD_PATH}).`,
    'Give the folder of a project that was scaffolded.',
  );
}

/**
 * The project's steps as they are shown; none when the project has no checks.
 * @throws ExpectedError `state` when `checks.json` is damaged or cannot be read.
 */
export async function readSteps(reader: ProjectReader): Promise<readonly StepView[]> {
  const text = await readOwnText(reader, CHECKS_PATH, LARGEST_CHECKS);
  return text === undefined ? [] : readStepViews(text);
}

/**
 * What the evidence of an instance says; nothing when there is none yet.
 * @throws ExpectedError `state` when it is there and cannot be read.
 */
export async function readEvidenceOf(
  reader: ProjectReader,
  instance: string,
): Promise<EvidenceIndex> {
  const text = await readOwnText(reader, EVIDENCE_PATH, LARGEST_EVIDENCE);
  return readEvidence(text, instance);
}

/**
 * The project's guide in Markdown.
 * @throws ExpectedError `content` when it is not there, `state` when it cannot be read.
 */
export async function readGuide(reader: ProjectReader): Promise<string> {
  const text = await readOwnText(reader, GUIDE_PATH, LARGEST_GUIDE);
  if (text !== undefined) return text;
  throw new ExpectedError(
    'content',
    'The project’s guide is no longer there.',
    `Bring ${GUIDE_PATH} back from Git.`,
  );
}

/**
 * The text of one of the product's own files in a project; undefined when it is proven absent.
 * @throws ExpectedError `state` when it is there and cannot be read, or nobody can tell.
 */
export async function readOwnText(
  reader: ProjectReader,
  path: string,
  limit: number,
): Promise<string | undefined> {
  const bytes = await readOwnBytes(reader, path, limit);
  return bytes && new TextDecoder().decode(bytes);
}

/** Like `readOwnText`, for files that hold no text. */
export async function readOwnBytes(
  reader: ProjectReader,
  path: string,
  limit: number,
): Promise<Uint8Array | undefined> {
  const reading = await reader.read(path, limit);
  switch (reading.kind) {
    case 'file':
      return reading.bytes;
    case 'absent':
      return undefined;
    case 'unreadable':
      throw new ExpectedError(
        'state',
        `${path} is not read: ${reading.reason}.`,
        'Put the file itself there again; Git has it, if it was committed.',
      );
    case 'failed':
      throw new ExpectedError(
        'state',
        `${path} could not be read: ${reading.reason}.`,
        'Check the folder’s permissions and the disk, then try again.',
      );
  }
}
