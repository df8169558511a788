import * as v from 'valibot';
import { joined } from '../../src/core/roadmap/goalSentences.ts';
import type { Problem } from '../../src/core/roadmap/problem.ts';
import { slugSchema } from '../../src/core/roadmap/schema.ts';
import type { StepSource } from '../../src/core/roadmap/stepFolder.ts';
import { readYaml } from '../../src/core/roadmap/yamlSource.ts';
import type { WrongWay } from './ways.mts';

type Report = (problem: Problem) => void;

/** The sentences that no wrong way breaks yet, relative to the roadmap's folder. */
export const UNBROKEN = 'unbroken.yaml';

const sentences = v.pipe(v.array(v.string()), v.minLength(1, 'must have at least one entry'));
/** Sentences by project and step. */
const unbrokenSchema = v.record(slugSchema, v.record(slugSchema, sentences));

type UnbrokenFile = v.InferOutput<typeof unbrokenSchema>;

/**
 * Reports each sentence of a Goal that a check holds and no wrong way breaks, unless the list has it,
 * and each entry of the list that is needed no longer, so that the list can only shrink.
 * @param text the list; undefined when there is none
 * @param steps the steps of all projects
 * @param wrong their wrong ways
 */
export function checkUnbroken(
  text: string | undefined,
  steps: readonly StepSource[],
  wrong: readonly WrongWay[],
  report: Report,
): void {
  const list = readYaml<UnbrokenFile>(UNBROKEN, text ?? '{}', unbrokenSchema, report);
  if (!list) return;
  const excepted = new Set<string>();
  for (const [project, ofProject] of Object.entries(list.value)) {
    for (const [step, ofStep] of Object.entries(ofProject)) {
      const folder = `projects/${project}/steps/${step}`;
      const open = unbrokenIn(folder, steps, wrong);
      ofStep.forEach((sentence, index) => {
        excepted.add(`${folder} ${joined(sentence)}`);
        if (open.has(joined(sentence))) return;
        const line = list.lineOf([project, step, index]);
        const message = `“${sentence}” is broken by a wrong way of ${project}/${step}, or is no sentence that its checks hold.`;
        report({ file: UNBROKEN, line, message, remedy: 'Take it out of the list.' });
      });
    }
  }
  for (const { folder, placeOf } of steps) {
    for (const [sentence, path] of unbrokenIn(folder, steps, wrong)) {
      if (excepted.has(`${folder} ${sentence}`)) continue;
      const message = `No wrong way breaks “${sentence}”.`;
      const remedy = 'Write one in the step’s wrong/, and quote the sentence in its “breaks”.';
      report({ ...placeOf(path), message, remedy });
    }
  }
}

/** The sentences that a step's checks hold and no wrong way of it breaks, with where they are quoted. */
function unbrokenIn(
  folder: string,
  steps: readonly StepSource[],
  wrong: readonly WrongWay[],
): ReadonlyMap<string, readonly (string | number)[]> {
  const broken = new Set(
    wrong.filter(({ step }) => step.folder === folder).map(({ head }) => joined(head.breaks ?? '')),
  );
  const holds = steps.find((step) => step.folder === folder)?.holds ?? [];
  return new Map(
    holds
      .map(({ text, path }) => [joined(text), path] as const)
      .filter(([sentence]) => !broken.has(sentence)),
  );
}
