import type { ValuePath } from '../expectation.ts';
import { type Place } from '../finding.ts';
import { placeAt, type NamedFile } from '../namedFile.ts';
import { entries, get, list, text } from '../untyped.ts';

/** A GitHub Actions workflow. */
export interface Workflow extends NamedFile {
  readonly jobs: readonly Job[];
}

export interface Job {
  readonly id: string;
  readonly value: unknown;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly path: ValuePath;
  readonly value: unknown;
  /** Its script without comments, as long as it was; empty when it has none. */
  readonly run: string;
  readonly uses: string;
  /** Why it can fail without stopping the job, or never runs; undefined when it counts. */
  readonly idle: string | undefined;
}

export function workflowOf(file: NamedFile): Workflow {
  return {
    ...file,
    jobs: entries(get(file.value, 'jobs')).map(([id, value]) => ({
      id,
      value,
      steps: list(get(value, 'steps')).map((step, index) => ({
        path: ['jobs', id, 'steps', index],
        value: step,
        run: (text(get(step, 'run')) ?? '').replace(/^[ \t]*#.*$/gm, ''),
        uses: text(get(step, 'uses')) ?? '',
        idle: whyIdle(step) ?? whyIdle(value),
      })),
    })),
  };
}

/** The events that start a workflow. */
export function eventsOf({ value }: NamedFile): readonly string[] {
  // YAML 1.1 reads the key as a truth value; a file may ask for that version.
  const on = get(value, 'on') ?? get(value, 'true');
  if (Array.isArray(on)) return on.flatMap((each) => text(each) ?? []);
  return text(on) === undefined ? entries(on).map(([event]) => event) : [text(on) ?? ''];
}

/** Every job that a job waits for, directly or through others. */
export function awaitedBy({ jobs }: Workflow, id: string): ReadonlySet<string> {
  const byId = new Map(jobs.map((job) => [job.id, job.value]));
  const found = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const needs = get(byId.get(next), 'needs');
    for (const need of Array.isArray(needs) ? needs : [needs]) {
      const name = text(need);
      if (name === undefined || found.has(name)) continue;
      found.add(name);
      open.push(name);
    }
  }
  return found;
}

/** The line of a script at which something begins: a block of several lines begins below its key. */
export function placeInRun(
  of: NamedFile,
  step: Pick<Step, 'path' | 'value' | 'run'>,
  index: number,
): Place {
  const at = placeAt(of, [...step.path, 'run']);
  const before = step.run.slice(0, index).split('\n').length;
  const block = (text(get(step.value, 'run')) ?? '').trimEnd().includes('\n');
  return { ...at, line: at.line === undefined ? undefined : at.line + (block ? before : 0) };
}

function whyIdle(value: unknown): string | undefined {
  const condition = text(get(value, 'if'));
  if (condition !== undefined && /^(?:\$\{\{)?\s*false\s*(?:\}\})?$/.test(condition.trim())) {
    return 'never runs (if: false)';
  }
  const goesOn = get(value, 'continue-on-error');
  return goesOn === true || goesOn === 'true' || text(goesOn)?.replace(/\s/g, '') === '${{true}}'
    ? 'may fail without stopping anything (continue-on-error)'
    : undefined;
}
