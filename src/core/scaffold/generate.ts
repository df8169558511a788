import { ExpectedError } from '../errors.ts';
import type { Project } from '../roadmap/model.ts';
import { packFiles, type ProjectFile } from './archive.ts';
import type { ProjectNames } from './names.ts';
import { safeRelativePath } from './paths.ts';

/** What the learner answered: the project's name, and a value for each option. */
export interface Answers {
  readonly names: ProjectNames;
  readonly options: Readonly<Record<string, string>>;
}

/** What generation needs of the outside world. */
export interface GenerateDeps {
  /** Lower-case hexadecimal SHA-256. */
  readonly sha256: (bytes: Uint8Array) => string;
  /** An id that no other project has. */
  readonly newInstanceId: () => string;
  /** Version of the roadmap that the project comes from. */
  readonly roadmapVersion: string;
}

/** `.mlops-roadmap/project.json`. */
export interface ProjectRecord {
  readonly version: 1;
  readonly project: string;
  readonly starter: string;
  readonly roadmap: string;
  readonly instance: string;
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  /** SHA-256 of each file as it was generated. */
  readonly files: Readonly<Record<string, string>>;
}

/** Folder inside a project that holds what the product keeps there. */
export const RECORD_FOLDER = '.mlops-roadmap';
/** Path of the project's record. */
export const RECORD_PATH = `${RECORD_FOLDER}/project.json`;

/**
 * Fills in and checks the answers to a project's options.
 * @throws ExpectedError `use` for an option or value that the project does not have.
 */
export function resolveOptions(
  project: Project,
  chosen: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  for (const [id, value] of Object.entries(chosen)) {
    const option = project.options.find((each) => each.id === id);
    if (!option) {
      const known = project.options.map((each) => each.id).join(', ') || 'none';
      throw new ExpectedError(
        'use',
        `${project.id} has no option “${id}”.`,
        `Its options: ${known}.`,
      );
    }
    if (!option.values.some((each) => each.id === value)) {
      const known = option.values.map((each) => each.id).join(', ');
      throw new ExpectedError(
        'use',
        `“${value}” is not a value of “${id}”.`,
        `Its values: ${known}.`,
      );
    }
  }
  return Object.fromEntries(
    project.options.map((option) => [option.id, chosen[option.id] ?? option.default]),
  );
}

/**
 * All files of a new project: the starter under the learner's names, the chosen options' files,
 * the guide, and the record with the base for later updates.
 * @param archive the project's unpacked archive: `guide.md`, `starter/…`, `options/<o>/<v>/…`.
 */
export function generateProject(
  project: Project,
  archive: readonly ProjectFile[],
  answers: Answers,
  deps: GenerateDeps,
): readonly ProjectFile[] {
  if (!project.starter) {
    throw new ExpectedError(
      'content',
      `This version of MLOps Roadmap does not carry the starter of “${project.title}”.`,
      'Its description and stack are in the Projects view.',
    );
  }
  const named = layers(project, archive, answers.options).map((file) =>
    rename(file, answers.names),
  );
  const files = [...named].sort((a, b) => (a.path < b.path ? -1 : 1));
  const record: ProjectRecord = {
    version: 1,
    project: project.id,
    starter: project.starter.version,
    roadmap: deps.roadmapVersion,
    instance: deps.newInstanceId(),
    name: answers.names.hyphen,
    options: answers.options,
    files: Object.fromEntries(files.map((file) => [file.path, deps.sha256(file.bytes)])),
  };
  return [
    ...files,
    plain(RECORD_PATH, new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`)),
    plain(`${RECORD_FOLDER}/base.zip`, packFiles(files)),
  ];
}

function layers(
  project: Project,
  archive: readonly ProjectFile[],
  options: Readonly<Record<string, string>>,
): readonly ProjectFile[] {
  const chosen = new Map<string, ProjectFile>();
  const add = (prefix: string) => {
    for (const file of archive) {
      if (!file.path.startsWith(prefix)) continue;
      const path = file.path.slice(prefix.length);
      chosen.set(path, { ...file, path });
    }
  };
  add('starter/');
  const guide = archive.find((file) => file.path === 'guide.md');
  if (guide)
    chosen.set(`${RECORD_FOLDER}/guide.md`, { ...guide, path: `${RECORD_FOLDER}/guide.md` });
  for (const option of project.options) {
    const value = option.values.find((each) => each.id === options[option.id]);
    for (const excluded of value?.excludes ?? []) {
      for (const path of [...chosen.keys()]) {
        if (path === excluded || path.startsWith(`${excluded}/`)) chosen.delete(path);
      }
    }
    if (value) add(`options/${option.id}/${value.id}/`);
  }
  return [...chosen.values()];
}

const LOCK_FILE = /(^|\/)(requirements[\w.-]*\.txt|uv\.lock|go\.sum|package-lock\.json)$/;

function rename(file: ProjectFile, names: ProjectNames): ProjectFile {
  const path = safeRelativePath(replaceNames(file.path, names));
  if (LOCK_FILE.test(path) || isBinary(file.bytes)) return { ...file, path };
  const text = new TextDecoder().decode(file.bytes);
  const renamed = replaceNames(text, names);
  return renamed === text
    ? { ...file, path }
    : { ...file, path, bytes: new TextEncoder().encode(renamed) };
}

/** Replaces the four written forms of the starter's name, and nothing else. */
export function replaceNames(text: string, names: ProjectNames): string {
  return text
    .replaceAll('mlr-starter', names.hyphen)
    .replaceAll('mlr_starter', names.snake)
    .replaceAll('MLR_STARTER', names.upper)
    .replaceAll('Mlr Starter', names.title);
}

function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8192).includes(0);
}

function plain(path: string, bytes: Uint8Array): ProjectFile {
  return { path, bytes, executable: false };
}
