import type { StepSource } from '../../src/core/roadmap/stepFolder.ts';
import { fits, starterFiles } from '../../src/core/scaffold/generate.ts';
import { readPatch } from '../content/patchFile.mts';
import { applied, changesIn, choicesOf, solutionsOf } from '../content/solutions.mts';
import type { Tree } from '../content/gitTrees.mts';
import { AuthorError, type Authored } from './authored.mts';

/** Which patch of a step an author works on. */
export interface Place {
  readonly step: string;
  /** Values of options that are not the default. */
  readonly set: Readonly<Record<string, string>>;
  /** A right or wrong way; undefined for the solution. */
  readonly way: { readonly kind: 'right' | 'wrong'; readonly name: string } | undefined;
}

/** A patch's place, with the trees that it leads from and to. */
export interface Worked {
  readonly step: StepSource;
  readonly options: Readonly<Record<string, string>>;
  /** From which the patch leads. */
  readonly base: Tree;
  /** To which it leads, the base for a way that is new; undefined where it does not apply. */
  readonly end: Tree | undefined;
  /** The way's file, relative to the roadmap's folder; undefined for the solution. */
  readonly wayFile: string | undefined;
}

/**
 * Finds a patch's place.
 * @throws AuthorError when there is no such step or option, or when a solution before it does not apply
 */
export function workedAt(authored: Authored, place: Place): Worked {
  const { project, context } = authored;
  const step = project.steps.find((each) => each.step.id === place.step);
  if (!step) {
    const ids = project.steps.map((each) => each.step.id).join(', ');
    throw new AuthorError(`${project.value.id} has no step “${place.step}”. Its steps: ${ids}.`);
  }
  const options = optionsOf(authored, step, place.set);
  const { before, after } = solutionOf(authored, step, options);
  if (!place.way) return { step, options, base: before, end: after, wayFile: undefined };
  const { kind, name } = place.way;
  const base = kind === 'right' ? before : after;
  if (base === undefined) throw doesNotApply(authored);
  const wayFile = `${step.folder}/${kind}/${name}.patch`;
  const text = context.patches.read(wayFile);
  const parts = text === undefined ? [] : changesIn(wayFile, text, context.report);
  const end = parts && applied(base, parts, context);
  return { step, options, base, end, wayFile };
}

/** The trees before and after a step's solution; the latter is undefined where it does not apply. */
function solutionOf(
  authored: Authored,
  step: StepSource,
  options: Readonly<Record<string, string>>,
): { readonly before: Tree; readonly after: Tree | undefined } {
  const { project, files, context } = authored;
  const solved = solutionsOf(project, files, options, context);
  const place = project.steps.filter((each) => fits(each.step.when, options)).indexOf(step);
  if (solved.length < place) throw doesNotApply(authored);
  const start = () => context.trees.write(starterFiles(project.value, files, options));
  return { before: solved[place - 1]?.after ?? start(), after: solved[place]?.after };
}

/** What to do when patches do not apply. */
export function doesNotApply({ project, problems }: Authored): AuthorError {
  const said = problems.map(({ file, line, message }) => `roadmap/${file}:${line}: ${message}\n`);
  return new AuthorError(`${said.join('')}Run: npm run author -- ${project.value.id} --carry`);
}

/** The head of a way's patch; a skeleton where there is none yet. */
export function headOfWay(text: string | undefined, kind: 'right' | 'wrong'): string {
  if (text !== undefined) return readPatch(text, () => undefined).head;
  return kind === 'right'
    ? 'ends: passed\nwhy: TODO\n---'
    : "fails: TODO\nbreaks: 'TODO'\nfound: TODO\nwhy: TODO\n---";
}

function optionsOf(
  { project }: Authored,
  { step }: StepSource,
  set: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const choices = choicesOf(project);
  for (const [id, value] of Object.entries(set)) {
    const option = project.value.options.find((each) => each.id === id);
    if (option?.values.some((each) => each.id === value) === true) continue;
    throw new AuthorError(`${project.value.id} has no option “${id}” with the value “${value}”.`);
  }
  const wanted = { ...choices[0], ...set };
  if (fits(step.when, wanted)) return wanted;
  const other = choices.find((choice) => fits(step.when, { ...choice, ...set }));
  if (other) return { ...other, ...set };
  const when = Object.entries(step.when).map(([id, values]) => `${id}=${values[0] ?? ''}`);
  throw new AuthorError(`The step “${step.id}” is only there with ${when.join(' ')}.`);
}
