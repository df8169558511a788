import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { loadRoadmap, type LoadedRoadmap } from '../src/core/roadmap/loader.ts';
import { referencesIn } from '../src/core/roadmap/pageLinks.ts';
import type { Roadmap } from '../src/core/roadmap/model.ts';
import { formatProblem, type Problem } from '../src/core/roadmap/problem.ts';
import type { ProjectSource } from '../src/core/roadmap/sources.ts';
import { packFiles, type ProjectFile } from '../src/core/scaffold/archive.ts';
import { contentFiles } from '../src/node/contentFiles.ts';
import { checkSteps, shownStep } from '../src/core/checks/projectSteps.ts';
import { STEPS_PATH } from '../src/core/scaffold/generate.ts';
import { GitTrees } from './content/gitTrees.mts';
import { checkMarks } from './content/marks.mts';
import { projectFiles } from './content/projectFiles.mts';
import { checkReleased, readChangelog, readReleased, type Released } from './content/released.mts';
import { reservedNames } from './content/reservedNames.mts';
import { patchFiles, solutionFiles } from './content/solutions.mts';
import { checkUnbroken, UNBROKEN } from './content/unbroken.mts';
import { waysOf, type WrongWay } from './content/ways.mts';
import { checkWords } from './content/words.mts';
import { compileReference, writeReference } from './reference.mts';
import { schemaFiles } from './schemas.mts';

/** Every problem of the content, with its place and remedy. */
class ContentProblems extends Error {}

/**
 * Validates `roadmap/` and compiles it into `dist/`: the structure, each page, each project's
 * archive. Throws with every problem's place and remedy when there are any.
 * @param options `whole`: whether to look at what only authors need too: the right and wrong ways,
 * and whether each starter may be released as it is
 */
export async function buildContent(
  root: string,
  options: { readonly whole?: boolean } = {},
): Promise<LoadedRoadmap> {
  const source = path.join(root, 'roadmap');
  const dist = path.join(root, 'dist');
  const { loaded, problems: found } = await loadRoadmap(contentFiles(source));
  const problems = [...found];
  const report = (problem: Problem) => problems.push(problem);
  checkWords(root, report);
  const archives = new Map<string, readonly ProjectFile[]>();
  const reserved = new Map<string, readonly string[]>();
  const whole: Whole | undefined =
    options.whole === true
      ? { starters: readReleased(root), changelog: readChangelog(root), wrong: [] }
      : undefined;
  for (const project of loaded?.sources.projects ?? []) {
    checkSteps(project, report);
    if (!project.value.starter) continue;
    archives.set(project.value.id, await archiveOf(root, project, whole, report));
    reserved.set(project.value.id, reservedNames(source, project.value.id, report));
  }
  // A wrong way with a problem breaks nothing, which would only repeat the problem.
  if (loaded && whole && problems.length === 0) {
    const list = await contentFiles(source).read(UNBROKEN);
    const steps = loaded.sources.projects.flatMap((project) => project.steps);
    checkUnbroken(list, steps, whole.wrong, report);
  }
  const reference =
    loaded && (await compileReference(loaded, source, (problem) => problems.push(problem)));
  if (!loaded || !reference || problems.length > 0) {
    throw new ContentProblems(
      // Several choices of options may meet the same problem.
      `The content has problems:\n${[...new Set(problems.map((each) => `  roadmap/${formatProblem(each)}`))].join('\n')}`,
    );
  }
  await fs.mkdir(path.join(dist, 'pages'), { recursive: true });
  const projects = loaded.roadmap.projects.map((project) => {
    const { starter } = project;
    if (!starter) return project;
    return { ...project, starter: { ...starter, reserved: reserved.get(project.id) ?? [] } };
  });
  const roadmap: Roadmap = { ...loaded.roadmap, projects };
  await fs.writeFile(path.join(dist, 'roadmap.json'), JSON.stringify(roadmap));
  await writePages(loaded, source, dist);
  await writeReference(reference, dist);
  await fs.mkdir(path.join(dist, 'projects'), { recursive: true });
  for (const [id, files] of archives) {
    await fs.writeFile(path.join(dist, 'projects', `${id}.zip`), packFiles(files));
  }
  return loaded;
}

async function writePages(loaded: LoadedRoadmap, source: string, dist: string): Promise<void> {
  for (const [id, markdown] of loaded.pages) {
    await fs.writeFile(path.join(dist, 'pages', `${id}.md`), markdown);
    const phase = loaded.sources.phases.find(
      ({ source: { value } }) => value.id === id.split('.')[0],
    );
    if (!phase) continue;
    const base = path.join(source, phase.folder, id.includes('.') ? 'notes' : '');
    for (const { kind, target } of referencesIn(markdown)) {
      if (kind !== 'picture') continue;
      const copy = path.join(dist, 'pages', phase.source.value.id, target);
      await fs.mkdir(path.dirname(copy), { recursive: true });
      await fs.copyFile(path.join(base, target), copy);
    }
  }
}

/** What only authors need to look at. */
interface Whole {
  readonly starters: Released;
  readonly changelog: string;
  /** The wrong ways of all projects, added project by project. */
  readonly wrong: WrongWay[];
}

/** The files of a project's archive: its starter, options and guide, its solutions and its steps. */
async function archiveOf(
  root: string,
  project: ProjectSource,
  whole: Whole | undefined,
  report: (problem: Problem) => void,
): Promise<readonly ProjectFile[]> {
  const files = await projectFiles(root, project.value.id);
  checkOptions(files, project, report);
  const patches = patchFiles(path.join(root, 'roadmap'));
  const context = { patches, trees: new GitTrees(), report };
  const solutions = solutionFiles(project, files, context);
  checkMarks(project, files, context);
  if (whole) {
    whole.wrong.push(...waysOf(project, files, context).wrong);
    checkReleased(project, files, whole.starters, whole.changelog, report);
  }
  return [...files, ...solutions, stepsFile(project)];
}

/** Reports folders of options that no option names, and exclusions that leave nothing out. */
function checkOptions(
  files: readonly ProjectFile[],
  { file, value, lineOf }: ProjectSource,
  report: (problem: Problem) => void,
): void {
  const names = files.map((each) => each.path);
  const known = value.options.flatMap(({ id, values }) => values.map((each) => `${id}/${each.id}`));
  for (const name of new Set(names.map((each) => /^options\/([^/]+\/[^/]+)\//.exec(each)?.[1]))) {
    if (name === undefined || known.includes(name)) continue;
    const remedy = 'Rename the folder, or add the option and its value.';
    report({ file, line: lineOf(['options']), message: `options/${name} is no option.`, remedy });
  }
  value.options.forEach((option, o) => {
    option.values.forEach(({ excludes }, v) => {
      excludes.forEach((path, e) => {
        const hit = names.some(
          (name) => name === `starter/${path}` || name.startsWith(`starter/${path}/`),
        );
        if (hit) return;
        const line = lineOf(['options', o, 'values', v, 'excludes', e]);
        const message = `The starter has no “${path}” to leave out.`;
        report({ file, line, message, remedy: 'Correct the path.' });
      });
    });
  });
}

/** The steps as their author wrote them; scaffolding chooses those that fit the options. */
function stepsFile(project: ProjectSource): ProjectFile {
  const steps = project.steps.map(({ step }) => {
    const { given, apply, when, history } = step;
    return { ...shownStep(step), given, apply, when, history };
  });
  const bytes = new TextEncoder().encode(JSON.stringify(steps));
  return { path: STEPS_PATH, bytes, executable: false };
}

// `npm run content`: the schemas for editors, then the content.
if (process.argv[1] === import.meta.filename) {
  const root = path.resolve(import.meta.dirname, '..');
  for (const [file, text] of Object.entries(schemaFiles())) {
    await fs.mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await fs.writeFile(path.join(root, file), text);
  }
  try {
    const { pages, roadmap } = await buildContent(root, { whole: true });
    console.log(`${pages.size} pages, ${roadmap.projects.length} projects.`);
  } catch (problem) {
    if (!(problem instanceof ContentProblems)) throw problem;
    console.error(problem.message);
    process.exitCode = 1;
  }
}
