import * as fs from 'node:fs';
import * as path from 'node:path';
import type { StepSource } from '../../src/core/roadmap/stepFolder.ts';
import { fits } from '../../src/core/scaffold/generate.ts';
import { PatchRefused, type Tree } from '../content/gitTrees.mts';
import { readPatch } from '../content/patchFile.mts';
import { choicesOf, type SolutionsContext } from '../content/solutions.mts';
import { AuthorError, type Authored } from './authored.mts';

/** Writes a file of the roadmap, or removes it where nothing is left to say. */
export type WriteFile = (file: string, text: string | undefined) => void;

/** Writes into a roadmap's folder on the disk. */
export function writeInto(roadmap: string): WriteFile {
  return (file, text) => {
    const at = path.join(roadmap, file);
    if (text === undefined) return fs.rmSync(at, { force: true });
    fs.mkdirSync(path.dirname(at), { recursive: true });
    fs.writeFileSync(at, text);
  };
}

/** The change between two trees as a patch's text. @throws AuthorError when a file is binary. */
export function patchBetween({ trees }: SolutionsContext, from: Tree, to: Tree): string {
  const text = trees.diff(from, to);
  const binary: string[] = [];
  readPatch(text, ({ message }) => binary.push(message));
  if (binary.length > 0) {
    throw new AuthorError(
      `${binary.join(' ')} Plots, models, results and databases are made by the step’s “apply” commands.`,
    );
  }
  return text;
}

/** The files of a tree with marks of a merge conflict, which the tree before does not have there. */
export function unresolvedIn({ trees }: SolutionsContext, from: Tree, to: Tree): readonly string[] {
  const marked = (tree: Tree) =>
    trees
      .read(tree, trees.changed(from, to))
      .filter(({ bytes }) => /^(?:<{7}|>{7}) /m.test(Buffer.from(bytes).toString('utf8')))
      .map(({ path: name }) => name);
  const before = marked(from);
  return marked(to).filter((name) => !before.includes(name));
}

/**
 * Writes a step's solution for some options: what the default options do not say otherwise stays in
 * `solution.patch`, the rest goes into `solution.<option>-<value>.patch`.
 * @returns the files that were written
 */
export function writeSolution(
  { project, context }: Authored,
  { step, folder }: StepSource,
  options: Readonly<Record<string, string>>,
  from: Tree,
  to: Tree,
  write: WriteFile,
): readonly string[] {
  const text = patchBetween(context, from, to);
  const [defaults = {}] = choicesOf(project);
  const own = Object.entries(options).find(([id, value]) => defaults[id] !== value);
  const plain = `${folder}/solution.patch`;
  if (!own || !fits(step.when, defaults)) {
    write(plain, text === '' ? undefined : text);
    return [plain];
  }
  const shared = new Map(
    readPatch(context.patches.read(plain) ?? '', () => undefined).files.map((part) => [
      part.path,
      part.text,
    ]),
  );
  const file = `${folder}/solution.${own.join('-')}.patch`;
  const { trees } = context;
  const differs = readPatch(text, () => undefined).files.filter((part) => {
    const usual = shared.get(part.path);
    if (usual === undefined) return true;
    try {
      return trees.apply(from, usual) !== trees.apply(from, part.text);
    } catch (problem) {
      if (problem instanceof PatchRefused) return true;
      throw problem;
    }
  });
  const changed = new Set(trees.changed(from, to));
  const kept = [...shared.keys()].filter((name) => !changed.has(name));
  if (kept.length > 0) {
    throw new AuthorError(
      `${kept.join(', ')}: solution.patch changes it, so it must be changed with ${own.join('=')} too.`,
    );
  }
  write(file, differs.length === 0 ? undefined : differs.map((part) => part.text).join(''));
  return [file];
}
