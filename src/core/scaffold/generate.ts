import { CHECKS_VERSION } from '../checks/checksVersion.ts';
import { canonicalChecks } from '../checks/checksText.ts';
import { shareTexts } from '../checks/sharedTexts.ts';
import { ExpectedError } from '../errors.ts';
import type { Project } from '../roadmap/model.ts';
import { packFiles, type ProjectFile } from './archive.ts';
import { deriveNames, type ProjectNames } from './names.ts';
import { safeRelativePath } from './paths.ts';
import {
  CHECKS_PATH,
  EVIDENCE_PATH,
  GUIDE_PATH,
  RECORD_FOLDER,
  RECORD_PATH,
  VERIFIER_PATH,
} from '../project/paths.ts';
import type { ProjectRecord } from './projectRecord.ts';

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
  /** The verifier, `verify.cjs`, which goes into every project. */
  readonly verifier: Uint8Array;
  /** The licences of the packages in the verifier, which go with it. */
  readonly verifierNotices: Uint8Array;
}

/** Path of the file in an archive that holds all steps of a project, for every option. */
export const STEPS_PATH = 'steps.json';

/** Path of the licences of the packages in a project's verifier. */
export const NOTICES_PATH = `${RECORD_FOLDER}/THIRD-PARTY-NOTICES.txt`;

/** A step as its author wrote it; what only proving and choosing need is left out of a project. */
export interface AuthoredStep {
  readonly id: string;
  readonly when: Readonly<Record<string, readonly string[]>>;
  readonly given: boolean;
  readonly apply: readonly (readonly string[])[];
  readonly history: readonly string[];
  readonly [key: string]: unknown;
}

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
 * the guide, the steps with their checks and the verifier with its licences, and the record with the base for later
 * updates.
 * @param archive the project's unpacked archive: `guide.md`, `steps.json`, `starter/…`,
 * `options/<o>/<v>/…`.
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
    renamed(file, answers.names),
  );
  const files = [...named].sort((a, b) => (a.path < b.path ? -1 : 1));
  const checks = checksOf(project, archive, answers, deps);
  const record: ProjectRecord = {
    version: 1,
    project: project.id,
    starter: project.starter.version,
    roadmap: deps.roadmapVersion,
    instance: deps.newInstanceId(),
    name: answers.names.hyphen,
    ...packageOf(answers.names),
    options: answers.options,
    files: Object.fromEntries(files.map((file) => [file.path, deps.sha256(file.bytes)])),
    ...(checks ? { checks: hashOfChecks(checks, deps) } : {}),
  };
  return [
    ...files,
    plain(RECORD_PATH, json(record)),
    plain(`${RECORD_FOLDER}/base.zip`, packFiles(files)),
    // Evidence begins empty, so that one that is gone later can be told from one that never was.
    ...(checks
      ? [
          checks,
          plain(VERIFIER_PATH, deps.verifier),
          plain(NOTICES_PATH, deps.verifierNotices),
          plain(EVIDENCE_PATH, new Uint8Array()),
        ]
      : []),
  ];
}

function hashOfChecks({ bytes }: ProjectFile, deps: GenerateDeps): string {
  return deps.sha256(new TextEncoder().encode(canonicalChecks(new TextDecoder().decode(bytes))));
}

/** A package's name is kept only where the project's name does not give it. */
function packageOf({ hyphen, snake }: ProjectNames): { readonly package?: string } {
  return snake === deriveNames(hyphen).snake ? {} : { package: snake };
}

/** The steps that fit the answers, as `checks.json`; undefined when there are none. */
function checksOf(
  project: Project,
  archive: readonly ProjectFile[],
  answers: Answers,
  deps: GenerateDeps,
): ProjectFile | undefined {
  const source = archive.find((file) => file.path === STEPS_PATH);
  if (!source) return undefined;
  const all = JSON.parse(new TextDecoder().decode(source.bytes)) as readonly AuthoredStep[];
  const steps = all
    .filter(({ when }) => fits(when, answers.options))
    .map(({ when: _when, given: _given, apply: _apply, history: _history, ...step }) => step);
  if (steps.length === 0) return undefined;
  // Scripts that several checks lay down stand in the file once.
  const shared = shareTexts(steps);
  const checks = {
    version: CHECKS_VERSION,
    project: project.id,
    content: deps.roadmapVersion,
    ...(project.retired === undefined ? {} : { retired: project.retired }),
    texts: shared.texts,
    steps: shared.value,
  };
  return renamed(plain(CHECKS_PATH, json(checks)), answers.names);
}

/** Whether something that is only for some values of options is for these answers. */
export function fits(
  when: Readonly<Record<string, readonly string[]>>,
  options: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(when).every(([id, values]) => values.includes(options[id] ?? ''));
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}

function layers(
  project: Project,
  archive: readonly ProjectFile[],
  options: Readonly<Record<string, string>>,
): readonly ProjectFile[] {
  const guide = archive.find((file) => file.path === 'guide.md');
  return [
    ...starterFiles(project, archive, options),
    ...(guide ? [{ ...guide, path: GUIDE_PATH }] : []),
  ];
}

/**
 * The starter with the files that the chosen options add, and without those that they leave out;
 * under the starter's own names.
 */
export function starterFiles(
  project: Pick<Project, 'options'>,
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

/** A file of an archive under the learner's names. */
export function renamed(file: ProjectFile, names: ProjectNames): ProjectFile {
  const path = safeRelativePath(replaceNames(file.path, names));
  if (LOCK_FILE.test(path) || isBinary(file.bytes)) return { ...file, path };
  const text = new TextDecoder().decode(file.bytes);
  const named = replaceNames(text, names);
  return named === text
    ? { ...file, path }
    : { ...file, path, bytes: new TextEncoder().encode(named) };
}

/** Replaces the four written forms of the starter's name, and nothing else. */
export function replaceNames(text: string, names: ProjectNames): string {
  return text
    .replaceAll('mlr-starter', names.hyphen)
    .replaceAll('mlr_starter', names.snake)
    .replaceAll('MLR_STARTER', names.upper)
    .replaceAll('Mlr Starter', names.title);
}

/** Whether bytes are no text: they hold a zero among the first. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8192).includes(0);
}

function plain(path: string, bytes: Uint8Array): ProjectFile {
  return { path, bytes, executable: false };
}
