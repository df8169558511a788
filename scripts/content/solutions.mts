import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Problem } from '../../src/core/roadmap/problem.ts';
import type { ProjectSource } from '../../src/core/roadmap/sources.ts';
import type { StepSource } from '../../src/core/roadmap/stepFolder.ts';
import type { ProjectFile } from '../../src/core/scaffold/archive.ts';
import { fits, starterFiles } from '../../src/core/scaffold/generate.ts';
import { PatchRefused, type GitTrees, type Tree } from './gitTrees.mts';
import { hunkLine, readPatch, type FilePatch, type PatchFault } from './patchFile.mts';

type Report = (problem: Problem) => void;
type Options = Readonly<Record<string, string>>;

/** A project as it is after a step's solution. */
export interface Solved {
  readonly step: StepSource;
  /** The tree that the step begins with: the solution of the step before it. */
  readonly before: Tree;
  readonly after: Tree;
}

/** Reads patches; paths are relative to the roadmap's folder. */
export interface PatchFiles {
  /** The text of a file, or undefined when there is none. */
  read(file: string): string | undefined;
  /** Names of the files in a folder, sorted; empty when there is no such folder. */
  list(folder: string): readonly string[];
}

/** Where a project's patches are read from and how they are applied. */
export interface SolutionsContext {
  readonly patches: PatchFiles;
  readonly trees: GitTrees;
  readonly report: Report;
}

/** The patches in a roadmap's folder on the disk. */
export function patchFiles(roadmap: string): PatchFiles {
  return {
    read(file) {
      const at = path.join(roadmap, file);
      return fs.existsSync(at) ? fs.readFileSync(at, 'utf8') : undefined;
    },
    list(folder) {
      const at = path.join(roadmap, folder);
      return fs.existsSync(at) ? fs.readdirSync(at).sort() : [];
    },
  };
}

/**
 * The solutions of a project for one choice of options, in order. After a patch that does not apply
 * the rest is left out, as it would only repeat the problem.
 * @param files what Git knows below the project's folder
 */
export function solutionsOf(
  project: ProjectSource,
  files: readonly ProjectFile[],
  options: Options,
  context: SolutionsContext,
): readonly Solved[] {
  const start = starterFiles(project.value, files, options);
  let before = context.trees.write(start);
  const solved: Solved[] = [];
  for (const step of project.steps) {
    if (!fits(step.step.when, options)) continue;
    const parts = solutionPatch(step, options, context);
    const after = parts && applied(before, parts, context);
    if (after === undefined) return solved;
    solved.push({ step, before, after });
    before = after;
  }
  return solved;
}

/** A change of a file together with the patch that it stands in. */
export interface NamedPatch extends FilePatch {
  /** Relative to the roadmap's folder. */
  readonly file: string;
}

/**
 * The changes of a step's solution for some options: those of `solution.<option>-<value>.patch`
 * win, file by file.
 * @returns undefined when a patch cannot be read
 */
export function solutionPatch(
  { folder }: StepSource,
  options: Options,
  context: SolutionsContext,
): readonly NamedPatch[] | undefined {
  const own = Object.entries(options).map(([id, value]) => `solution.${id}-${value}.patch`);
  const byPath = new Map<string, NamedPatch>();
  for (const name of ['solution.patch', ...own]) {
    const file = `${folder}/${name}`;
    const text = context.patches.read(file);
    if (text === undefined) continue;
    const parts = changesIn(file, text, context.report);
    if (!parts) return undefined;
    for (const part of parts) byPath.set(part.path, part);
  }
  return [...byPath.values()];
}

/** The changes in a patch's text; undefined when it has faults, which are reported. */
export function changesIn(
  file: string,
  text: string,
  report: Report,
): readonly NamedPatch[] | undefined {
  const faults: PatchFault[] = [];
  const { files } = readPatch(text, (fault) => faults.push(fault));
  for (const fault of faults) report({ file, ...fault });
  return faults.length === 0 ? files.map((part) => ({ ...part, file })) : undefined;
}

/** A tree with changes applied; undefined when one does not apply, which is reported. */
export function applied(
  tree: Tree,
  parts: readonly NamedPatch[],
  { trees, report }: SolutionsContext,
): Tree | undefined {
  if (parts.length === 0) return tree;
  try {
    const after = trees.apply(tree, parts.map(({ text }) => text).join(''));
    const changed = new Set(trees.changed(tree, after));
    const idle = parts.filter((part) => !changed.has(part.path));
    for (const { file, line, path: name } of idle) {
      const message = `The patch changes nothing in "${name}".`;
      report({ file, line, message, remedy: 'Take that file out of the patch.' });
    }
    return idle.length === 0 ? after : undefined;
  } catch (problem) {
    if (!(problem instanceof PatchRefused)) throw problem;
    report(refusal(problem.message, parts));
    return undefined;
  }
}

function refusal(said: string, parts: readonly NamedPatch[]): Problem {
  const [, name = '', line = ''] = /patch failed: (.+):(\d+)/.exec(said) ?? [];
  const other = /error: (.+?): (?:does not exist|already exists)/.exec(said)?.[1];
  const part = parts.find((each) => each.path === (name === '' ? other : name)) ?? parts[0];
  const [, project = ''] = part?.file.split('/') ?? [];
  const where = name === '' ? said.replace(/^error: /, '').split('\n')[0] : undefined;
  return {
    file: part?.file ?? '',
    line: part ? hunkLine(part, Number(line)) : 1,
    message:
      where === undefined
        ? `The patch no longer applies to "${name}", near its line ${line}.`
        : `The patch no longer applies: ${where}.`,
    remedy: `Run “npm run author -- ${project} --carry”.`,
  };
}

/** The choices of options that give a step other files: the defaults, then each other value alone. */
export function choicesOf(project: ProjectSource): readonly Options[] {
  const { options } = project.value;
  const defaults = Object.fromEntries(options.map((option) => [option.id, option.default]));
  return [
    defaults,
    ...options.flatMap((option) =>
      option.values
        .filter(({ id }) => id !== option.default)
        .map(({ id }) => ({ ...defaults, [option.id]: id })),
    ),
  ];
}

/** What a step leaves of each path that it changes; undefined for one that it takes away. */
type Layer = ReadonlyMap<string, ProjectFile | undefined>;

/**
 * Files of a project's archive that hold its solutions, as `solutionLayer` in `core/scaffold` reads
 * them: those of the default options, and for every other value what it has differently.
 */
export function solutionFiles(
  project: ProjectSource,
  files: readonly ProjectFile[],
  context: SolutionsContext,
): readonly ProjectFile[] {
  const [defaults = {}, ...others] = choicesOf(project);
  const usual = new Map<string, Layer>();
  const packed: ProjectFile[] = [];
  for (const options of [defaults, ...others]) {
    const value = Object.entries(options).find(([id, each]) => defaults[id] !== each);
    for (const solved of solutionsOf(project, files, options, context)) {
      const { id } = solved.step.step;
      const layer = layerOf(solved, context.trees);
      const known = usual.get(id);
      if (!known) usual.set(id, layer);
      const suffix = known && value ? `.${value.join('-')}` : '';
      for (const [name, file] of layer) {
        if (known?.has(name) === true && same(known.get(name), file)) continue;
        const kind = file ? 'solution' : 'removed';
        const empty = { bytes: new Uint8Array(), executable: false };
        packed.push({ ...(file ?? empty), path: `${kind}${suffix}/${id}/${name}` });
      }
    }
  }
  return packed;
}

function layerOf({ before, after }: Solved, trees: GitTrees): Layer {
  const paths = trees.changed(before, after);
  const left = new Map(trees.read(after, paths).map((file) => [file.path, file]));
  return new Map(paths.map((name) => [name, left.get(name)]));
}

function same(one: ProjectFile | undefined, other: ProjectFile | undefined): boolean {
  if (!one || !other) return one === other;
  return one.executable === other.executable && Buffer.compare(one.bytes, other.bytes) === 0;
}
