import { failed, names, passed, short } from '../finding.ts';
import type { Finding } from '../model.ts';
import { placeAt } from '../namedFile.ts';
import { searchPattern } from '../pattern.ts';
import { get, text } from '../untyped.ts';
import type { CheckWorld } from '../world.ts';
import { awaitedBy, eventsOf, type Step, type Workflow } from './workflowJobs.ts';
import { findBuildArgument, findCommand } from './workflowScripts.ts';

/** What a workflow is known by. */
export interface Description {
  readonly on: readonly string[];
  readonly job?: string | undefined;
  readonly runs: readonly string[];
  readonly uses: readonly string[];
  readonly buildArgs: readonly string[];
  readonly needs: readonly string[];
}

/** What the description finds in one workflow, up to the first thing that is missing. */
export async function describeWorkflow(
  world: CheckWorld,
  spec: Description,
  of: Workflow,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const look of [jobs, events, namedJob, awaited, scripts, actions]) {
    for (const finding of await look(spec, of, world)) {
      findings.push(finding);
      if (finding.status !== 'passed') return findings;
    }
  }
  return findings;
}

type Look = (
  spec: Description,
  of: Workflow,
  world: CheckWorld,
) => readonly Finding[] | Promise<readonly Finding[]>;

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

const scripts: Look = async (spec, of, world) => {
  const steps = stepsOf(spec, of);
  const findings: Finding[] = [];
  for (const pattern of spec.runs) {
    findings.push(await findCommand(world, pattern, steps, of, spec.job));
  }
  for (const name of spec.buildArgs) {
    findings.push(await findBuildArgument(world, name, steps, of, spec.job));
  }
  return findings;
};

const actions: Look = async (spec, of, world) => {
  const steps = stepsOf(spec, of).filter(({ uses }) => uses !== '');
  const calls = of.jobs.flatMap(({ id, value }) => {
    const uses = text(get(value, 'uses'));
    return uses === undefined ? [] : [{ id, uses }];
  });
  const searched = [...steps, ...calls].map(({ uses }) => ({ text: uses, from: of.file }));
  const findings: Finding[] = [];
  for (const pattern of spec.uses) {
    const expected = `an action like /${pattern}/ in ${of.file}`;
    const matches = await searchPattern(world, pattern, searched);
    const hit = steps.find((_, index) => matches[index] !== undefined);
    const called = calls.find((_, index) => matches[steps.length + index] !== undefined);
    if (hit) findings.push(passed(expected, hit.uses, placeAt(of, [...hit.path, 'uses'])));
    else if (called) {
      const at = placeAt(of, ['jobs', called.id]);
      findings.push(passed(expected, `the job ${called.id} calls it`, at));
    } else {
      const found = `actions: ${names(new Set(steps.map(({ uses }) => uses)))}`;
      findings.push(failed(expected, found, 'Add a step that uses it.', placeAt(of, ['jobs'])));
    }
  }
  return findings;
};
