import type { ProgramOfCheck } from './kind.ts';
import { leavesOf } from './leaves.ts';
import type { Check, Step } from './model.ts';

/** A program of a project, with the checks that start it. */
export interface ProjectProgram extends ProgramOfCheck {
  /** Never empty, in the order of the steps. */
  readonly uses: readonly { readonly step: Step; readonly check: Check }[];
}

/** Every program that the steps may start; equal ones once. */
export function programsOf(steps: readonly Step[]): readonly ProjectProgram[] {
  const found = new Map<string, ProjectProgram>();
  for (const step of steps) {
    for (const check of step.checks) {
      const programs = leavesOf(check.body).flatMap(({ kind, spec }) => kind.commands(spec));
      for (const program of programs) {
        const key = JSON.stringify(program);
        const uses = found.get(key)?.uses ?? [];
        const known = uses.some((use) => use.step === step && use.check === check);
        found.set(key, { ...program, uses: known ? uses : [...uses, { step, check }] });
      }
    }
  }
  return [...found.values()];
}
