import { randomUUID } from 'node:crypto';
import type { GenerateDeps } from '../core/scaffold/generate.ts';
import type { CompiledContent } from './compiledContent.ts';
import { sha256 } from './files/sha256.ts';

/** Generation's outside world, on Node. */
export async function nodeGenerateDeps(
  content: CompiledContent,
  roadmapVersion: string,
): Promise<GenerateDeps> {
  return {
    verifier: await content.verifier(),
    sha256,
    verifierNotices: await content.verifierNotices(),
    newInstanceId: () => randomUUID(),
    roadmapVersion,
  };
}
