import type { StepSource } from '../../src/core/roadmap/stepFolder.ts';
import { fits, starterFiles } from '../../src/core/scaffold/generate.ts';
import type { Tree } from '../content/gitTrees.mts';
import { readPatch } from '../content/patchFile.mts';
import {
  applied,
  changesIn,
  choicesOf,
  solutionPatch,
  solutionsOf,
  type NamedPatch,
  type SolutionsContext,
} from '../content/solutions.mts';
import type { Authored } from './authored.mts';
import { patchBetween, writeSolution, type WriteFile } from './rewrite.mts';

/** A patch that two changes want differently; a person has to decide. */
export interface Clash {
  /** The patch, relative to the roadmap's folder. */
  readonly file: string;
  readonly step: string;
  readonly options: Readonly<Record<string, string>>;
  /** The files with markers of conflict. */
  readonly paths: readonly string[];
  /** From which the patch leads, and what the merge left, with markers. */
  readonly base: Tree;
  readonly merged: Tree;
}

/** What carrying a change through a project did. */
export interface Carried {
  /** The patches that were written again. */
  readonly rewritten: readonly string[];
  readonly clashes: readonly Clash[];
}

/**
 * Carries a change of a starter, an option or an earlier solution through all later solutions and
 * through the right and wrong ways: what no longer applies is merged with what it was meant for.
 * A solution that clashes stops there, as all later ones build on it.
 * @param old the project as all of its patches still applied
 */
export function carry(old: Authored, now: Authored, write: WriteFile): Carried {
  const rewritten = new Set<string>();
  const clashes: Clash[] = [];
  const seen = new Set<string>();
  for (const options of choicesOf(now.project)) {
    const before = new Map(
      solutionsOf(old.project, old.files, options, old.context).map((solved) => [
        solved.step.step.id,
        solved,
      ]),
    );
    let tree = now.context.trees.write(starterFiles(now.project.value, now.files, options));
    for (const step of now.project.steps.filter(({ step: each }) => fits(each.when, options))) {
      const { id } = step.step;
      const known = before.get(id);
      const end = solutionEnd(step, options, tree, known?.before, now);
      if (end === undefined) break;
      if ('clash' in end) {
        // Resolved once, it may be resolved for the other options too.
        if (!clashes.some(({ file }) => file === end.clash.file)) clashes.push(end.clash);
        break;
      }
      if (end.merged) {
        for (const file of writeSolution(now, step, options, tree, end.tree, write)) {
          rewritten.add(file);
        }
      }
      if (!seen.has(step.folder)) {
        seen.add(step.folder);
        const starts = { right: tree, wrong: end.tree };
        const olds = known && { right: known.before, wrong: known.after };
        for (const kind of ['right', 'wrong'] as const) {
          const ways = carryWays(step, options, kind, starts[kind], olds?.[kind], now, write);
          for (const file of ways.rewritten) rewritten.add(file);
          clashes.push(...ways.clashes);
        }
      }
      tree = end.tree;
    }
  }
  return { rewritten: [...rewritten], clashes };
}

type End = { readonly tree: Tree; readonly merged: boolean } | { readonly clash: Clash };

/** The tree after a step's solution on a new start: plainly, or merged with what it was before. */
function solutionEnd(
  step: StepSource,
  options: Readonly<Record<string, string>>,
  start: Tree,
  oldStart: Tree | undefined,
  { context }: Authored,
): End | undefined {
  const parts = solutionPatch(step, options, context);
  if (!parts) return undefined;
  const plain = applied(start, parts, quiet(context));
  if (plain !== undefined) return { tree: plain, merged: false };
  const merged = mergedEnd(parts, start, oldStart, context);
  if (!merged) return undefined;
  if (merged.clashes.length === 0) return { tree: merged.tree, merged: true };
  const file = parts[0]?.file ?? `${step.folder}/solution.patch`;
  const { id } = step.step;
  const paths = merged.clashes;
  return { clash: { file, step: id, options, paths, base: start, merged: merged.tree } };
}

/**
 * What a patch makes of a new start, file by file: plainly, or by way of the start that it was made
 * for. Undefined, with a problem reported, when a file's part applies to neither, since somebody has
 * changed it by hand, and when the new start has all of its changes already.
 */
function mergedEnd(
  parts: readonly NamedPatch[],
  start: Tree,
  oldStart: Tree | undefined,
  context: SolutionsContext,
): ReturnType<SolutionsContext['trees']['merge']> | undefined {
  let tree = start;
  const clashes: string[] = [];
  for (const part of parts) {
    // A patch that the options share may be carried already, while an option's own is not.
    const plain = applied(tree, [part], quiet(context));
    if (plain !== undefined) {
      tree = plain;
      continue;
    }
    const oldEnd = oldStart === undefined ? undefined : applied(oldStart, [part], quiet(context));
    if (oldStart === undefined || oldEnd === undefined) {
      applied(tree, [part], context);
      return undefined;
    }
    const merged = context.trees.merge(oldStart, tree, oldEnd);
    tree = merged.tree;
    clashes.push(...merged.clashes);
  }
  if (tree !== start) return { tree, clashes };
  const message = 'Nothing is left of the patch: the files before it have all of its changes.';
  context.report({ file: parts[0]?.file ?? '', line: 1, message, remedy: 'Delete the patch.' });
  return undefined;
}

function carryWays(
  step: StepSource,
  options: Readonly<Record<string, string>>,
  kind: 'right' | 'wrong',
  start: Tree,
  oldStart: Tree | undefined,
  { context }: Authored,
  write: WriteFile,
): Carried {
  const rewritten: string[] = [];
  const clashes: Clash[] = [];
  const folder = `${step.folder}/${kind}`;
  for (const name of context.patches.list(folder).filter((each) => each.endsWith('.patch'))) {
    const file = `${folder}/${name}`;
    const text = context.patches.read(file) ?? '';
    const parts = changesIn(file, text, context.report);
    if (!parts || applied(start, parts, quiet(context)) !== undefined) continue;
    const merged = mergedEnd(parts, start, oldStart, context);
    if (!merged) continue;
    const { id } = step.step;
    if (merged.clashes.length > 0) {
      const paths = merged.clashes;
      clashes.push({ file, step: id, options, paths, base: start, merged: merged.tree });
      continue;
    }
    const { head } = readPatch(text, () => undefined);
    write(file, `${head}\n${patchBetween(context, start, merged.tree)}`);
    rewritten.push(file);
  }
  return { rewritten, clashes };
}

/** A context whose refusals are expected, and told by nobody. */
function quiet(context: SolutionsContext): SolutionsContext {
  return { ...context, report: () => undefined };
}
