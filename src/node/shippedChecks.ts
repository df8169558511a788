import { isExpected } from '../core/errors.ts';
import { readProjectRecord, type ProjectRecord } from '../core/scaffold/projectRecord.ts';
import { RECORD_PATH } from '../core/project/paths.ts';
import type { CompiledContent } from './compiledContent.ts';
import { generateAgain } from './update/planFolderUpdate.ts';

/**
 * SHA-256 of the checks that this version carries for a project, for `VerifyRequest.shippedChecks`.
 * Undefined for a project of another version, whose checks cannot be compared.
 */
export async function shippedChecks(
  content: CompiledContent,
  record: ProjectRecord,
): Promise<string | undefined> {
  const roadmap = await content.roadmap();
  const project = roadmap.projects.find(({ id }) => id === record.project);
  if (!project?.starter || record.roadmap !== roadmap.version) return undefined;
  try {
    const files = await generateAgain(project, record, content, roadmap.version);
    const generated = files.find(({ path }) => path === RECORD_PATH);
    return generated && readProjectRecord(new TextDecoder().decode(generated.bytes)).checks;
  } catch (error) {
    // A record whose options this version does not have.
    if (isExpected(error)) return undefined;
    throw error;
  }
}
