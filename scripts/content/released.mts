import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { loadRoadmap } from '../../src/core/roadmap/loader.ts';
import { formatProblem, type Problem } from '../../src/core/roadmap/problem.ts';
import { slugSchema } from '../../src/core/roadmap/schema.ts';
import type { ProjectSource } from '../../src/core/roadmap/sources.ts';
import type { ProjectFile } from '../../src/core/scaffold/archive.ts';
import { starterFiles } from '../../src/core/scaffold/generate.ts';
import { contentFiles } from '../../src/node/contentFiles.ts';
import { projectFiles } from './projectFiles.mts';
import { choicesOf } from './solutions.mts';

const releasedSchema = v.strictObject({
  /** The version of the extension that was released last. */
  release: v.string(),
  /** By project: its starter in that release. */
  starters: v.record(
    slugSchema,
    v.strictObject({
      version: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/, 'must be a version such as 1.0.0')),
      sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256')),
    }),
  ),
});

/** `roadmap/released.json`: the starters of the last release. */
export type Released = Readonly<v.InferOutput<typeof releasedSchema>>;

const RELEASED = 'roadmap/released.json';

/**
 * Reads `roadmap/released.json`.
 * @param root the clone
 * @throws Error when it is missing or not as `npm run record-release` writes it
 */
export function readReleased(root: string): Released {
  return v.parse(releasedSchema, JSON.parse(fs.readFileSync(path.join(root, RELEASED), 'utf8')));
}

/**
 * SHA-256 of what scaffolding gives under the starter's own name: for the default options and for
 * each other value, every file's path, content and right to be run. Guide, checks and verifier are
 * left out, as they carry the version of the extension.
 * @param files what Git knows below the project's folder, in any order
 */
export function starterHash(project: ProjectSource, files: readonly ProjectFile[]): string {
  const hash = createHash('sha256');
  for (const options of choicesOf(project)) {
    hash.update(`${JSON.stringify(options)}\n`);
    const sorted = starterFiles(project.value, files, options).toSorted((a, b) =>
      a.path < b.path ? -1 : 1,
    );
    for (const { path: name, bytes, executable } of sorted) {
      const content = createHash('sha256').update(bytes).digest('hex');
      hash.update(`${JSON.stringify([name, executable, content])}\n`);
    }
  }
  return hash.digest('hex');
}

/**
 * Reports a starter that differs from the released one under the same version, one whose version is
 * lower, and a new version that the changelog does not name.
 * @param files what Git knows below the project's folder
 */
export function checkReleased(
  project: ProjectSource,
  files: readonly ProjectFile[],
  { starters, release }: Released,
  changelog: string,
  report: (problem: Problem) => void,
): void {
  const { id, title, starter } = project.value;
  if (!starter) return;
  const tell = (message: string, remedy: string) => {
    const line = project.lineOf(['starter', 'version']);
    report({ file: project.file, line, message, remedy });
  };
  const { version } = starter;
  const released = starters[id];
  const order = released ? compare(version, released.version) : 1;
  if (released && order < 0) {
    const message = `Release ${release} has starter ${released.version}, and ${version} is lower.`;
    tell(message, 'Raise the version.');
  } else if (released && order === 0) {
    if (starterHash(project, files) === released.sha256) return;
    const message = `The starter is not the ${version} of release ${release}: it has changed since.`;
    tell(message, 'Raise starter.version, and add a line to CHANGELOG.md.');
  } else if (!names(changelog, title, version)) {
    const message = `CHANGELOG.md has no line on starter ${version}.`;
    tell(message, `Add one that says what changed, with “${title}, starter ${version}”.`);
  }
}

/** Whether a line of the changelog names a project's starter and its version. */
function names(changelog: string, title: string, version: string): boolean {
  const wanted = `${title}, starter ${version}`;
  return changelog.split('\n').some((line) => {
    const at = line.indexOf(wanted);
    return at >= 0 && !/^\.?\d/.test(line.slice(at + wanted.length));
  });
}

function compare(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number));
  const at = a!.findIndex((part, index) => part !== b![index]);
  return at < 0 ? 0 : a![at]! - b![at]!;
}

/**
 * What `released.json` says once the extension is released as it is.
 * @throws Error when the changelog gives the release no date, or a starter needs a higher version
 */
export async function releasedNow(root: string): Promise<Released> {
  const manifest = fs.readFileSync(path.join(root, 'package.json'), 'utf8');
  const { version: release } = JSON.parse(manifest) as { readonly version: string };
  const changelog = readChangelog(root);
  if (!isDated(changelog, release)) {
    throw new Error(`CHANGELOG.md has no date for ${release}. Write it, then record the release.`);
  }
  const { loaded, problems } = await loadRoadmap(contentFiles(path.join(root, 'roadmap')));
  const said: string[] = [];
  const report = (problem: Problem) => said.push(`roadmap/${formatProblem(problem)}`);
  problems.forEach(report);
  const before = readReleased(root);
  const starters: Record<string, Released['starters'][string]> = {};
  for (const project of loaded?.sources.projects ?? []) {
    const { id, starter } = project.value;
    if (!starter) continue;
    const files = await projectFiles(root, id);
    checkReleased(project, files, before, changelog, report);
    starters[id] = { version: starter.version, sha256: starterHash(project, files) };
  }
  if (said.length > 0) throw new Error(said.join('\n'));
  return { release, starters };
}

/** Whether the changelog's heading of a release has a date, in place of “Unreleased”. */
export function isDated(changelog: string, release: string): boolean {
  const start = `## [${release}] - `;
  return changelog
    .split('\n')
    .some((line) => line.startsWith(start) && /^\d{4}-\d\d-\d\d$/.test(line.slice(start.length)));
}

/** The text of the changelog. @param root the clone */
export function readChangelog(root: string): string {
  return fs.readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8');
}

// `npm run record-release`: writes down the starters of the release that is being made.
if (process.argv[1] === import.meta.filename) {
  const root = path.resolve(import.meta.dirname, '..', '..');
  try {
    const released = await releasedNow(root);
    fs.writeFileSync(path.join(root, RELEASED), `${JSON.stringify(released, null, 2)}\n`);
    console.log(`Wrote ${RELEASED}: the starters of ${released.release}.`);
  } catch (problem) {
    console.error(problem instanceof Error ? problem.message : problem);
    process.exitCode = 1;
  }
}
