import { evaluate } from './evaluate.ts';
import type { Check, CheckFile, CheckResult, Step } from './model.ts';
import { lastUses } from './lastUses.ts';
import { printable } from './printable.ts';
import { cancelledFinding, processKey } from './processes.ts';
import { withoutSecrets } from './secrets/secrets.ts';
import { stable } from './stable.ts';
import type { CheckWorld, ProcessSpec } from './world.ts';

/** What to verify, and whom to tell. */
export interface VerifyOptions {
  /** Step ids; all of them when undefined. */
  readonly steps?: ReadonlySet<string>;
  /** Makes a text fit to be shown and committed: no path of this machine. */
  readonly redact: (text: string) => string;
  readonly onStart?: (step: Step, check: Check) => void;
  readonly onResult?: (result: CheckResult) => void;
  /** Called after each check: files of programs that no later check needs may go. */
  readonly release?: (needed: (spec: ProcessSpec) => boolean) => Promise<void>;
}

/** Runs the checks of a project in order. Never throws for what a project holds. */
export async function verify(
  file: CheckFile,
  world: CheckWorld,
  options: VerifyOptions,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  const steps = file.steps.filter(({ id }) => !options.steps || options.steps.has(id));
  const uses = lastUses(steps.flatMap(({ checks }) => checks));
  for (const step of steps) {
    for (const check of step.checks) {
      options.onStart?.(step, check);
      let finding = world.cancelled() ? cancelledFinding : await evaluate(check.body, world);
      // What was ended in the middle says nothing about the project.
      if (world.cancelled() && finding.status !== 'passed') finding = cancelledFinding;
      const clean = (text: string) => stable(withoutSecrets(options.redact(printable(text))));
      const result: CheckResult = {
        step: step.id,
        check: check.id,
        ...finding,
        expected: clean(finding.expected),
        found: clean(finding.found),
        ...(finding.next === undefined ? {} : { next: clean(finding.next) }),
      };
      results.push(result);
      options.onResult?.(result);
      const position = results.length - 1;
      await options.release?.((spec) => (uses.get(processKey(spec)) ?? -1) > position);
    }
  }
  return results;
}
