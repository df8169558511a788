import type { ProjectFile } from './archive.ts';
import { fits, STEPS_PATH, renamed, type AuthoredStep } from './generate.ts';
import type { ProjectNames } from './names.ts';

/** A file that a step's solution adds or changes. */
export interface SolutionFile {
  readonly path: string;
  /** As the step before left it; undefined when the step adds the file. */
  readonly before: string | undefined;
  readonly after: string;
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
    const prefix = `solution/${step.id}/`;
    const overlay = archive
      .filter((file) => file.path.startsWith(prefix))
      .map((file) => renamed({ ...file, path: file.path.slice(prefix.length) }, names));
    if (step.id === stepId) {
      return overlay.map((file) => ({
        path: file.path,
        before: state.get(file.path),
        after: text(file),
      }));
    }
    for (const file of overlay) state.set(file.path, text(file));
  }
  return [];
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
