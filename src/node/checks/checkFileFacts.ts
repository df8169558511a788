import { createHash } from 'node:crypto';
import { canonicalChecks } from '../../core/checks/checksText.ts';
import type { CheckFileFacts } from '../../core/checks/evidence.ts';
import type { ProjectRecord } from '../../core/scaffold/projectRecord.ts';

/**
 * Whether a project's checks are the product's.
 * @param shipped SHA-256 of what this version carries for the project, where it can be told; the
 * verifier inside a project carries no content, and compares with the project's record.
 */
export function checkFileFacts(
  project: { readonly record: ProjectRecord; readonly checksText: string },
  shipped: string | undefined,
): CheckFileFacts {
  const sha256 = createHash('sha256').update(canonicalChecks(project.checksText)).digest('hex');
  if (shipped !== undefined) return { sha256, origin: sha256 === shipped ? 'shipped' : 'changed' };
  const { checks } = project.record;
  if (checks === undefined) return { sha256, origin: 'unknown' };
  return { sha256, origin: sha256 === checks ? 'as-scaffolded' : 'changed' };
}
