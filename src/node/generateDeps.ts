import { createHash, randomUUID } from 'node:crypto';
import type { GenerateDeps } from '../core/scaffold/generate.ts';

/** Generation's outside world, on Node. */
export function nodeGenerateDeps(roadmapVersion: string): GenerateDeps {
  return {
    sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
    newInstanceId: () => randomUUID(),
    roadmapVersion,
  };
}

/** A short random text for temporary names. */
export function randomToken(): string {
  return randomUUID().slice(0, 8);
}
