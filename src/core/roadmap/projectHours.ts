import type { Problem } from './problem.ts';
import type { ProjectSource } from './sources.ts';

/** Effort in hours that a project takes: what its core steps add up to, or what it says itself. */
export function projectHours({ value, steps }: ProjectSource): number {
  if (value.hours !== undefined) return value.hours;
  return steps.reduce((sum, { step }) => (step.core ? sum + step.hours : sum), 0);
}

/** Reports hours that are missing or said twice, and steps of which none or too few are core. */
export function checkCoreSteps(
  { value, file, lineOf, steps }: ProjectSource,
  report: (problem: Problem) => void,
): void {
  if (value.steps.length === 0) {
    if (value.hours !== undefined) return;
    const message = 'The project has neither hours nor steps.';
    report({ file, line: lineOf(['id']), message, remedy: 'Add “hours”.' });
    return;
  }
  if (value.hours !== undefined) {
    const message = 'The hours are said twice: here and by the core steps.';
    report({ file, line: lineOf(['hours']), message, remedy: 'Remove “hours” here.' });
  }
  if (!steps.some(({ step }) => step.core)) {
    const message = 'No step is core, so the project could never be verified.';
    report({ file, line: lineOf(['steps']), message, remedy: 'Write “core: true” in some.' });
  }
  for (const { step, placeOf } of steps) {
    if (value.kind !== 'portfolio' || step.core) continue;
    const message = 'A portfolio project has core steps only.';
    report({ ...placeOf(['core']), message, remedy: 'Write “core: true”.' });
  }
}
