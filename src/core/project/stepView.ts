import * as v from 'valibot';
import { ExpectedError } from '../errors.ts';
import { READABLE_CHECKS } from '../checks/checksVersion.ts';
import { CHECKS_PATH } from './paths.ts';

const text = v.pipe(v.string(), v.maxLength(20_000));
const id = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,80}$/, 'must be a short id'));

const stepSchema = v.object({
  id,
  title: v.pipe(v.string(), v.maxLength(300)),
  // These three are absent before version 3.
  label: v.exactOptional(v.pipe(v.string(), v.maxLength(300))),
  hours: v.exactOptional(v.number()),
  core: v.exactOptional(v.boolean()),
  goal: text,
  without: v.exactOptional(text),
  hints: v.pipe(v.array(text), v.maxLength(20)),
  checks: v.pipe(
    v.array(v.object({ id, title: v.pipe(v.string(), v.maxLength(300)) })),
    v.maxLength(200),
  ),
});
const fileSchema = v.object({
  version: v.picklist(READABLE_CHECKS),
  steps: v.pipe(v.array(stepSchema), v.maxLength(200)),
});

/** A step as the editor shows it; its checks are read when they are run. */
export type StepView = Readonly<v.InferOutput<typeof stepSchema>>;

/**
 * The steps of a `checks.json`, without what only running them needs.
 * @throws ExpectedError `state` that names the place when it is damaged.
 */
export function readStepViews(json: string): readonly StepView[] {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : String(error));
  }
  const result = v.safeParse(fileSchema, raw);
  if (result.success) return result.output.steps;
  const [issue] = result.issues;
  const place = (issue.path ?? []).map(({ key }) => String(key)).join('.');
  throw damaged(`${issue.message}${place === '' ? '' : ` (at “${place}”)`}`);
}

function damaged(problem: string): ExpectedError {
  return new ExpectedError(
    'state',
    `${CHECKS_PATH} is damaged: ${problem}.`,
    'Bring it back from Git.',
  );
}
