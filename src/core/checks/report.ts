import type { CheckFile, CheckResult, Status, Step } from './model.ts';
import { printable } from './printable.ts';
import { countSteps, isCore, type MaybeCore, type StepCounts } from './coreSteps.ts';

/** When, where and on what a verification ran: everything that may differ for equal trees. */
export interface RunFacts {
  /** ISO 8601. */
  readonly at: string;
  readonly seconds: number;
  readonly where: 'editor' | 'terminal' | 'ci';
  readonly system: string;
  readonly node: string;
  readonly commit: string;
  readonly uncommitted: boolean;
}

/** What `verify --json` prints; equal for equal trees but for `run`. */
export interface Report {
  readonly version: 1;
  readonly project: string;
  readonly content: string;
  readonly results: readonly CheckResult[];
  readonly run: RunFacts;
}

/** The status of a set of results: the worst one. An empty set has proved nothing. */
export function statusOf(results: readonly { readonly status: Status }[]): Status {
  const has = (status: Status) => results.some((result) => result.status === status);
  if (has('error')) return 'error';
  if (has('failed')) return 'failed';
  return has('unavailable') || results.length === 0 ? 'unavailable' : 'passed';
}

const MARKS: Readonly<Record<Status, string>> = {
  passed: 'ok  ',
  failed: 'FAIL',
  unavailable: '--  ',
  error: 'ERR ',
};

/** The report for a terminal: a line a check, with reasons below what did not pass. */
export function reportText(file: CheckFile, report: Report): string {
  const lines: string[] = [];
  for (const step of file.steps) {
    const own = report.results.filter((result) => result.step === step.id);
    if (own.length === 0) continue;
    lines.push(headLine(step, own));
    for (const result of own) lines.push(...resultLines(step, result));
  }
  lines.push('', countText(file, report));
  return printable(lines.join('\n'));
}

function headLine(step: Step, own: readonly CheckResult[]): string {
  const name = `${step.id}: ${step.title}${isCore(step) ? '' : ' (deeper)'}`;
  // Some of its checks say nothing of a step.
  if (!isPart(step, own)) return `${MARKS[statusOf(own)]} ${name}`;
  return `     ${name}, ${own.length} of ${step.checks.length} checks`;
}

function isPart(step: Step, own: readonly CheckResult[]): boolean {
  return own.length > 0 && own.length < step.checks.length;
}

/**
 * `5 of 6 steps verified, and 2 deeper.`, of the steps that were verified in this run, or
 * `1 of 2 checks passed.` where only some checks were asked for.
 */
function countText(file: CheckFile, report: Report): string {
  const ofStep = (id: string) => report.results.filter(({ step }) => step === id);
  if (file.steps.some((step) => isPart(step, ofStep(step.id)))) {
    const passed = report.results.filter(({ status }) => status === 'passed').length;
    return `${passed} of ${report.results.length} checks passed. Verify the whole step when you are done.`;
  }
  const { verified, core, deeper } = countResults(file.steps, report.results);
  const ran = new Set(report.results.map(({ step }) => step)).size;
  if (core === 0 && ran > 0) return `${deeper} of ${ran} deeper steps verified.`;
  return `${verified} of ${core} steps verified${deeper === 0 ? '' : `, and ${deeper} deeper`}.`;
}

/** How many of the steps that a verification looked at it found verified, deeper ones apart. */
export function countResults(
  steps: readonly (MaybeCore & { readonly id: string })[],
  results: readonly CheckResult[],
): StepCounts {
  const of = (id: string) => results.filter(({ step }) => step === id);
  const ran = steps.filter(({ id }) => of(id).length > 0);
  return countSteps(ran, ({ id }) => statusOf(of(id)) === 'passed');
}

function resultLines(step: Step, result: CheckResult): readonly string[] {
  const title = step.checks.find((check) => check.id === result.check)?.title ?? result.check;
  const head = `  ${MARKS[result.status]} ${title}`;
  if (result.status === 'passed') return [head];
  return [head, ...indent(explain(result), '         ')];
}

/** What a result says to the learner: expected, found, where, what next. */
export function explain(result: CheckResult): string {
  const place = result.file === undefined ? '' : ` (${placeOf(result)})`;
  return [
    `Expected ${result.expected}.`,
    `Found: ${result.found}${place}`,
    ...(result.next === undefined ? [] : [`Next: ${result.next}`]),
  ].join('\n');
}

/** `Dockerfile:14`. */
export function placeOf({ file = '', line }: CheckResult): string {
  return line === undefined ? file : `${file}:${line}`;
}

function indent(text: string, by: string): readonly string[] {
  return text.split('\n').map((line) => by + line);
}

/**
 * The report as JUnit XML: a suite a step, a case a check. Who reads it makes CI red for any failure,
 * so a result that does not count is skipped and says what was found.
 * @param counting the results that the outcome depends on; see `resultsThatCount`
 */
export function reportJunit(
  file: CheckFile,
  report: Report,
  counting: readonly CheckResult[] = report.results,
): string {
  const counts = new Set(counting);
  const suites = file.steps.flatMap((step) => {
    const own = report.results.filter((result) => result.step === step.id);
    return own.length === 0 ? [] : [junitSuite(step, own, counts)];
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${xml(report.project)}">\n${suites.join('\n')}\n</testsuites>\n`;
}

function junitSuite(
  step: Step,
  results: readonly CheckResult[],
  counts: ReadonlySet<CheckResult>,
): string {
  const shown = (result: CheckResult) =>
    result.status === 'passed' || counts.has(result) ? result.status : 'unavailable';
  const count = (status: Status) => results.filter((result) => shown(result) === status).length;
  const cases = results.map((result) => {
    const title = step.checks.find((check) => check.id === result.check)?.title ?? result.check;
    const open = `    <testcase classname="${xml(step.id)}" name="${xml(title)}"`;
    const body = xml(explain(result));
    const reason = counts.has(result) ? xml(result.found) : `Deeper, not begun. ${body}`;
    switch (shown(result)) {
      case 'passed':
        return `${open}/>`;
      case 'failed':
        return `${open}><failure message="${xml(result.expected)}">${body}</failure></testcase>`;
      case 'error':
        return `${open}><error message="${xml(result.expected)}">${body}</error></testcase>`;
      case 'unavailable':
        return `${open}><skipped message="${reason}"/></testcase>`;
    }
  });
  return [
    `  <testsuite name="${xml(step.title)}" tests="${results.length}" failures="${count('failed')}" errors="${count('error')}" skipped="${count('unavailable')}">`,
    ...cases,
    '  </testsuite>',
  ].join('\n');
}

function xml(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
