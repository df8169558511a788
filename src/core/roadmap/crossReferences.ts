import { checkMigrations } from './migrations.ts';
import { checkCoreSteps, projectHours } from './projectHours.ts';
import type { PhaseSource, RoadmapSources } from './sources.ts';
import { referencesIn, type Reference } from './pageLinks.ts';
import type { Problem } from './problem.ts';

/** Hours a week that a phase's weeks assume. */
export const HOURS_A_WEEK = 10;

type Report = (problem: Problem) => void;

/** Reports what no single file can know: ids used twice, names that lead nowhere, hours that do not fit. */
export function checkCrossReferences(sources: RoadmapSources, report: Report): void {
  const known = collectIds(sources, report);
  for (const phase of sources.phases) {
    checkPhase(phase, sources, report);
    checkPages(phase, known, report);
  }
  checkProjects(sources, known, report);
  if (sources.migrations) {
    checkMigrations(sources.migrations, new Set([...known.tasks, ...known.steps]), report);
  }
}

interface KnownIds {
  readonly phases: ReadonlySet<string>;
  readonly pages: ReadonlySet<string>;
  readonly tasks: ReadonlySet<string>;
  readonly projects: ReadonlySet<string>;
  readonly steps: ReadonlySet<string>;
  /** What a link can name of a project: its steps and its options. */
  readonly parts: ReadonlySet<string>;
}

function collectIds(sources: RoadmapSources, report: Report): KnownIds {
  const phases = new Set<string>();
  const pages = new Set<string>();
  const tasks = new Set<string>();
  const projects = new Set<string>();
  const claim = (set: Set<string>, id: string, file: string, line: number) => {
    if (set.has(id)) {
      report({
        file,
        line,
        message: `The id "${id}" is used twice.`,
        remedy: 'Give one of them another id.',
      });
    }
    set.add(id);
  };
  for (const { source } of sources.phases) {
    const { id, skills } = source.value;
    claim(phases, id, source.file, source.lineOf(['id']));
    pages.add(id);
    const skillIds = new Set<string>();
    skills.forEach((skill, s) => {
      claim(skillIds, `${id}.${skill.id}`, source.file, source.lineOf(['skills', s, 'id']));
      if (skill.note !== undefined) pages.add(`${id}.${skill.id}`);
      skill.tasks.forEach((task, t) => {
        const place = source.lineOf(['skills', s, 'tasks', t, 'id']);
        claim(tasks, `${id}.${skill.id}.${task.id}`, source.file, place);
      });
    });
  }
  for (const source of sources.projects) {
    claim(projects, source.value.id, source.file, source.lineOf(['id']));
  }
  const steps = new Set(
    sources.projects.flatMap(({ value }) => value.steps.map((id) => `${value.id}.${id}`)),
  );
  const options = sources.projects.flatMap(({ value }) =>
    value.options.map(({ id }) => `${value.id}.${id}`),
  );
  return { phases, pages, tasks, projects, steps, parts: new Set([...steps, ...options]) };
}

function checkPhase(phase: PhaseSource, sources: RoadmapSources, report: Report): void {
  const { value, file, lineOf } = phase.source;
  if (!phase.folder.endsWith(`-${value.id}`)) {
    report({
      file,
      line: lineOf(['id']),
      message: `The phase "${value.id}" is in the folder "${phase.folder}".`,
      remedy: 'End the folder name with the id.',
    });
  }
  if (value.weeks.min > value.weeks.max) {
    report({
      file,
      line: lineOf(['weeks']),
      message: 'weeks.min is larger than weeks.max.',
      remedy: 'Swap them.',
    });
  }
  const milestone = sources.projects.find((project) => project.value.id === value.milestone);
  if (milestone?.value.kind !== 'milestone' || !milestone.value.phases.includes(value.id)) {
    report({
      file,
      line: lineOf(['milestone']),
      message: `"${value.milestone}" is not a milestone project of this phase.`,
      remedy: 'Name a project whose kind is milestone and whose phases include this one.',
    });
    return;
  }
  const tasks = value.skills.flatMap((skill) => skill.tasks);
  const hours = tasks.reduce((sum, task) => sum + task.hours, projectHours(milestone));
  const [least, most] = [value.weeks.min * HOURS_A_WEEK, value.weeks.max * HOURS_A_WEEK];
  if (hours < least || hours > most) {
    report({
      file,
      line: lineOf(['weeks']),
      message: `Tasks and milestone add up to ${hours} hours, outside ${least} to ${most}.`,
      remedy: `Change hours or weeks (${HOURS_A_WEEK} hours a week).`,
    });
  }
}

function checkPages(phase: PhaseSource, known: KnownIds, report: Report): void {
  const { value, file, lineOf } = phase.source;
  const claimed = new Set<string>();
  value.skills.forEach((skill, s) => {
    if (skill.note === undefined) return;
    claimed.add(skill.note);
    if (!phase.notes.has(skill.note)) {
      report({
        file,
        line: lineOf(['skills', s, 'note']),
        message: `There is no ${phase.folder}/notes/${skill.note}.md.`,
        remedy: 'Write the note, or remove the key.',
      });
    }
  });
  if (phase.intro === undefined) {
    report({
      file: `${phase.folder}/intro.md`,
      line: 1,
      message: 'The file is missing.',
      remedy: 'Write the introduction.',
    });
  } else {
    checkPage(`${phase.folder}/intro.md`, '', phase.intro, phase, known, report);
  }
  for (const [slug, markdown] of phase.notes) {
    const page = `${phase.folder}/notes/${slug}.md`;
    if (!claimed.has(slug)) {
      report({
        file: page,
        line: 1,
        message: 'No skill names this note.',
        remedy: `Add "note: ${slug}" to a skill.`,
      });
    }
    checkPage(page, 'notes/', markdown, phase, known, report);
  }
}

function checkPage(
  file: string,
  base: string,
  markdown: string,
  phase: PhaseSource,
  known: KnownIds,
  report: Report,
): void {
  if (!/^# \S/.test(markdown)) {
    report({
      file,
      line: 1,
      message: 'The page has no title.',
      remedy: 'Begin it with "# Title".',
    });
  }
  for (const reference of referencesIn(markdown)) {
    const wrong = wrongReference(reference, base, phase, known);
    if (wrong) report({ file, line: reference.line, ...wrong });
  }
}

function wrongReference(
  { kind, target, text }: Reference,
  base: string,
  phase: PhaseSource,
  known: KnownIds,
): Pick<Problem, 'message' | 'remedy'> | undefined {
  const unknown = (what: string) => ({
    message: `The link "${target}" leads to no ${what}.`,
    remedy: 'Correct the id.',
  });
  if (kind === 'task') return known.tasks.has(target) ? undefined : unknown('task');
  if (kind === 'project') {
    const [project = '', part] = target.split('#');
    if (!known.projects.has(project)) return unknown('project');
    return part === undefined || known.parts.has(`${project}.${part}`)
      ? undefined
      : unknown('step or option');
  }
  if (kind === 'note')
    return known.pages.has(target.split('#')[0] ?? '') ? undefined : unknown('note');
  if (kind === 'picture') {
    if (text.trim() === '') {
      return {
        message: `The picture "${target}" has no alternative text.`,
        remedy: 'Say what it shows between the brackets.',
      };
    }
    return phase.assets.has(base + target)
      ? undefined
      : { message: `There is no picture "${target}".`, remedy: 'Put it beside the page.' };
  }
  if (kind === 'other' && !target.startsWith('#')) {
    return {
      message: `The link "${target}" has no known form.`,
      remedy: 'Use https://, task:, note:, project: or #heading.',
    };
  }
  return undefined;
}

function checkProjects(sources: RoadmapSources, known: KnownIds, report: Report): void {
  const ids = sources.roadmap.value.projects;
  for (const project of sources.projects) {
    const { value, file, lineOf } = project;
    checkCoreSteps(project, report);
    if (!ids.includes(value.id) || !file.includes(`/${value.id}/`)) {
      report({
        file,
        line: lineOf(['id']),
        message: `The id "${value.id}" is not the folder's name.`,
        remedy: 'Make them equal.',
      });
    }
    value.phases.forEach((phase, index) => {
      if (known.phases.has(phase)) return;
      report({
        file,
        line: lineOf(['phases', index]),
        message: `There is no phase "${phase}".`,
        remedy: 'Correct the id.',
      });
    });
    value.options.forEach((option, index) => {
      if (option.values.some((each) => each.id === option.default)) return;
      report({
        file,
        line: lineOf(['options', index, 'default']),
        message: `"${option.default}" is not one of the values of "${option.id}".`,
        remedy: 'Name one of them.',
      });
    });
  }
}
