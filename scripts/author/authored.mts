import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import type { ContentFiles } from '../../src/core/roadmap/contentFiles.ts';
import { loadRoadmap } from '../../src/core/roadmap/loader.ts';
import { formatProblem, type Problem } from '../../src/core/roadmap/problem.ts';
import type { ProjectSource } from '../../src/core/roadmap/sources.ts';
import type { ProjectFile } from '../../src/core/scaffold/archive.ts';
import { contentFiles } from '../../src/node/contentFiles.ts';
import type { GitTrees } from '../content/gitTrees.mts';
import { projectFiles } from '../content/projectFiles.mts';
import { patchFiles, type PatchFiles, type SolutionsContext } from '../content/solutions.mts';

/** What an author asked for that cannot be done: told without a stack trace. */
export class AuthorError extends Error {}

/** A project as its author has it, or as it was in a commit. */
export interface Authored {
  readonly project: ProjectSource;
  /** Starter, options and guide. */
  readonly files: readonly ProjectFile[];
  readonly context: SolutionsContext;
  /** Filled while solutions are applied. */
  readonly problems: Problem[];
}

/** The project in the clone's working tree. */
export async function authoredNow(root: string, id: string, trees: GitTrees): Promise<Authored> {
  const roadmap = path.join(root, 'roadmap');
  const files = await projectFiles(root, id);
  return authored(id, contentFiles(roadmap), files, patchFiles(roadmap), trees);
}

/** The project as it was in a commit of the clone. */
export async function authoredAt(
  root: string,
  id: string,
  commit: string,
  trees: GitTrees,
): Promise<Authored> {
  const all = filesAt(root, commit);
  const text = (name: string) => {
    const file = all.get(name);
    return file && Buffer.from(file.bytes).toString('utf8');
  };
  const list = (folder: string) =>
    [...all.keys()]
      .filter(
        (name) => name.startsWith(`${folder}/`) && !name.slice(folder.length + 1).includes('/'),
      )
      .map((name) => name.slice(folder.length + 1))
      .sort();
  const content: ContentFiles = {
    read: (name) => Promise.resolve(text(name)),
    list: (folder) => Promise.resolve(list(folder)),
  };
  const prefix = `projects/${id}/`;
  const files = [...all.values()]
    .filter(({ path: name }) => name.startsWith(prefix))
    .map((file) => ({ ...file, path: file.path.slice(prefix.length) }))
    .filter(({ path: name }) => /^(starter\/|options\/|guide\.md$)/.test(name));
  return authored(id, content, files, { read: text, list }, trees);
}

async function authored(
  id: string,
  content: ContentFiles,
  files: readonly ProjectFile[],
  patches: PatchFiles,
  trees: GitTrees,
): Promise<Authored> {
  const { loaded, problems: found } = await loadRoadmap(content);
  if (!loaded) throw new AuthorError(found.map(formatProblem).join('\n'));
  const project = loaded.sources.projects.find(({ value }) => value.id === id);
  if (!project) {
    const known = loaded.sources.projects.filter(({ steps }) => steps.length > 0);
    const ids = known.map(({ value }) => value.id).join(', ');
    throw new AuthorError(`There is no project “${id}”. Projects with steps: ${ids}.`);
  }
  const problems: Problem[] = [];
  const report = (problem: Problem) => problems.push(problem);
  return { project, files, context: { patches, trees, report }, problems };
}

/** The files below `roadmap/` in a commit, by their path in it. */
function filesAt(root: string, commit: string): ReadonlyMap<string, ProjectFile> {
  const git = (args: readonly string[], input = '') =>
    execFileSync('git', ['-C', root, ...args], {
      input,
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  let listed: string;
  try {
    listed = git(['ls-tree', '-r', '-z', '--full-tree', commit, 'roadmap/']).toString('utf8');
  } catch {
    throw new AuthorError(`Git knows no commit “${commit}”. Name one with --from.`);
  }
  const entries = listed
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const [, mode = '', id = '', name = ''] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
      return { mode, id, name: name.slice('roadmap/'.length) };
    });
  const batch = git(['cat-file', '--batch'], entries.map(({ id }) => `${id}\n`).join(''));
  let at = 0;
  return new Map(
    entries.map(({ mode, name }) => {
      const end = batch.indexOf(10, at);
      const size = Number(batch.subarray(at, end).toString('utf8').split(' ')[2]);
      const bytes = new Uint8Array(batch.subarray(end + 1, end + 1 + size));
      at = end + 1 + size + 1;
      return [name, { path: name, bytes, executable: mode === '100755' }] as const;
    }),
  );
}
