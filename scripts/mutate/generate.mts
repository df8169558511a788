import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { StepSource } from '../../src/core/roadmap/stepFolder.ts';
import type { ProjectSource } from '../../src/core/roadmap/sources.ts';
import type { ProjectFile } from '../../src/core/scaffold/archive.ts';
import type { GitTrees, Tree } from '../content/gitTrees.mts';
import { choicesOf, solutionsOf, type SolutionsContext } from '../content/solutions.mts';
import { pythonToolsFolder } from '../setup/places.mjs';
import { addedLines, mutantsOf, type Edit, type MutatedFile, type Mutant } from './mutant.mts';
import { sqlEdits } from './sqlMutants.mts';
import { textEdits } from './textMutants.mts';

/** Texts for people and the project's tests: mutated only where a check of the step names them. */
const BESIDE = /^(README|LICENSE|CHANGELOG\.md|docs\/|\.github\/|tests\/)|(_test\.go)$/;
/** Made by tools. */
const GENERATED = /(?:^|\/)(?:go\.sum|requirements[^/]*\.txt|[^/]*lock[^/]*)$/;

/** All mutants of the lines that a step's solution adds. */
export function mutantsOfStep(
  trees: GitTrees,
  { step }: StepSource,
  before: Tree,
  after: Tree,
): readonly Mutant[] {
  const checks = JSON.stringify(step.checks);
  const names = trees.changed(before, after).filter((name) => {
    const [, top, test] = BESIDE.exec(name) ?? [];
    const word = (top ?? test)?.replace('/', '');
    return !GENERATED.test(name) && (word === undefined || checks.includes(word));
  });
  const diffs = new Map(
    trees
      .diff(before, after)
      .split(/^(?=diff --git )/m)
      .map((part) => [/^\+\+\+ b\/(.+?)\t?$/m.exec(part)?.[1] ?? '', part]),
  );
  const files = trees.read(after, names).map(({ path: name, bytes }): MutatedFile => {
    const text = Buffer.from(bytes).toString('utf8');
    return { path: name, text, added: addedLines(diffs.get(name) ?? '') };
  });
  const python = files.filter(({ path: name }) => name.endsWith('.py'));
  const edits = pythonEdits(python.map(({ text }) => text));
  return files.flatMap((file) => {
    const at = python.indexOf(file);
    const mutants = mutantsOf(file, edits[at] ?? textEdits(file.path, file.text));
    return mutants.filter(({ text }) => isWellFormed(file.path, text));
  });
}

/** Whether a text can be read as what its name says; Python is looked at where its edits are made. */
function isWellFormed(name: string, text: string): boolean {
  if (/\.ya?ml$/.test(name))
    return parseAllDocuments(text).every(({ errors }) => errors.length === 0);
  if (!name.endsWith('.sh')) return true;
  const { status } = spawnSync('bash', ['-n'], {
    input: text,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a Bash, checks look at it.
  return status === 0 || status === null;
}

/** All mutants of a step, of its solutions for every choice of options: a verdict may be on any. */
export function mutantsOfFolder(
  project: ProjectSource,
  files: readonly ProjectFile[],
  folder: string,
  context: SolutionsContext,
): readonly Mutant[] {
  const solutions = choicesOf(project).flatMap((options) =>
    solutionsOf(project, files, options, context).filter(({ step }) => step.folder === folder),
  );
  const others = new Map(solutions.map((each) => [`${each.before} ${each.after}`, each]));
  return [...others.values()].flatMap(({ step, before, after }) =>
    mutantsOfStep(context.trees, step, before, after),
  );
}

/** The edits of Python files, with those of the SQL in their strings. */
export function pythonEdits(texts: readonly string[]): readonly (readonly Edit[])[] {
  if (texts.length === 0) return [];
  const python = path.join(pythonToolsFolder(), 'bin', 'python');
  const program = path.join(import.meta.dirname, 'pythonMutants.py');
  const { status, stdout, stderr, error } = spawnSync(python, [program], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0) throw error ?? new Error(stderr);
  const found = JSON.parse(stdout) as readonly (readonly Edit[])[];
  return texts.map((text, index) => {
    const bytes = Buffer.from(text);
    const inText = (place: number) => bytes.subarray(0, place).toString('utf8').length;
    return (found[index] ?? []).flatMap((edit): readonly Edit[] => {
      const [start, end] = [inText(edit.start), inText(edit.end)];
      if (edit.kind !== 'sql') return [{ ...edit, start, end }];
      return sqlEdits(text.slice(start, end)).map((inner) => ({
        ...inner,
        start: start + inner.start,
        end: start + inner.end,
        kind: `SQL ${inner.kind}`,
      }));
    });
  });
}
