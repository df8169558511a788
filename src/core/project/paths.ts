// Where the product keeps what it needs inside a project; a module of its own, as the first bundle
// needs no more than these.

/** Folder inside a project that holds what the product keeps there. */
export const RECORD_FOLDER = '.mlops-roadmap';
/** Path of the project's record. */
export const RECORD_PATH = `${RECORD_FOLDER}/project.json`;
/** Path of the files as they were generated, the base of an update's merge. */
export const BASE_PATH = `${RECORD_FOLDER}/base.zip`;
/** Path of the project's steps with their checks. */
export const CHECKS_PATH = `${RECORD_FOLDER}/checks.json`;
/** Path of what was proved. */
export const EVIDENCE_PATH = `${RECORD_FOLDER}/evidence.jsonl`;
/** Path of the verifier for terminals and CI. */
export const VERIFIER_PATH = `${RECORD_FOLDER}/verify.cjs`;
/** Path of the project's guide. */
export const GUIDE_PATH = `${RECORD_FOLDER}/guide.md`;
/** Folder of the last update: how to take it back. Git ignores it. */
export const UPDATE_FOLDER = `${RECORD_FOLDER}/update`;
