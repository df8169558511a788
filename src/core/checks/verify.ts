import { evaluate } from './evaluate.ts';
import { inOrder } from './checkOrder.ts';
import type { Check, CheckFile, CheckResult, Finding, Step } from './model.ts';
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
  /** Check ids; all of them when undefined. */
  readonly checks?: ReadonlySet<string>;
  /** Makes a text fit to be shown and committed: no path of this machine. */
  readonly redact: (text: string) => string;
  readonly onStart?: (step: Step, check: Check) => void;
  readonly onResult?: (result: CheckResult) => void;
  /** Called after each check: files of programs that no later check needs may go. */
  readonly release?: (needed: (spec: ProcessSpec) => boolean) => Promise<void>;
}

/**
 * Runs the checks of a project, step by step, in each step the cheapest first. What needs a check
 * that did not pass is not run. Never throws for what a project holds.
 * @returns a result for each check, as the file has them.
 */
export async function verify(
  file: CheckFile,
  world: CheckWorld,
  options: VerifyOptions,
): Promise<readonly CheckResult[]> {
  const chosen = file.steps
    .filter(({ id }) => !options.steps || options.steps.has(id))
    .map((step) => ({
      step,
      checks: inOrder(step.checks.filter(({ id }) => wanted(options, id))),
    }));
  const uses = lastUses(chosen.flatMap(({ checks }) => checks));
  const results: CheckResult[] = [];
  let position = 0;
  for (const { step, checks } of chosen) {
    const found = new Map<string, CheckResult>();
    for (const check of checks) {
      options.onStart?.(step, check);
      const needed = check.needs?.map((id) => found.get(id)).find(isMissed);
      const finding = needed ? notLookedAt(step, needed) : await findingOf(check, world);
      const result = told(step, check, finding, options);
      found.set(check.id, result);
      options.onResult?.(result);
      const now = position;
      await options.release?.((spec) => (uses.get(processKey(spec)) ?? -1) > now);
      position += 1;
    }
    results.push(...step.checks.flatMap(({ id }) => found.get(id) ?? []));
  }
  return results;
}

function wanted({ checks }: VerifyOptions, id: string): boolean {
  return !checks || checks.has(id);
}

function isMissed(result: CheckResult | undefined): result is CheckResult {
  return result !== undefined && result.status !== 'passed';
}

function notLookedAt(step: Step, needed: CheckResult): Finding {
  const title = step.checks.find(({ id }) => id === needed.check)?.title ?? needed.check;
  return {
    status: 'unavailable',
    expected: `“${title}” to pass first`,
    found: 'not looked at, as it says nothing before that',
  };
}

async function findingOf(check: Check, world: CheckWorld): Promise<Finding> {
  const finding = world.cancelled() ? cancelledFinding : await evaluate(check.body, world);
  // What was ended in the middle says nothing about the project.
  return world.cancelled() && finding.status !== 'passed' ? cancelledFinding : finding;
}

function told(step: Step, check: Check, finding: Finding, options: VerifyOptions): CheckResult {
  const clean = (text: string) => stable(withoutSecrets(options.redact(printable(text))));
  return {
    step: step.id,
    check: check.id,
    ...finding,
    expected: clean(finding.expected),
    found: clean(finding.found),
    ...(finding.next === undefined ? {} : { next: clean(finding.next) }),
  };
}
