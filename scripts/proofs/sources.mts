import * as fs from 'node:fs';
import * as path from 'node:path';
import { loadRoadmap } from '../../src/core/roadmap/loader.ts';
import { formatProblem, type Problem } from '../../src/core/roadmap/problem.ts';
import { contentFiles } from '../../src/node/contentFiles.ts';
import { GitTrees } from '../content/gitTrees.mts';
import { projectFiles } from '../content/projectFiles.mts';
import { choicesOf, patchFiles } from '../content/solutions.mts';
import { waysOf } from '../content/ways.mts';
import { root } from '../setup/places.mjs';
import { proofsOf, type KindNumbers, type Proof } from './keys.mts';

/** A project and the choice of options for which its steps are proved. */
export interface Choice {
  readonly project: string;
  readonly options: Readonly<Record<string, string>>;
}

/** Where the ledger of a project lies. */
export function ledgerFile(project: string): string {
  return path.join(root, 'roadmap', 'projects', project, 'proofs.jsonl');
}

/** The number of each kind of check, from `meanings.json`. */
export function kindNumbers(): KindNumbers {
  const file = path.join(import.meta.dirname, 'meanings.json');
  const { kinds } = JSON.parse(fs.readFileSync(file, 'utf8')) as Meanings;
  return Object.fromEntries(Object.entries(kinds).map(([kind, { number }]) => [kind, number]));
}

/** What `meanings.json` holds of each kind of check. */
export interface Meanings {
  readonly kinds: Readonly<Record<string, { readonly number: number; readonly sources: string }>>;
}

/**
 * Everything that the steps of projects are proved by: for the default options, and for each other
 * choice that has steps of its own.
 * @throws Error with each problem of the content
 */
export async function allProofs(): Promise<readonly Proof[]> {
  const roadmap = path.join(root, 'roadmap');
  const { loaded, problems } = await loadRoadmap(contentFiles(roadmap));
  const said = problems.map(formatProblem);
  const report = (problem: Problem) => said.push(formatProblem(problem));
  const context = { patches: patchFiles(roadmap), trees: new GitTrees(), report };
  const numbers = kindNumbers();
  const proofs: Proof[] = [];
  for (const project of loaded?.sources.projects ?? []) {
    if (project.steps.length === 0) continue;
    const files = await projectFiles(root, project.value.id);
    const source = { project, files, ways: waysOf(project, files, context), numbers };
    const [usual, ...others] = choicesOf(project);
    const own = others.filter((options) =>
      project.steps.some(({ step }) =>
        Object.entries(step.when).some(([id, values]) => {
          const value = options[id] ?? '';
          return values.includes(value) && usual?.[id] !== value;
        }),
      ),
    );
    for (const options of [usual ?? {}, ...own]) {
      proofs.push(...proofsOf(source, options, context));
    }
  }
  if (said.length > 0) throw new Error(said.join('\n'));
  return proofs;
}

/** The choices for which something is proved. */
export function choicesIn(proofs: readonly Proof[]): readonly Choice[] {
  const byName = new Map(proofs.map((proof) => [choiceName(proof), proof]));
  return [...byName.values()].map(({ project, options }) => ({ project, options }));
}

/** A name that no other choice has. */
export function choiceName({ project, options }: Choice): string {
  return [project, ...Object.entries(options).flat()].join(' ');
}
