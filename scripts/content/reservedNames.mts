import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Problem } from '../../src/core/roadmap/problem.ts';

/** Under which names each package of a lock file is imported; `npm run import-names` writes it. */
export const IMPORT_NAMES = 'importNames.json';

/** A lock file of a starter or an option, with the packages that it pins. */
export interface LockFile {
  readonly file: string;
  readonly packages: readonly string[];
}

/** The lock files below a folder, of development too: the project's tests import those as well. */
export function lockFiles(folder: string): readonly LockFile[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) === 'requirements-dev.txt' && !name.includes('.venv'))
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      const lines = fs.readFileSync(file, 'utf8').split('\n');
      const packages = lines.flatMap((line) => /^([a-z0-9][\w.-]*)==/i.exec(line)?.[1] ?? []);
      return { file, packages: packages.map((each) => each.toLowerCase().replace(/[-_.]+/g, '-')) };
    });
}

/**
 * Names that a project's package must not have: it would hide a package of the project's locks, a
 * transitive one too.
 * @param roadmap the folder `roadmap/`
 */
export function reservedNames(
  roadmap: string,
  project: string,
  report: (problem: Problem) => void,
): readonly string[] {
  const known = JSON.parse(fs.readFileSync(path.join(roadmap, IMPORT_NAMES), 'utf8')) as Readonly<
    Record<string, readonly string[]>
  >;
  const reserved = new Set<string>();
  for (const { file, packages } of lockFiles(path.join(roadmap, 'projects', project))) {
    for (const name of packages) {
      const modules = known[name];
      if (modules === undefined) {
        report({
          file: path.relative(roadmap, file),
          line: 1,
          message: `roadmap/${IMPORT_NAMES} does not know the package “${name}”.`,
          remedy: 'Run “npm run import-names”.',
        });
      }
      for (const each of [name.replaceAll('-', '_'), ...(modules ?? [])]) {
        reserved.add(each.toLowerCase());
      }
    }
  }
  return [...reserved].sort();
}
