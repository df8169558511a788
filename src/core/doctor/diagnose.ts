import { questionKey, type Answer, type Facts } from './facts.ts';
import { findPython, pythonCommand } from './python.ts';
import { bestOf, complaint, readEngine, readVersion, type Finding } from './reading.ts';
import { howToGet, setUpProject } from './remedy.ts';
import { neededIn, toolsIn, type Scope } from './scope.ts';
import type { Need, Question, Remedy, System, Tool, ToolStatus } from './tool.ts';

/** The id of the row about a project's own environment. */
export const ENVIRONMENT_ID = 'environment';

/** A tool, what was found of it, and what to do. */
export interface ToolReport {
  readonly id: string;
  readonly title: string;
  readonly purpose: string;
  readonly status: ToolStatus;
  readonly version?: string;
  /** What was found, in words. */
  readonly found: string;
  readonly needed: Need;
  /** The number of the phase that a tool needed later can wait for. */
  readonly from?: number;
  readonly remedy?: Remedy;
  readonly without?: string;
}

/** What a machine has and lacks, for a scope. */
export interface DoctorReport {
  readonly system: System;
  readonly scope: Scope;
  /** What is needed now comes first, and in that what is not in order. */
  readonly tools: readonly ToolReport[];
  /** What could not be looked at, and why. */
  readonly notes: readonly string[];
}

/** Judges each tool that a scope names by what was found of it. */
export function diagnose(
  table: readonly Tool[],
  scope: Scope,
  facts: Facts,
  notes: readonly string[] = [],
): DoctorReport {
  const setUp = setUpProject(
    pythonCommand(
      table.find(({ id }) => id === 'python'),
      facts,
    ),
  );
  const named = toolsIn(table, scope, facts.system);
  const findings = new Map(named.map((tool) => [tool, find(tool, facts)]));
  const rows = named
    .filter((tool) => isKnown(tool, findings.get(tool), scope, facts))
    .map((tool) => toolRow(tool, scope, facts, findings, setUp));
  const environment = scope.project ? environmentRow(facts, setUp) : [];
  return {
    system: facts.system,
    scope,
    tools: [...rows, ...environment].toSorted(byNeed),
    notes,
  };
}

type Findings = ReadonlyMap<Tool, Finding>;

const NEED_ORDER: readonly Need[] = ['now', 'later', 'optional'];

/** What is needed first comes first, and in that what is not in order. */
function byNeed(one: ToolReport, other: ToolReport): number {
  return (
    NEED_ORDER.indexOf(one.needed) - NEED_ORDER.indexOf(other.needed) ||
    Number(one.status === 'ok') - Number(other.status === 'ok') ||
    (one.from ?? 0) - (other.from ?? 0)
  );
}

/** A package of an environment that nobody looked into is not known to be missing. */
function isKnown(
  { package: name }: Tool,
  finding: Finding | undefined,
  { project }: Scope,
  { environment }: Facts,
): boolean {
  return !name || !project || environment !== undefined || finding?.status === 'ok';
}

function find(tool: Tool, facts: Facts): Finding {
  if (tool.id === 'python') return findPython(tool, facts);
  const packed = tool.package && facts.environment?.packages.get(tool.package);
  if (packed) {
    return { status: 'ok', version: packed, found: `${packed}, in the project’s environment` };
  }
  const answerTo = (question: Question): Answer =>
    facts.answers.get(questionKey(question)) ?? { end: 'missing' };
  const client = bestOf(tool.ask.map((each) => readVersion(tool, answerTo(each), facts.system)));
  return tool.engine && client.status === 'ok'
    ? readEngine(tool, client, answerTo(tool.engine.ask), facts.system)
    : client;
}

function toolRow(
  tool: Tool,
  scope: Scope,
  facts: Facts,
  findings: Findings,
  setUp: Remedy,
): ToolReport {
  const { need, from } = neededIn(tool, scope) ?? { need: 'optional' };
  const finding = findings.get(tool) ?? find(tool, facts);
  const { status, version, found } = finding;
  const remedy =
    status === 'ok' ? undefined : (finding.remedy ?? remedyFor(tool, status, facts, setUp));
  const spared = status !== 'ok' && hasPeer(tool, findings);
  return {
    id: tool.id,
    title: tool.title,
    purpose: tool.purpose,
    status,
    ...(version === undefined ? {} : { version }),
    found,
    needed: spared ? 'optional' : need,
    ...(from === undefined || spared ? {} : { from }),
    ...(remedy === undefined ? {} : { remedy }),
    ...(tool.without === undefined ? {} : { without: tool.without }),
  };
}

/** Whether another tool of the same group works. */
function hasPeer({ group }: Tool, findings: Findings): boolean {
  return (
    group !== undefined &&
    [...findings].some(([tool, { status }]) => tool.group === group && status === 'ok')
  );
}

function remedyFor(tool: Tool, status: ToolStatus, facts: Facts, setUp: Remedy): Remedy {
  if (tool.package && facts.environment && facts.environment.state !== 'ready') return setUp;
  const how = howToGet(tool, facts, status !== 'missing');
  const [question] = tool.ask;
  if (status !== 'broken' || !question) return how;
  const look = `Run “${questionKey(question)}” in a terminal to see what is wrong; installing it again may fix it.`;
  return { ...how, say: look };
}

const ENVIRONMENT: Readonly<
  Record<NonNullable<Facts['environment']>['state'], readonly [ToolStatus, string]>
> = {
  ready: ['ok', 'set up and up to date'],
  stale: ['old', 'set up, but the requirements have changed since'],
  broken: ['broken', 'half made, or its Python has gone'],
  missing: ['missing', 'not set up yet'],
};

function environmentRow({ environment }: Facts, setUp: Remedy): readonly ToolReport[] {
  if (!environment) return [];
  const trouble = environment.python && troubleOf(environment.python);
  const isThere = environment.state === 'ready' || environment.state === 'stale';
  const [status, found] =
    isThere && trouble !== undefined
      ? (['broken', trouble] as const)
      : ENVIRONMENT[environment.state];
  return [
    {
      id: ENVIRONMENT_ID,
      title: 'Project environment',
      purpose: 'The packages that the project pins, in its .venv.',
      status,
      found,
      needed: 'now',
      ...(status === 'ok' ? {} : { remedy: setUp }),
    },
  ];
}

/** Why the environment's Python cannot be used; undefined when it can, or when it is only slow. */
function troubleOf(answer: Answer): string | undefined {
  if (answer.end === 'missing') return 'it has no Python that can be started on this system';
  if (answer.end === 'timeout' || (answer.end === 'exit' && answer.code === 0)) return undefined;
  return `its Python does not work here: ${complaint(answer)}`;
}
