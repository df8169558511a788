import * as v from 'valibot';
import type { Problem } from '../roadmap/problem.ts';
import { checkHeldSentences } from '../roadmap/heldSentences.ts';
import type { ProjectSource } from '../roadmap/sources.ts';
import type { StepValue } from '../roadmap/stepFolder.ts';
import { problemOf } from '../roadmap/yamlSource.ts';
import { stepSchema } from './schema.ts';

/** A step without what only choosing and proving it need. */
export function shownStep(step: StepValue): Readonly<Record<string, unknown>> {
  const {
    given: _given,
    apply: _apply,
    when: _when,
    marks: _marks,
    history: _history,
    ...shown
  } = step;
  return shown;
}

/** Reports what is wrong with the checks of a project's steps. */
export function checkSteps(
  { file, value, lineOf, steps }: ProjectSource,
  report: (problem: Problem) => void,
): void {
  value.steps.forEach((id, place) => {
    if (value.steps.indexOf(id) === place) return;
    const message = `The step "${id}" is named twice.`;
    report({ file, line: lineOf(['steps', place]), message, remedy: 'Name it once.' });
  });
  for (const source of steps) {
    const { step, placeOf } = source;
    checkHeldSentences(source, report);
    const result = v.safeParse(stepSchema, shownStep(step));
    if (!result.success) {
      for (const issue of result.issues) {
        const at = placeOf((issue.path ?? []).map(({ key }) => key as string | number));
        report({ ...problemOf(at.file, issue, () => at.line) });
      }
      continue;
    }
    const ids = new Set<string>();
    result.output.checks.forEach(({ id, needs = [] }, index) => {
      needs.forEach((needed, place) => {
        if (ids.has(needed)) return;
        const message = `"${needed}" is no check before this one.`;
        const remedy = 'Name one that stands above it in this file.';
        report({ ...placeOf(['checks', index, 'needs', place]), message, remedy });
      });
      if (ids.has(id)) {
        const message = `The id "${id}" is used twice.`;
        const remedy = 'Give one of them another id.';
        report({ ...placeOf(['checks', index, 'id']), message, remedy });
      }
      ids.add(id);
    });
    step.history.forEach((id, place) => {
      if (ids.has(id)) return;
      const message = `"${id}" is no check of this step.`;
      report({ ...placeOf(['history', place]), message, remedy: 'Name ids of checks.yaml.' });
    });
    for (const [option, values] of Object.entries(step.when)) {
      const known = value.options.find(({ id }) => id === option)?.values.map(({ id }) => id);
      if (values.every((each) => known?.includes(each) === true)) continue;
      report({
        ...placeOf(['when', option]),
        message: `"${option}" with ${values.join(', ')} is no option of this project.`,
        remedy: 'Name an option and values that stand under "options" of project.yaml.',
      });
    }
  }
  const given = steps.filter(({ step }) => step.given);
  if (given.length > 1) {
    report({
      file,
      line: lineOf(['steps']),
      message: `${given.length} steps are given.`,
      remedy: 'At most one step may pass on the bare starter.',
    });
  }
}
