import type { Quote } from './goalSentences.ts';
import { readFrontMatter, type Section } from './frontMatter.ts';
import type { ContentFiles } from './contentFiles.ts';
import type { Problem } from './problem.ts';
import { stepChecksSchema, stepHeadSchema, type StepChecksFile, type StepHead } from './schema.ts';
import { withPrograms, type Programs } from './stepPrograms.ts';
import { readYaml } from './yamlSource.ts';

/** A step as the product reads it, with what only choosing and proving need. */
export interface StepValue extends StepHead {
  readonly goal: string;
  readonly without?: string;
  readonly hints: readonly string[];
  readonly checks: readonly Readonly<Record<string, unknown>>[];
}

/** A step's folder as it was read, and where each part of the step stands. */
export interface StepSource {
  /** The folder, relative to the roadmap's. */
  readonly folder: string;
  readonly step: StepValue;
  /** The sentences of the Goal that the checks say they hold. */
  readonly holds: readonly Quote[];
  /** The file and 1-based line of the part at `path`, such as `['checks', 0, 'id']` or `['goal']`. */
  readonly placeOf: (path: readonly (string | number)[]) => Pick<Problem, 'file' | 'line'>;
}

const HINTS = ['Hint 1', 'Hint 2', 'Hint 3'] as const;

/**
 * Reads `projects/<project>/steps/<id>/`: its text, its checks and their programs.
 * Problems go to `report`; the result is undefined when there are any.
 */
export async function readStepFolder(
  files: ContentFiles,
  project: string,
  id: string,
  report: (problem: Problem) => void,
): Promise<StepSource | undefined> {
  const problems: Problem[] = [];
  const tell = (problem: Problem) => {
    problems.push(problem);
    report(problem);
  };
  const folder = `projects/${project}/steps/${id}`;
  const text = await required(files, `${folder}/step.md`, tell);
  const checksText = await required(files, `${folder}/checks.yaml`, tell);
  if (text === undefined || checksText === undefined) return undefined;
  const page = readFrontMatter<StepHead>(`${folder}/step.md`, text, stepHeadSchema, tell);
  const checks = readYaml<StepChecksFile>(
    `${folder}/checks.yaml`,
    checksText,
    stepChecksSchema,
    tell,
  );
  if (!page || !checks) return undefined;
  if (page.head.value.id !== id) {
    const line = page.head.lineOf(['id']);
    const message = `The id "${page.head.value.id}" is not the folder's name.`;
    tell({ file: page.head.file, line, message, remedy: 'Make them equal.' });
  }
  const said = textsOf(page.head.file, page.sections, tell);
  const programs = await programsIn(files, folder, `projects/${project}/checks`, tell);
  const expanded = withPrograms(checks, programs, tell);
  if (!said || problems.length > 0) return undefined;
  return {
    folder,
    step: { ...page.head.value, ...said, checks: expanded },
    holds: checks.value.checks.flatMap(({ holds }, check) =>
      holds.map((text, place) => ({ text, path: ['checks', check, 'holds', place] })),
    ),
    placeOf: (path) => {
      if (path[0] === 'checks') return { file: checks.file, line: checks.lineOf(path) };
      const goal = page.sections.find(({ heading }) => heading === 'Goal');
      const line = path[0] === 'goal' ? goal?.line : undefined;
      return { file: page.head.file, line: line ?? page.head.lineOf(path) };
    },
  };
}

async function required(
  files: ContentFiles,
  file: string,
  report: (problem: Problem) => void,
): Promise<string | undefined> {
  const text = await files.read(file);
  if (text !== undefined) return text;
  const remedy = 'Add it, or remove the step from project.yaml.';
  report({ file, line: 1, message: 'The file is missing.', remedy });
  return undefined;
}

function textsOf(
  file: string,
  sections: readonly Section[],
  report: (problem: Problem) => void,
): Pick<StepValue, 'goal' | 'without' | 'hints'> | undefined {
  const known = (heading: string) =>
    heading === 'Goal' || heading.startsWith('Without ') || HINTS.some((each) => each === heading);
  const unknown = sections.filter(({ heading }) => !known(heading));
  for (const { heading, line } of unknown) {
    const message = `"${heading}" is no part of a step.`;
    const remedy = 'The parts are Goal, Hint 1, Hint 2, Hint 3 and “Without …”.';
    report({ file, line, message, remedy });
  }
  const missing = ['Goal', ...HINTS].filter(
    (name) => !sections.some(({ heading, text }) => heading === name && text !== ''),
  );
  for (const name of missing) {
    report({
      file,
      line: 1,
      message: `There is no text below “## ${name}”.`,
      remedy: 'Write it.',
    });
  }
  if (unknown.length > 0 || missing.length > 0) return undefined;
  const textOf = (name: string) => sections.find(({ heading }) => heading === name)?.text ?? '';
  const without = sections.find(({ heading }) => heading.startsWith('Without '))?.text;
  return {
    goal: textOf('Goal'),
    ...(without === undefined ? {} : { without }),
    hints: HINTS.map(textOf),
  };
}

/** The texts that checks may name: files of the step's folder, then those that the project shares. */
async function programsIn(
  files: ContentFiles,
  own: string,
  shared: string,
  report: (problem: Problem) => void,
): Promise<Programs> {
  const texts = new Map<string, string>();
  for (const folder of [shared, own]) {
    for (const name of await files.list(folder)) {
      if (/\.(md|yaml|patch)$/.test(name)) continue;
      // It is laid into a copy of the project, where it must not stand in the place of a module.
      if (folder === shared && name.endsWith('.py') && !name.startsWith('verify_')) {
        const message = 'A program of several steps could hide a module of the learner’s.';
        const remedy = 'Begin its name with "verify_".';
        report({ file: `${shared}/${name}`, line: 1, message, remedy });
      }
      if (texts.has(name)) {
        const message = `${shared} has a file of this name too.`;
        report({ file: `${own}/${name}`, line: 1, message, remedy: 'Rename one of them.' });
      }
      texts.set(name, (await files.read(`${folder}/${name}`)) ?? '');
    }
  }
  return texts;
}
