import { failed, names, passed, short } from '../finding.ts';
import type { Finding } from '../model.ts';
import { placeAt } from '../namedFile.ts';
import { compilePattern } from '../pattern.ts';
import { get, text } from '../untyped.ts';
import { awaitedBy, eventsOf, placeInRun, type Step, type Workflow } from './workflowJobs.ts';

/** What a workflow is known by. */
export interface Description {
  readonly on: readonly string[];
  readonly job?: string | undefined;
  readonly runs: readonly string[];
  readonly uses: readonly string[];
  readonly needs: readonly string[];
}

/** What the description finds in one workflow, up to the first thing that is missing. */
export function describeWorkflow(spec: Description, of: Workflow): readonly Finding[] {
  const findings: Finding[] = [];
  for (const look of [jobs, events, namedJob, awaited, scripts, actions]) {
    for (const finding of look(spec, of)) {
      findings.push(finding);
      if (finding.status !== 'passed') return findings;
    }
  }
  return findings;
}

type Look = (spec: Description, of: Workflow) => readonly Finding[];

const jobs: Look = (_, of) => {
  if (of.jobs.length > 0) return [];
  const expected = `${of.file} to be a workflow with jobs`;
  return [failed(expected, 'no jobs', 'Describe at least one job under jobs.', { file: of.file })];
};

const events: Look = (spec, of) =>
  spec.on.map((event) => {
    const expected = `${of.file} to run on ${event}`;
    const at = placeAt(of, ['on']);
    const found = `on: ${names(eventsOf(of))}`;
    if (eventsOf(of).includes(event)) return passed(expected, found, at);
    return failed(expected, found, `Add ${event} to its events.`, at);
  });

const namedJob: Look = (spec, of) => {
  if (spec.job === undefined) return [];
  const expected = `a job ${spec.job}`;
  const ids = of.jobs.map(({ id }) => id);
  const found = `jobs: ${names(ids)}`;
  return ids.includes(spec.job)
    ? [passed(expected, found, placeAt(of, ['jobs', spec.job]))]
    : [failed(expected, found, `Add the job to ${of.file}.`, placeAt(of, ['jobs']))];
};

const awaited: Look = (spec, of) =>
  spec.needs.map((need) => {
    const id = spec.job ?? '';
    const expected = `the job ${id} to wait for ${need}`;
    const next = `Add needs: ${need} to it.`;
    const waits = awaitedBy(of, id);
    if (!waits.has(need)) {
      return failed(expected, `it waits for ${names(waits)}`, next, placeAt(of, ['jobs', id]));
    }
    const condition = text(get(of.value, 'jobs', id, 'if')) ?? '';
    if (
      /\balways\(\)|!\s*cancelled\(\)|\bfailure\(\)/.test(condition) &&
      !/\bneeds\./.test(condition)
    ) {
      const found = `it runs after a failure too (if: ${short(condition)})`;
      return failed(expected, found, 'Remove that condition.', placeAt(of, ['jobs', id, 'if']));
    }
    return passed(expected, `it waits for ${names(waits)}`, placeAt(of, ['jobs', id, 'needs']));
  });

function stepsOf(spec: Description, of: Workflow): readonly Step[] {
  return of.jobs
    .filter(({ id }) => spec.job === undefined || id === spec.job)
    .flatMap((each) => each.steps);
}

const scripts: Look = (spec, of) =>
  spec.runs.map((pattern) => {
    const where = spec.job === undefined ? of.file : `the job ${spec.job}`;
    const expected = `a step in ${where} that runs something like /${pattern}/`;
    const next = 'Add a step with that command, and let it stop the job when it fails.';
    const expression = compilePattern(pattern);
    let idle: Finding | undefined;
    for (const step of stepsOf(spec, of)) {
      const shielded = step.run.replace(/^.*\|\|\s*(?:true|:|exit 0)\s*$/gm, '');
      const index = step.run === '' ? undefined : expression.exec(step.run)?.index;
      if (index === undefined) continue;
      const at = placeInRun(of, step, index);
      if (step.idle === undefined && expression.test(shielded)) {
        return passed(expected, short(step.run.slice(index).split('\n')[0] ?? ''), at);
      }
      idle ??= failed(expected, `one that ${step.idle ?? 'hides its failure (|| true)'}`, next, at);
    }
    return idle ?? failed(expected, 'no such step', next, placeAt(of, ['jobs', spec.job ?? '']));
  });

const actions: Look = (spec, of) =>
  spec.uses.map((pattern) => {
    const expected = `an action like /${pattern}/ in ${of.file}`;
    const expression = compilePattern(pattern);
    const hit = stepsOf(spec, of).find(({ uses }) => uses !== '' && expression.test(uses));
    if (hit) return passed(expected, hit.uses, placeAt(of, [...hit.path, 'uses']));
    const called = of.jobs.find(({ value }) => {
      const uses = text(get(value, 'uses'));
      return uses !== undefined && expression.test(uses);
    });
    if (called)
      return passed(expected, `the job ${called.id} calls it`, placeAt(of, ['jobs', called.id]));
    const used = new Set(stepsOf(spec, of).flatMap(({ uses }) => (uses === '' ? [] : [uses])));
    return failed(
      expected,
      `actions: ${names(used)}`,
      'Add a step that uses it.',
      placeAt(of, ['jobs']),
    );
  });
