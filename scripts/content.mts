import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { loadRoadmap, type LoadedRoadmap } from '../src/core/roadmap/loader.ts';
import { referencesIn } from '../src/core/roadmap/pageLinks.ts';
import { formatProblem, type Problem } from '../src/core/roadmap/problem.ts';
import type { ProjectFile as ProjectYaml } from '../src/core/roadmap/schema.ts';
import type { YamlSource } from '../src/core/roadmap/yamlSource.ts';
import { packFiles, type ProjectFile } from '../src/core/scaffold/archive.ts';
import { contentFiles } from '../src/node/contentFiles.ts';
import { checkSteps } from '../src/core/checks/projectSteps.ts';
import { STEPS_PATH } from '../src/core/scaffold/generate.ts';
import { compileReference, writeReference } from './reference.mts';
import { schemaFiles } from './schemas.mts';

/**
 * Validates `roadmap/` and compiles it into `dist/`: the structure, each page, each project's
 * archive. Throws with every problem's place and remedy when there are any.
 */
export async function buildContent(root: string): Promise<LoadedRoadmap> {
  const source = path.join(root, 'roadmap');
  const dist = path.join(root, 'dist');
  const { loaded, problems: found } = await loadRoadmap(contentFiles(source));
  const problems = [...found];
  for (const project of loaded?.sources.projects ?? []) {
    checkSteps(project, (problem) => problems.push(problem));
    if (project.value.starter) await checkOptions(root, project, (each) => problems.push(each));
  }
  const reference =
    loaded && (await compileReference(loaded, source, (problem) => problems.push(problem)));
  if (!loaded || !reference || problems.length > 0) {
    throw new Error(
      `The content has problems:\n${problems.map((each) => `  roadmap/${formatProblem(each)}`).join('\n')}`,
    );
  }
  await fs.mkdir(path.join(dist, 'pages'), { recursive: true });
  await fs.writeFile(path.join(dist, 'roadmap.json'), JSON.stringify(loaded.roadmap));
  await writePages(loaded, source, dist);
  await writeReference(reference, dist);
  await fs.mkdir(path.join(dist, 'projects'), { recursive: true });
  for (const project of loaded.roadmap.projects) {
    if (!project.starter) continue;
    const files = [...(await projectFiles(root, project.id)), stepsFile(loaded, project.id)];
    await fs.writeFile(path.join(dist, 'projects', `${project.id}.zip`), packFiles(files));
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

/** Reports folders of options that no option names, and exclusions that leave nothing out. */
async function checkOptions(
  root: string,
  { file, value, lineOf }: YamlSource<ProjectYaml>,
  report: (problem: Problem) => void,
): Promise<void> {
  const names = (await projectFiles(root, value.id)).map((each) => each.path);
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
        report({ file, line, message, remedy: 'Mend the path.' });
      });
    });
  });
}

/** The steps as their author wrote them; scaffolding chooses those that fit the options. */
function stepsFile(loaded: LoadedRoadmap, id: string): ProjectFile {
  const steps = loaded.sources.projects.find(({ value }) => value.id === id)?.value.steps ?? [];
  const bytes = new TextEncoder().encode(JSON.stringify(steps));
  return { path: STEPS_PATH, bytes, executable: false };
}

// Git knows which files belong to a starter (no caches, no environments) and which may be executed.
async function projectFiles(root: string, id: string): Promise<readonly ProjectFile[]> {
  const folder = `roadmap/projects/${id}`;
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  const names = git('ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', folder)
    .split('\0')
    .filter((name) => name !== '' && name !== `${folder}/project.yaml`);
  const files: ProjectFile[] = [];
  for (const name of new Set(names)) {
    const file = path.join(root, name);
    const stat = await fs.stat(file).catch(() => undefined);
    // Git still knows a file that an author has just deleted.
    if (!stat) continue;
    files.push({
      path: name.slice(folder.length + 1),
      bytes: await fs.readFile(file),
      executable: (stat.mode & 0o100) !== 0,
    });
  }
  return files;
}

// `npm run content`: the schemas for editors, then the content.
if (process.argv[1] === import.meta.filename) {
  const root = path.resolve(import.meta.dirname, '..');
  for (const [file, text] of Object.entries(schemaFiles())) {
    await fs.mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await fs.writeFile(path.join(root, file), text);
  }
  const loaded = await buildContent(root);
  console.log(`${loaded.pages.size} pages, ${loaded.roadmap.projects.length} projects.`);
}
