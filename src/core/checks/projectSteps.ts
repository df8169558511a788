import * as v from 'valibot';
import type { Problem } from '../roadmap/problem.ts';
import type { ProjectFile } from '../roadmap/schema.ts';
import { problemOf, type YamlSource } from '../roadmap/yamlSource.ts';
import { stepSchema } from './schema.ts';

/** Reports what is wrong with the checks of a project's steps. */
export function checkSteps(
  { file, value, lineOf }: YamlSource<ProjectFile>,
  report: (problem: Problem) => void,
): void {
  const ids = new Set<string>();
  value.steps.forEach((step, s) => {
    const claim = (id: string, path: readonly (string | number)[]) => {
      if (ids.has(id)) {
        const message = `The id "${id}" is used twice.`;
        report({ file, line: lineOf(path), message, remedy: 'Give one of them another id.' });
      }
      ids.add(id);
    };
    claim(step.id, ['steps', s, 'id']);
    const { given: _given, apply: _apply, when: _when, ...own } = step;
    const result = v.safeParse(stepSchema, own);
    if (!result.success) {
      const below = (path: readonly (string | number)[]) => lineOf(['steps', s, ...path]);
      for (const issue of result.issues) report(problemOf(file, issue, below));
      return;
    }
    result.output.checks.forEach((check, c) =>
      claim(`${step.id}/${check.id}`, ['steps', s, 'checks', c, 'id']),
    );
    for (const [option, values] of Object.entries(step.when)) {
      const known = value.options.find(({ id }) => id === option)?.values.map(({ id }) => id);
      if (values.every((each) => known?.includes(each) === true)) continue;
      report({
        file,
        line: lineOf(['steps', s, 'when', option]),
        message: `"${option}" with ${values.join(', ')} is no option of this project.`,
        remedy: 'Name an option and values that stand under "options".',
      });
    }
  });
  const given = value.steps.filter((step) => step.given);
  if (given.length > 1) {
    report({
      file,
      line: lineOf(['steps']),
      message: `${given.length} steps are given.`,
      remedy: 'At most one step may pass on the bare starter.',
    });
  }
}
