import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { ExpectedError } from '../core/errors.ts';
import type { Reference, SearchPlace } from '../core/catalogue/model.ts';
import { isAbsent, reasonOf } from './files/fileSystem.ts';
import type { Roadmap } from '../core/roadmap/model.ts';

/** The content that the build put beside the bundles. */
export interface CompiledContent {
  roadmap(): Promise<Roadmap>;
  /** The Markdown of a page: a phase's introduction (`phase`) or a skill's note (`phase.skill`). */
  page(id: string): Promise<string>;
  /** The SVG text of a picture in a phase’s pages, by the path that the page gives. */
  picture(phase: string, target: string): Promise<string>;
  /** The pages of the Reference view. */
  reference(): Promise<Reference>;
  /** What search leads to besides the roadmap itself. */
  searchPlaces(): Promise<readonly SearchPlace[]>;
  /** The bytes of a project's archive. */
  projectArchive(id: string): Promise<Uint8Array>;
  /** The verifier that every project gets. */
  verifier(): Promise<Uint8Array>;
  /** The licences of the packages in the verifier. */
  verifierNotices(): Promise<Uint8Array>;
}

/** The file with the notices that go into a project beside the verifier. */
export const VERIFIER_NOTICES = 'verify-THIRD-PARTY-NOTICES.txt';

const REINSTALL = 'Reinstall the extension; your progress is kept apart from it.';

/** Content in the folder `dist`. Each file is read when it is asked for. */
export function compiledContent(dist: string): CompiledContent {
  const read = async (what: string, ...parts: readonly string[]) => {
    try {
      return await fs.readFile(path.join(dist, ...parts));
    } catch (error) {
      const found = isAbsent(error)
        ? 'is missing from this installation'
        : `cannot be read (${reasonOf(error)})`;
      throw new ExpectedError('content', `${what} ${found}.`, REINSTALL);
    }
  };
  const readJson = async <T>(what: string, name: string): Promise<T> => {
    const bytes = await read(what, name);
    try {
      return JSON.parse(bytes.toString('utf8')) as T;
    } catch {
      throw new ExpectedError('content', `${what} of this installation is damaged.`, REINSTALL);
    }
  };
  return {
    roadmap: () => readJson<Roadmap>('The roadmap', 'roadmap.json'),
    reference: () => readJson<Reference>('The reference', 'reference.json'),
    searchPlaces: () => readJson<readonly SearchPlace[]>('The index of search', 'search.json'),
    page: async (id) => (await read(`The page “${id}”`, 'pages', `${id}.md`)).toString('utf8'),
    picture: async (phase, target) =>
      (await read(`The picture “${target}”`, 'pages', phase, target)).toString('utf8'),
    projectArchive: (id) => read(`The starter “${id}”`, 'projects', `${id}.zip`),
    verifier: () => read('The verifier', 'verify.cjs'),
    verifierNotices: () => read('The text of the verifier’s licences', VERIFIER_NOTICES),
  };
}
