import { stringify } from 'yaml';
import * as v from 'valibot';
import { goalSentences, joined } from '../../src/core/roadmap/goalSentences.ts';
import type { Problem } from '../../src/core/roadmap/problem.ts';
import type { StepSource } from '../../src/core/roadmap/stepFolder.ts';
import { readYaml } from '../../src/core/roadmap/yamlSource.ts';
import type { Mutant } from './mutant.mts';

type Report = (problem: Problem) => void;

const text = v.pipe(v.string(), v.trim(), v.minLength(1, 'must not be empty'));
const verdict = { diff: text, why: v.exactOptional(text) };

/** Why a survivor is harmless. */
const verdictSchema = v.variant('reason', [
  v.strictObject({
    reason: v.picklist(['equivalent', 'words of a message only', 'speed only']),
    ...verdict,
  }),
  v.strictObject({
    reason: v.literal('outside the goal'),
    ...verdict,
    /** The sentence of the Goal that does not ask for what the mutant breaks, word for word. */
    sentence: text,
  }),
]);

export type Verdict = v.InferOutput<typeof verdictSchema>;

/** A step's verdicts on survivors, by the mutant's diff. */
export type Verdicts = ReadonlyMap<string, Verdict>;

/** More than this share of a step's tried mutants outside the Goal means that the Goal is too weak. */
export const OUTSIDE_THE_GOAL = 0.25;

/** The file of a step's verdicts, relative to the roadmap's folder. */
export function survivorsFile({ folder }: StepSource): string {
  return `${folder}/survivors.yaml`;
}

/**
 * Reads a step's `survivors.yaml`. Reported are a form or a reason that is not allowed, a sentence
 * that the Goal does not have, and a verdict whose mutant is gone.
 * @param content the file; undefined when there is none
 * @param mutants all mutants of the step
 */
export function readSurvivors(
  step: StepSource,
  content: string | undefined,
  mutants: readonly Pick<Mutant, 'diff'>[],
  report: Report,
): Verdicts {
  const file = survivorsFile(step);
  if (content === undefined) return new Map();
  const source = readYaml<Verdict[]>(file, content, v.array(verdictSchema), report);
  if (!source) return new Map();
  const known = new Set(mutants.map(({ diff }) => diff));
  const sentences = new Set(goalSentences(step.step.goal).map((sentence) => sentence.text));
  const verdicts = new Map<string, Verdict>();
  source.value.forEach((each, index) => {
    const tell = (message: string, remedy: string) =>
      report({ file, line: source.lineOf([index]), message, remedy });
    const [place] = each.diff.split('\n');
    if (!known.has(each.diff)) {
      tell(`There is no such mutant of ${place} any more.`, 'Remove the verdict.');
    } else if (verdicts.has(each.diff)) {
      tell('There are two verdicts on this mutant.', 'Remove one of them.');
    }
    if (each.reason === 'outside the goal' && !sentences.has(joined(each.sentence))) {
      tell(
        `The Goal has no sentence “${each.sentence}”.`,
        'Quote a sentence of it word for word in “sentence”.',
      );
    }
    verdicts.set(each.diff, each);
  });
  return verdicts;
}

/** An entry for `survivors.yaml`, with the reason still to be written. */
export function entryFor({ diff }: Pick<Mutant, 'diff'>): string {
  return stringify([{ diff, reason: 'TODO' }], { lineWidth: 0, blockQuote: 'literal' });
}
