import * as v from 'valibot';
import { goalSentences, joined } from '../../src/core/roadmap/goalSentences.ts';
import type { Problem } from '../../src/core/roadmap/problem.ts';
import type { ProjectSource } from '../../src/core/roadmap/sources.ts';
import type { StepSource } from '../../src/core/roadmap/stepFolder.ts';
import { slugSchema } from '../../src/core/roadmap/schema.ts';
import { readYaml, type YamlSource } from '../../src/core/roadmap/yamlSource.ts';
import type { ProjectFile } from '../../src/core/scaffold/archive.ts';
import { readPatch } from './patchFile.mts';
import {
  applied,
  changesIn,
  choicesOf,
  solutionsOf,
  type Solved,
  type SolutionsContext,
} from './solutions.mts';

const commands = v.exactOptional(v.array(v.array(v.string())));
const text = v.pipe(v.string(), v.trim(), v.minLength(1, 'must not be empty'));

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
}

/** What stands before the changes of a wrong way. */
const wrongSchema = v.strictObject({
  /** The check that must fail. */
  fails: slugSchema,
  /** The sentence of the Goal that it breaks, word for word. */
  breaks: v.exactOptional(text),
  /** A pattern of what that check finds. */
  found: v.pipe(text, v.check(isPattern, 'must be a pattern of JavaScript')),
  /** Why a learner would do this, and what is wrong with it. */
  why: text,
  /** Commands instead of the step's own. */
  apply: commands,
  /** Paths that it takes away which the patch cannot: what `apply` made. */
  remove: v.exactOptional(v.array(text)),
});

/** What stands before the changes of a right way. */
const rightSchema = v.strictObject({
  /** `passed`, or the reason why it can only be `unavailable`. */
  ends: v.union([v.literal('passed'), v.strictObject({ unavailable: text })]),
  /** In which other style it does what the Goal asks. */
  why: text,
  apply: commands,
  remove: v.exactOptional(v.array(text)),
});

type WrongHead = v.InferOutput<typeof wrongSchema>;
type RightHead = v.InferOutput<typeof rightSchema>;

interface WayBase {
  readonly step: StepSource;
  /** The patch's name without its ending. */
  readonly name: string;
  /** The patch's file, relative to the roadmap's folder. */
  readonly file: string;
  /** Each file that it leaves otherwise than the tree from which it starts. */
  readonly files: readonly ProjectFile[];
  /** Paths that the patch takes away. */
  readonly removed: readonly string[];
}

/** A solution that is wrong on purpose, from the step's own solution. */
export type WrongWay = WayBase & { readonly head: WrongHead };
/** Another correct solution, from the solution of the step before. */
export type RightWay = WayBase & { readonly head: RightHead };

/** The other ways of a project's steps. */
export interface Ways {
  readonly right: readonly RightWay[];
  readonly wrong: readonly WrongWay[];
}

/**
 * The right and wrong ways of a project, each for the first choice of options that has its step.
 * Problems go to the context's `report`.
 * @param files what Git knows of the project's starter and options
 */
export function waysOf(
  project: ProjectSource,
  files: readonly ProjectFile[],
  context: SolutionsContext,
): Ways {
  const seen = new Set<string>();
  const ways = choicesOf(project).flatMap((options) =>
    solutionsOf(project, files, options, context)
      .filter(({ step }) => !seen.has(step.folder))
      .map((solved) => {
        seen.add(solved.step.folder);
        return {
          right: below(solved, 'right', rightSchema, solved.before, context),
          wrong: below(solved, 'wrong', wrongSchema, solved.after, context),
        };
      }),
  );
  return {
    right: ways.flatMap(({ right }) => right),
    wrong: ways.flatMap(({ wrong }) => wrong),
  };
}

function below<Head>(
  { step }: Solved,
  kind: 'right' | 'wrong',
  schema: v.GenericSchema<unknown, Head>,
  start: string,
  context: SolutionsContext,
): readonly (WayBase & { readonly head: Head })[] {
  const { patches, trees, report } = context;
  const folder = `${step.folder}/${kind}`;
  return patches
    .list(folder)
    .filter((name) => name.endsWith('.patch'))
    .flatMap((name) => {
      const file = `${folder}/${name}`;
      const content = patches.read(file) ?? '';
      const source = headOf(file, content, schema, report);
      if (source) checkNamed(step, source, report);
      const parts = changesIn(file, content, report);
      const end = parts && applied(start, parts, context);
      if (source === undefined || end === undefined) return [];
      const paths = trees.changed(start, end);
      const left = new Set(trees.entries(end).map((entry) => entry.path));
      let files: readonly ProjectFile[] | undefined;
      return [
        {
          step,
          name: name.slice(0, -'.patch'.length),
          file,
          head: source.value,
          // Only proofs need the content.
          get files() {
            return (files ??= trees.read(end, paths));
          },
          removed: paths.filter((each) => !left.has(each)),
        },
      ];
    });
}

/** Reports a check that a wrong way says fails and the step does not have, and such a sentence. */
function checkNamed(
  { step }: StepSource,
  { file, value, lineOf }: YamlSource<unknown>,
  report: (problem: Problem) => void,
): void {
  const { fails, breaks } = value as Partial<WrongHead>;
  if (fails !== undefined && !step.checks.some(({ id }) => id === fails)) {
    const message = `The step has no check "${fails}".`;
    const remedy = 'Name the check that must fail.';
    report({ file, line: lineOf(['fails']), message, remedy });
  }
  if (breaks === undefined) return;
  if (goalSentences(step.goal).some((sentence) => sentence.text === joined(breaks))) return;
  const message = `The Goal has no sentence “${breaks}”.`;
  const remedy = 'Quote a sentence of it word for word.';
  report({ file, line: lineOf(['breaks']), message, remedy });
}

function headOf<Head>(
  file: string,
  content: string,
  schema: v.GenericSchema<unknown, Head>,
  report: (problem: Problem) => void,
): YamlSource<Head> | undefined {
  const { head } = readPatch(content, () => undefined);
  const yaml = /^([\s\S]*?\n)---\n?$/.exec(head)?.[1];
  if (yaml !== undefined) return readYaml<Head>(file, yaml, schema, report);
  const remedy = 'Begin it with YAML, then a line “---”.';
  report({ file, line: 1, message: 'The patch has no head.', remedy });
  return undefined;
}
