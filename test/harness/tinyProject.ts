import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { GitTrees } from '../../scripts/content/gitTrees.mts';
import type { PatchFiles, SolutionsContext } from '../../scripts/content/solutions.mts';
import type { ContentFiles } from '../../src/core/roadmap/contentFiles.ts';
import { formatProblem } from '../../src/core/roadmap/problem.ts';
import { projectSchema, type ProjectFile as Head } from '../../src/core/roadmap/schema.ts';
import type { ProjectSource } from '../../src/core/roadmap/sources.ts';
import { readStepFolder, type StepSource } from '../../src/core/roadmap/stepFolder.ts';
import { readYaml } from '../../src/core/roadmap/yamlSource.ts';
import type { ProjectFile } from '../../src/core/scaffold/archive.ts';

/** Files of a roadmap by path; a path is relative to the roadmap's folder. */
export type Texts = Readonly<Record<string, string>>;

/** Where the files of the tiny project's steps are. */
export const STEPS = 'projects/tiny/steps';

/** `project.yaml` of a project with some steps, and an option that is `plain` or `fancy`. */
export function projectYaml(...steps: readonly string[]): string {
  return `id: tiny
title: Tiny
label: Tiny
kind: milestone
phases: [one]
summary: A tiny project.
stack: [Git]
demonstrates: [Git]
starter: { version: 1.0.0, download: 1 }
options:
  - id: style
    title: Style
    question: In which style?
    default: plain
    values:
      - { id: plain, title: Plain, description: As it is. }
      - { id: fancy, title: Fancy, description: With more. }
steps: [${steps.join(', ')}]
`;
}

/** `step.md` of a step whose Goal has one sentence; `more` lines go into its front matter. */
export function stepMd(id: string, more = ''): string {
  return `---
id: ${id}
title: Do ${id}
label: Do ${id}
hours: 1
core: true
${more}---

## Goal

The file says it.

## Hint 1

One.

## Hint 2

Two.

## Hint 3

Three.
`;
}

/** `checks.yaml` with one check that holds the sentence of the Goal. */
export const CHECKS = `checks:
  - id: says
    title: It says it
    holds: [The file says it.]
    next: Write it.
    file: { path: a.txt }
`;

/** The texts of a step with one check; further files of its folder are named relative to it. */
export function stepTexts(id: string, own: Texts = {}, more = ''): Texts {
  const all = { 'step.md': stepMd(id, more), 'checks.yaml': CHECKS, ...own };
  return Object.fromEntries(
    Object.entries(all).map(([name, text]) => [`${STEPS}/${id}/${name}`, text]),
  );
}

/** A file of a starter. */
export function file(name: string, text: string, executable = false): ProjectFile {
  return { path: name, bytes: new TextEncoder().encode(text), executable };
}

/** A change of one line in a file that has no other. */
export function change(name: string, from: string, to: string): string {
  return `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-${from}\n+${to}\n`;
}

/** A file that a patch adds, with one line. */
export function addition(name: string, line: string): string {
  return `diff --git a/${name} b/${name}\nnew file mode 100644\n--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+${line}\n`;
}

/** A file with one line that a patch takes away. */
export function removal(name: string, line: string): string {
  return `diff --git a/${name} b/${name}\ndeleted file mode 100644\n--- a/${name}\n+++ /dev/null\n@@ -1 +0,0 @@\n-${line}\n`;
}

/** Texts in memory as what the loader reads. */
export function contentOf(texts: Texts): ContentFiles {
  return {
    read: (name) => Promise.resolve(texts[name]),
    list: (folder) => Promise.resolve(listed(texts, folder)),
  };
}

/** A project that is read from texts. */
export interface Tiny {
  readonly project: ProjectSource;
  readonly context: SolutionsContext;
  /** What was reported so far, as authors read it. */
  readonly problems: string[];
}

/** Reads a project whose folder is `projects/tiny`; its own problems are reported too. */
export async function tinyProject(texts: Texts, trees: GitTrees): Promise<Tiny> {
  const problems: string[] = [];
  const report: SolutionsContext['report'] = (problem) => problems.push(formatProblem(problem));
  const name = 'projects/tiny/project.yaml';
  const source = readYaml<Head>(name, texts[name] ?? '', projectSchema, report);
  if (!source) throw new Error(problems.join('\n'));
  const steps: StepSource[] = [];
  for (const id of source.value.steps) {
    const step = await readStepFolder(contentOf(texts), 'tiny', id, report);
    if (step) steps.push(step);
  }
  const patches: PatchFiles = {
    read: (file) => texts[file],
    list: (folder) => listed(texts, folder),
  };
  return { project: { ...source, steps }, context: { patches, trees, report }, problems };
}

/** A store of trees in a folder of its own, made before the tests of a suite and removed after them. */
export function storeOfTrees(): { readonly trees: GitTrees } {
  let folder = '';
  let trees: GitTrees | undefined;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tiny-trees-'));
    trees = new GitTrees(path.join(folder, 'trees'));
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return {
    get trees() {
      if (!trees) throw new Error('The store is made when the tests run.');
      return trees;
    },
  };
}

function listed(texts: Texts, folder: string): readonly string[] {
  return Object.keys(texts)
    .filter((name) => name.startsWith(`${folder}/`) && !name.slice(folder.length + 1).includes('/'))
    .map((name) => name.slice(folder.length + 1))
    .sort();
}
