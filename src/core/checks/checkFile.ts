import * as v from 'valibot';
import { ExpectedError } from '../errors.ts';
import { READABLE_CHECKS } from './checksVersion.ts';
import { checkFileSchema } from './schema.ts';
import { restoreTexts } from './sharedTexts.ts';
import { CHECKS_PATH } from '../project/paths.ts';
import type { CheckFile } from './model.ts';

const RESTORE = 'Bring it back from Git, or run “Update Project”.';

/**
 * Reads a project's checks.
 * @throws ExpectedError `state` that names the place and the remedy when the text is broken or of
 * another version.
 */
export function readCheckFile(text: string): CheckFile {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExpectedError('state', `${CHECKS_PATH} is not valid JSON: ${reason}.`, RESTORE);
  }
  const version = (raw as { readonly version?: unknown } | null)?.version;
  if (!READABLE_CHECKS.some((known) => known === version)) {
    throw new ExpectedError(
      'state',
      `${CHECKS_PATH} has version ${version === undefined ? 'none' : JSON.stringify(version)}; this verifier reads ${READABLE_CHECKS.join(', ')}.`,
      'Update the extension, or bring the file back from Git.',
    );
  }
  const { texts, ...rest } = raw as { readonly texts?: readonly string[] };
  const whole = Array.isArray(texts) ? restoreTexts(rest, texts as readonly string[]) : rest;
  const result = v.safeParse(checkFileSchema, whole);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = (issue.path ?? []).map(({ key }) => String(key)).join('.');
  throw new ExpectedError(
    'state',
    `${CHECKS_PATH} is damaged at “${path}”: ${issue.message}.`,
    RESTORE,
  );
}
