import type { ContentFiles } from './contentFiles.ts';
import { checkCrossReferences } from './crossReferences.ts';
import type { Phase, Project, Roadmap, Skill } from './model.ts';
import type { Problem } from './problem.ts';
import { migrationsOf, retiredSteps } from './migrations.ts';
import {
  migrationsSchema,
  phaseSchema,
  projectSchema,
  roadmapSchema,
  type MigrationsFile,
  type PhaseFile,
  type ProjectFile,
  type RoadmapFile,
} from './schema.ts';
import type { PhaseSource, ProjectSource, RoadmapSources } from './sources.ts';
import { projectHours } from './projectHours.ts';
import { readStepFolder, type StepSource } from './stepFolder.ts';
import { readYaml } from './yamlSource.ts';

/** The compiled roadmap and its pages by id (`phase` or `phase.skill`). */
export interface LoadedRoadmap {
  readonly roadmap: Roadmap;
  readonly pages: ReadonlyMap<string, string>;
  readonly sources: RoadmapSources;
}

/**
 * Reads, validates and compiles a roadmap.
 * The roadmap is undefined whenever `problems` is not empty.
 */
export async function loadRoadmap(
  files: ContentFiles,
): Promise<{ readonly loaded?: LoadedRoadmap; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const sources = await readSources(files, (problem) => problems.push(problem));
  if (sources && problems.length === 0)
    checkCrossReferences(sources, (problem) => problems.push(problem));
  if (!sources || problems.length > 0) return { problems };
  return { loaded: compile(sources), problems };
}

async function readSources(
  files: ContentFiles,
  report: (problem: Problem) => void,
): Promise<RoadmapSources | undefined> {
  const read = async <T>(path: string, schema: Parameters<typeof readYaml<T>>[2]) => {
    const text = await files.read(path);
    if (text !== undefined) return readYaml<T>(path, text, schema, report);
    report({
      file: path,
      line: 1,
      message: 'The file is missing.',
      remedy: 'Add it, or remove its name from roadmap.yaml.',
    });
    return undefined;
  };
  const roadmap = await read<RoadmapFile>('roadmap.yaml', roadmapSchema);
  if (!roadmap) return undefined;

  const phases: PhaseSource[] = [];
  for (const folder of roadmap.value.phases) {
    const base = `phases/${folder}`;
    const source = await read<PhaseFile>(`${base}/phase.yaml`, phaseSchema);
    if (!source) continue;
    const names = await files.list(`${base}/notes`);
    const notes = new Map<string, string>();
    for (const name of names.filter((each) => each.endsWith('.md'))) {
      notes.set(name.slice(0, -'.md'.length), (await files.read(`${base}/notes/${name}`)) ?? '');
    }
    phases.push({
      folder: base,
      source,
      intro: await files.read(`${base}/intro.md`),
      notes,
      assets: new Set([...names.map((name) => `notes/${name}`), ...(await files.list(base))]),
    });
  }
  const projects: ProjectSource[] = [];
  for (const id of roadmap.value.projects) {
    const source = await read<ProjectFile>(`projects/${id}/project.yaml`, projectSchema);
    if (!source) continue;
    const steps: StepSource[] = [];
    for (const step of source.value.steps) {
      const folder = await readStepFolder(files, id, step, report);
      if (folder) steps.push(folder);
    }
    projects.push({ ...source, steps });
  }
  const migrations =
    (await files.read('migrations.yaml')) === undefined
      ? undefined
      : await read<MigrationsFile>('migrations.yaml', migrationsSchema);
  return { roadmap, phases, projects, migrations };
}

function compile(sources: RoadmapSources): LoadedRoadmap {
  const pages = new Map<string, string>();
  const phases = sources.phases.map((phase): Phase => {
    const { id, skills, ...rest } = phase.source.value;
    pages.set(id, phase.intro ?? '');
    return {
      id,
      ...rest,
      skills: skills.map((skill): Skill => {
        const skillId = `${id}.${skill.id}`;
        if (skill.note !== undefined) pages.set(skillId, phase.notes.get(skill.note) ?? '');
        return {
          id: skillId,
          title: skill.title,
          label: skill.label,
          summary: skill.summary,
          note: skill.note !== undefined,
          tasks: skill.tasks.map((task) => ({ ...task, id: `${skillId}.${task.id}` })),
        };
      }),
    };
  });
  const migrations = sources.migrations ? migrationsOf(sources.migrations.value) : [];
  const projects = sources.projects.map((source): Project => {
    const { starter, steps: _ids, ...rest } = source.value;
    const retired = retiredSteps(rest.id, migrations);
    return {
      ...rest,
      hours: projectHours(source),
      steps: source.steps.map(({ step: { id, title, label, hours, core, when } }) => {
        return { id, title, label, hours, core, when };
      }),
      ...(retired.length === 0 ? {} : { retired }),
      ...(starter === undefined ? {} : { starter }),
    };
  });
  const roadmap = { ...sources.roadmap.value, phases, projects, migrations };
  return { roadmap, pages, sources };
}
