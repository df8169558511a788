import { ExpectedError } from '../errors.ts';

/** `.mlops-roadmap/project.json`: what a folder was generated from. */
export interface ProjectRecord {
  readonly version: 1;
  readonly project: string;
  readonly starter: string;
  readonly roadmap: string;
  readonly instance: string;
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  /** SHA-256 of each file as it was generated. */
  readonly files: Readonly<Record<string, string>>;
}

/** Folder inside a project that holds what the product keeps there. */
export const RECORD_FOLDER = '.mlops-roadmap';
/** Path of the project's record. */
export const RECORD_PATH = `${RECORD_FOLDER}/project.json`;
/** Path of the project's steps with their checks. */
export const CHECKS_PATH = `${RECORD_FOLDER}/checks.json`;
/** Path of what was proved. */
export const EVIDENCE_PATH = `${RECORD_FOLDER}/evidence.jsonl`;
/** Path of the verifier for terminals and CI. */
export const VERIFIER_PATH = `${RECORD_FOLDER}/verify.cjs`;
/** Path of the project's guide. */
export const GUIDE_PATH = `${RECORD_FOLDER}/guide.md`;

/**
 * Reads a project's record.
 * @throws ExpectedError `state` when the text is broken or of another version.
 */
export function readProjectRecord(text: string): ProjectRecord {
  let record: Partial<ProjectRecord> | null = null;
  try {
    record = JSON.parse(text) as Partial<ProjectRecord> | null;
  } catch {
    // Said below, as for a record of another version.
  }
  const { project, instance } = record ?? {};
  const version: unknown = record?.version;
  if (version === 1 && typeof project === 'string' && typeof instance === 'string') {
    return record as ProjectRecord;
  }
  const other = typeof version === 'number' && version !== 1;
  const found = other ? `has version ${version}` : 'is damaged';
  throw new ExpectedError(
    'state',
    `${RECORD_PATH} ${found}; this version cannot read it.`,
    'Bring it back from Git, or update the extension.',
  );
}
