import type { ProjectFile } from './archive.ts';
import { fits, renamed, replaceNames, STEPS_PATH, type AuthoredStep } from './generate.ts';
import type { ProjectNames } from './names.ts';

/** A file that a step's solution adds, changes or takes away. */
export interface SolutionFile {
  readonly path: string;
  /** As the step before left it; undefined when the step adds the file. */
  readonly before: string | undefined;
  /** As the step leaves it; undefined when the step takes the file away. */
  readonly after: string | undefined;
}

/**
 * What the solution of a step adds: each file as the solutions before it left the starter, and as
 * the step leaves it, under the learner's names.
 * @param generated the files of the project as it was generated
 */
export function solutionOf(
  archive: readonly ProjectFile[],
  generated: readonly ProjectFile[],
  stepId: string,
  options: Readonly<Record<string, string>>,
  names: ProjectNames,
): readonly SolutionFile[] {
  const text = (file: ProjectFile) => new TextDecoder().decode(file.bytes);
  const state = new Map(generated.map((file) => [file.path, text(file)]));
  for (const step of stepsOf(archive, options)) {
    const overlay = solutionLayer(archive, step.id, options);
    const laid = overlay.files.map((file) => renamed(file, names));
    const removed = overlay.removed.map((path) => replaceNames(path, names));
    if (step.id === stepId) {
      return [
        ...laid.map((file) => ({
          path: file.path,
          before: state.get(file.path),
          after: text(file),
        })),
        ...removed.map((path) => ({ path, before: state.get(path), after: undefined })),
      ];
    }
    for (const file of laid) state.set(file.path, text(file));
    for (const path of removed) state.delete(path);
  }
  return [];
}

/** What a step's solution lays over the one before it, under the starter's own names. */
export interface SolutionLayer {
  readonly files: readonly ProjectFile[];
  readonly removed: readonly string[];
}

/**
 * The files of a step's solution in an archive: `solution/<step>/…`, over which those of an
 * option's value win, `solution.<option>-<value>/<step>/…`; what it takes away stands, empty,
 * under `removed/` and `removed.<option>-<value>/`.
 */
export function solutionLayer(
  archive: readonly ProjectFile[],
  stepId: string,
  options: Readonly<Record<string, string>>,
): SolutionLayer {
  const values = ['', ...Object.entries(options).map(([id, value]) => `.${id}-${value}`)];
  const below = (folder: string) =>
    new Map(
      values.flatMap((value) => {
        const prefix = `${folder}${value}/${stepId}/`;
        return archive
          .filter((file) => file.path.startsWith(prefix))
          .map((file) => [file.path.slice(prefix.length), file] as const);
      }),
    );
  const files = [...below('solution')].map(([path, file]) => ({ ...file, path }));
  return { files, removed: [...below('removed').keys()] };
}

/** The steps of a project's archive that fit the options, in order. */
export function stepsOf(
  archive: readonly ProjectFile[],
  options: Readonly<Record<string, string>>,
): readonly AuthoredStep[] {
  const source = archive.find((file) => file.path === STEPS_PATH);
  if (!source) return [];
  const steps = JSON.parse(new TextDecoder().decode(source.bytes)) as readonly AuthoredStep[];
  return steps.filter(({ when }) => fits(when, options));
}
