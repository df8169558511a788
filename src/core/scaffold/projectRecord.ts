import * as v from 'valibot';
import { ExpectedError } from '../errors.ts';
import { RECORD_PATH } from '../project/paths.ts';

const short = v.pipe(v.string(), v.maxLength(200));
const packageName = v.pipe(v.string(), v.regex(/^[A-Za-z_]\w{0,99}$/));

const recordSchema = v.object({
  version: v.literal(1),
  project: v.pipe(short, v.minLength(1)),
  /** Version of the starter. */
  starter: short,
  /** Version of the roadmap, which is the version of the product. */
  roadmap: short,
  instance: v.pipe(short, v.minLength(1)),
  /** Its name with hyphens. */
  name: v.pipe(short, v.minLength(1)),
  /** The Python package, where the learner has renamed it. */
  package: v.optional(packageName),
  options: v.record(short, short),
  /** SHA-256 of each file as it was generated. */
  files: v.record(v.pipe(v.string(), v.maxLength(1000)), short),
  /** SHA-256 of the checks as they were generated, without white space. Absent before 0.2.0. */
  checks: v.optional(short),
});

/** `.mlops-roadmap/project.json`: what a folder was generated from. */
export type ProjectRecord = Readonly<v.InferOutput<typeof recordSchema>>;

/**
 * Reads a project's record.
 * @throws ExpectedError `state` when the text is broken or of another version.
 */
export function readProjectRecord(text: string): ProjectRecord {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw damaged(`is damaged: ${reason}`);
  }
  const version: unknown = (raw as { readonly version?: unknown } | null)?.version;
  if (typeof version === 'number' && version !== 1) {
    throw damaged(`has version ${version}; this version of MLOps Roadmap reads version 1`);
  }
  const result = v.safeParse(recordSchema, raw);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const place = (issue.path ?? []).map(({ key }) => String(key)).join('.');
  throw damaged(`is damaged${place === '' ? '' : ` at “${place}”`}: ${issue.message}`);
}

function damaged(problem: string): ExpectedError {
  return new ExpectedError(
    'state',
    `${RECORD_PATH} ${problem}.`,
    'Bring it back from Git, or update the extension.',
  );
}
