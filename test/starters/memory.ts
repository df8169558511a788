import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ProjectFile } from '../../src/core/scaffold/archive.ts';
import { STEPS_PATH, type AuthoredStep } from '../../src/core/scaffold/generate.ts';
import { cacheFolder } from '../../scripts/setup/places.mjs';
import type { Mutant } from './proof.ts';

// What was proved stays proved while everything that went into it is the same. The key covers all of
// that, so that nothing has to be thrown away by hand; a cold machine proves everything.

const folder = path.join(cacheFolder(), 'proved');

/** Whether something was proved before, from a key of everything that went into it. */
export function wasProved(key: string): boolean {
  return fs.existsSync(path.join(folder, key));
}

/** Remembers that something was proved; `what` says it to somebody who looks into the cache. */
export function remember(key: string, what: string): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, key), `${what}\n`);
}

/** What a step's checks say of a wrong variant depends on. */
export interface Grounds {
  /** The project's steps up to the one that is spoilt. */
  readonly steps: readonly AuthoredStep[];
  /** The project's archive. */
  readonly archive: readonly ProjectFile[];
  readonly mutant: Mutant;
  /** The verifier, the versions of what runs it, the project's options, and the like. */
  readonly surroundings: readonly string[];
}

/** A key of the grounds; words for the learner and what later steps bring are none of them. */
export function fingerprint({ steps, archive, mutant, surroundings }: Grounds): string {
  const hash = createHash('sha256');
  const add = (what: string | Uint8Array) => hash.update(`${what.length}:`).update(what);
  const addFile = (file: ProjectFile) => {
    add(`${file.path} ${file.executable}`);
    add(file.bytes);
  };
  surroundings.forEach(add);
  add(JSON.stringify(steps.map(({ id, apply }) => [id, apply])));
  add(JSON.stringify(steps.at(-1)?.['checks']));
  const laid = steps.map(({ id }) => `solution/${id}/`);
  for (const file of archive) {
    const { path: name } = file;
    const later = name.startsWith('solution/') && !laid.some((each) => name.startsWith(each));
    if (!later && name !== STEPS_PATH && name !== 'guide.md') addFile(file);
  }
  const { files, ...rest } = mutant;
  add(JSON.stringify(rest));
  files.forEach(addFile);
  return hash.digest('hex');
}
