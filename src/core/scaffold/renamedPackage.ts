import type { ProjectFile } from './archive.ts';
import { isBinary } from './generate.ts';

/**
 * The folder below `src/` to which the learner has moved the project's package; undefined when the
 * package is where it was, or when nothing else has at least half of its files.
 * @param generated paths of the project as generated
 * @param there paths below `src/` as they are now
 */
export function renamedPackage(
  generated: readonly string[],
  name: string,
  there: readonly string[],
): string | undefined {
  const prefix = `src/${name}/`;
  const own = generated.filter((path) => path.startsWith(prefix));
  if (own.length === 0 || there.some((path) => path.startsWith(prefix))) return undefined;
  const rest = own.map((path) => path.slice(prefix.length));
  const folders = new Set(there.map((path) => path.split('/')[1] ?? ''));
  const fitting = [...folders].filter((folder) => {
    const moved = rest.filter((path) => there.includes(`src/${folder}/${path}`));
    return /^[A-Za-z_]\w*$/.test(folder) && moved.length * 2 >= rest.length;
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Files under the new name of a package: where it is a word of its own, in paths and in texts. */
export function withPackage(
  files: readonly ProjectFile[],
  from: string,
  to: string,
): readonly ProjectFile[] {
  return replaced(files, from, to, new RegExp(`(?<![\\w-])${from}(?![\\w-])`, 'g'));
}

/** Like `withPackage`, but in texts only where code, a module or a path refers to the package. */
export function withPackageReferences(
  files: readonly ProjectFile[],
  from: string,
  to: string,
): readonly ProjectFile[] {
  const after = `(?<=\\b(?:from|import)[ \\t]+|src[/.])${from}(?![\\w-])`;
  const before = `(?<![\\w-])${from}(?=[.:/]\\w)`;
  return replaced(files, from, to, new RegExp(`${after}|${before}`, 'g'));
}

function replaced(
  files: readonly ProjectFile[],
  from: string,
  to: string,
  word: RegExp,
): readonly ProjectFile[] {
  return files.map((file) => {
    const path = file.path.replace(`src/${from}/`, `src/${to}/`);
    if (isBinary(file.bytes)) return { ...file, path };
    const text = new TextDecoder().decode(file.bytes).replace(word, to);
    return { ...file, path, bytes: new TextEncoder().encode(text) };
  });
}
