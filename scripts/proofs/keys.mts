import { createHash } from 'node:crypto';
import type { ProjectSource } from '../../src/core/roadmap/sources.ts';
import type { StepValue } from '../../src/core/roadmap/stepFolder.ts';
import type { ProjectFile } from '../../src/core/scaffold/archive.ts';
import type { TreeEntry } from '../content/gitTrees.mts';
import { solutionsOf, type Solved, type SolutionsContext } from '../content/solutions.mts';
import type { RightWay, Ways, WrongWay } from '../content/ways.mts';

/** Raised when a way to prove things changes so that what was proved has to be proved again. */
const PROCESS = 1;

/** Raised when a way of working is made otherwise. */
const WORKING = 1;

/** How a finished history may also look, or where it may lie. */
export const WAYS_OF_WORKING = ['merged', 'subfolder', 'cloned', 'squashed', 'rebased'] as const;
export type WayOfWorking = (typeof WAYS_OF_WORKING)[number];

/** The step of proofs that are about all steps of a project together. */
export const ALL_STEPS = '*';

/** The number of each kind of check: raised when it judges otherwise than before. */
export type KindNumbers = Readonly<Record<string, number>>;

/** Something that a project's proof holds, with a key of everything that decides it. */
export interface Proof {
  readonly project: string;
  readonly options: Readonly<Record<string, string>>;
  readonly step: string;
  /** Whether the bare starter passes the step. */
  readonly given: boolean;
  /**
   * What is tried: the bare starter, the solution, or another way of the step; of all steps, whether
   * they pass together, as they were solved or after another way of working.
   */
  readonly tried:
    | 'bare'
    | 'solved'
    | `right/${string}`
    | `wrong/${string}`
    | 'together'
    | `working/${WayOfWorking}`;
  readonly way?: RightWay | WrongWay;
  readonly key: string;
}

/** What the proofs of a project are made of. */
export interface ProofSource {
  readonly project: ProjectSource;
  /** What Git knows of the project's starter and options. */
  readonly files: readonly ProjectFile[];
  readonly ways: Ways;
  readonly numbers: KindNumbers;
}

/**
 * Everything that the proof of a project holds for a choice of options, in the order of its steps.
 * Of the other ways, a choice that is not the default holds those of the steps that are for it alone.
 */
export function proofsOf(
  { project, files, ways, numbers }: ProofSource,
  options: Readonly<Record<string, string>>,
  context: SolutionsContext,
): readonly Proof[] {
  const solved = solutionsOf(project, files, options, context);
  const listings = solved.map(({ after }) => context.trees.entries(after));
  const [first] = solved;
  const starter = first ? context.trees.entries(first.before) : [];
  const isDefault = project.value.options.every(({ id, default: value }) => options[id] === value);
  const ofSteps = solved.flatMap((each, index): readonly Proof[] => {
    const { step } = each.step;
    const grounds = new Grounds(step, numbers, options);
    const past = solved.slice(0, index).map(({ step: before }, place) => ({
      tree: grounds.listing(listings[place] ?? []),
      apply: before.step.apply,
    }));
    const start = { starter: grounds.listing(starter), past };
    const end = grounds.listing(listings[index] ?? []);
    const base = { project: project.value.id, options, step: step.id, given: step.given };
    const own = isDefault || Object.keys(step.when).length > 0;
    const wayProof = (tried: 'right' | 'wrong', way: RightWay | WrongWay): Proof => ({
      ...base,
      tried: `${tried}/${way.name}`,
      way,
      key: grounds.key([
        `${tried}/${way.name}`,
        start,
        tried === 'wrong' ? end : undefined,
        way.files.filter((file) => grounds.decides(file.path)).map(described),
        way.removed.filter((path) => grounds.decides(path)),
        way.head.apply ?? step.apply,
        way.head.remove,
      ]),
    });
    return [
      { ...base, tried: 'bare' as const, key: grounds.key(['bare', start.starter]) },
      { ...base, tried: 'solved' as const, key: grounds.key(['solved', start, end, step.apply]) },
      ...(own ? of(ways.right, each).map((way) => wayProof('right', way)) : []),
      ...(own ? of(ways.wrong, each).map((way) => wayProof('wrong', way)) : []),
    ];
  });
  const about = solved.map(({ step }) => step.step.history);
  const keys = ofSteps.filter(({ tried }) => tried === 'solved').map(({ key }) => key);
  const whole = (tried: Proof['tried']): Proof => ({
    ...{ project: project.value.id, options, step: ALL_STEPS, given: false, tried },
    key: hashed([tried, tried === 'together' ? PROCESS : [WORKING, about], keys]),
  });
  return [
    ...ofSteps,
    whole('together'),
    ...(isDefault ? WAYS_OF_WORKING.map((way) => whole(`working/${way}`)) : []),
  ];
}

function hashed(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}

/** What decides the outcome of a step's checks besides the files of a way. */
class Grounds {
  private readonly checks: string;
  private readonly fixed: readonly unknown[];

  constructor(step: StepValue, numbers: KindNumbers, options: Readonly<Record<string, string>>) {
    const checks = step.checks.map(withoutWords);
    this.checks = JSON.stringify(checks);
    // What all kinds stand on has a number too.
    const kinds = ['adapters', ...keysIn(checks)].filter((key) => key in numbers).sort();
    this.fixed = [PROCESS, options, checks, kinds.map((kind) => [kind, numbers[kind]])];
  }

  key(more: readonly unknown[]): string {
    return hashed([this.fixed, more]);
  }

  listing(entries: readonly TreeEntry[]): string {
    const hash = createHash('sha256');
    for (const { mode, id, path } of entries) {
      if (this.decides(path)) hash.update(`${mode} ${id} ${path}\0`);
    }
    return hash.digest('hex');
  }

  /** Whether a file can decide: texts for people only where a check of the step names them. */
  decides(path: string): boolean {
    const text = /^(?:README[^/]*|LICENSE|CHANGELOG\.md|docs\/.*|\.github\/.*)$/.exec(path);
    if (!text) return true;
    const [top = ''] = path.split('/');
    return this.checks.includes(top);
  }
}

/** A check without what only the learner reads. */
function withoutWords(check: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { title: _title, expected: _expected, next: _next, ...rest } = check;
  return withoutSentences(rest) as Readonly<Record<string, unknown>>;
}

/** A value without the sentences that say what its programs do. */
function withoutSentences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSentences);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'does')
      .map(([key, each]) => [key, withoutSentences(each)]),
  );
}

function keysIn(value: unknown): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return new Set([...own, ...Object.values(value).flatMap((each) => [...keysIn(each)])]);
}

function described({ path, bytes, executable }: ProjectFile): readonly unknown[] {
  return [path, executable, createHash('sha256').update(bytes).digest('hex')];
}

function of<Way extends RightWay | WrongWay>(ways: readonly Way[], { step }: Solved): Way[] {
  return ways.filter((way) => way.step.folder === step.folder);
}
