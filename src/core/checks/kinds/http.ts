import * as v from 'valibot';
import { parse } from '../documents.ts';
import { expectationSchema, judge } from '../expectation.ts';
import { defineKind } from '../kind.ts';
import type { Finding } from '../model.ts';
import { matchesPattern, patternSchema } from '../pattern.ts';
import {
  cancelledFinding,
  whatIsMissing,
  needsConsent,
  notRun,
  placeIn,
  processEntries,
  programOf,
  processSpec,
  tail,
} from '../processes.ts';
import { withoutClone } from '../repository.ts';
import type { CheckWorld, HttpAnswer, Service } from '../world.ts';

const { run, ...placeEntries } = processEntries;
const urlPath = v.pipe(v.string(), v.startsWith('/', 'must be a path that begins with /'));

const requestSchema = v.strictObject({
  method: v.optional(v.picklist(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']), 'GET'),
  path: urlPath,
  headers: v.optional(v.record(v.string(), v.string()), {}),
  /** Sent as JSON. */
  json: v.optional(v.unknown()),
  /** Sent as it is. */
  text: v.optional(v.string()),
  /** How often it is sent; every answer must fit. */
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)), 1),
  status: v.optional(v.pipe(v.number(), v.integer()), 200),
  /** Patterns of answer headers, by lower-case name. */
  answers: v.optional(v.record(v.string(), patternSchema), {}),
  body: v.optional(v.array(expectationSchema), []),
  matches: v.optional(patternSchema),
  avoids: v.optional(patternSchema),
  /** The slowest answer allowed, in seconds; generous, as laptops differ. */
  within: v.optional(v.number()),
});

const schema = v.strictObject({
  ...placeEntries,
  /** Programs to run to their end before the service starts. */
  before: v.optional(v.array(run), []),
  /** The service: program and arguments, with `{port}` for a free port of loopback. */
  serve: run,
  /** A path that is asked until it answers, whatever the status. */
  ready: v.optional(urlPath, '/'),
  requests: v.pipe(v.array(requestSchema), v.minLength(1)),
  /** What the service must have printed in the end. */
  log: v.optional(patternSchema),
});

type Spec = v.InferOutput<typeof schema>;
type Request = v.InferOutput<typeof requestSchema>;

/** Starts a service of the project on loopback, asks it, and ends it. */
export const httpKind = defineKind<Spec>({
  name: 'http',
  schema,
  commands: (spec) => [
    ...spec.before.map((run) => programOf({ ...spec, run })),
    programOf({ ...spec, run: spec.serve }, [
      `GET ${spec.ready} (until it answers)`,
      ...spec.requests.map(sentOf),
    ]),
  ],
  runs: (spec) => spec.before.map((argv) => processSpec({ ...spec, run: argv })),
  async check(spec, world) {
    if (!world.consent) return needsConsent({ ...spec, run: spec.serve });
    const without = spec.in === 'clone' ? await withoutClone(world) : undefined;
    if (without) return without;
    for (const argv of spec.before) {
      const result = await world.run(processSpec({ ...spec, run: argv }));
      const refused = notRun({ ...spec, run: argv }, result);
      if (refused) return refused;
      if (result.code === 0) continue;
      const said = result.stderr.trim() === '' ? result.stdout : result.stderr;
      const expected = `“${argv.join(' ')}” to succeed`;
      const found = `exit code ${result.code}${tail(said)}`;
      return { status: 'failed', expected, found, ...placeIn(said) };
    }
    const service = await world.serve(processSpec({ ...spec, run: spec.serve }), spec.ready);
    if (service.end !== 'ready') return notServed(spec, service);
    let finding: Finding;
    try {
      finding = await ask(spec, world, service.port);
    } finally {
      await service.stop();
    }
    if (finding.status !== 'passed' || spec.log === undefined) return finding;
    const log = await service.stop();
    if (await matchesPattern(world, spec.log, log, 'the log of the service')) return finding;
    const expected = `the service to log something like /${spec.log}/`;
    return { status: 'failed', expected, found: `no such line${tail(log)}` };
  },
});

/** What of a request reaches the service. */
function sentOf({ method, path, headers, json, text, times }: Request): string {
  const sent = {
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(json === undefined ? {} : { json }),
    ...(text === undefined ? {} : { text }),
    ...(times === 1 ? {} : { times }),
  };
  return [
    `${method} ${path}`,
    ...(Object.keys(sent).length === 0 ? [] : [JSON.stringify(sent)]),
  ].join(' ');
}

function notServed(spec: Spec, service: Exclude<Service, { readonly end: 'ready' }>): Finding {
  const expected = `“${spec.serve.join(' ')}” to answer on ${spec.ready}`;
  switch (service.end) {
    case 'missing':
      return {
        status: 'unavailable',
        expected,
        found: service.problem ?? whatIsMissing(spec.serve),
        ...(service.remedy === undefined ? {} : { next: service.remedy }),
      };
    case 'stopped':
      return {
        status: 'failed',
        expected,
        found: `it ended before it answered${tail(service.output)}`,
        ...placeIn(service.output),
      };
    case 'silent':
      return {
        status: 'failed',
        expected,
        found: `no answer within ${spec.timeout} s${tail(service.output)}`,
        next: 'Start it in a terminal and look at what it waits for.',
      };
    case 'cancelled':
      return cancelledFinding;
  }
}

async function ask(spec: Spec, world: CheckWorld, port: number): Promise<Finding> {
  let last: Finding | undefined;
  for (const request of spec.requests) {
    for (let time = 0; time < request.times; time += 1) {
      if (world.cancelled()) return cancelledFinding;
      const body = request.json === undefined ? request.text : JSON.stringify(request.json);
      const type = request.json === undefined ? {} : { 'content-type': 'application/json' };
      const answer = await world.request(port, {
        method: request.method,
        path: request.path,
        headers: { ...type, ...request.headers },
        ...(body === undefined ? {} : { body }),
      });
      last = await judgeAnswer(world, request, answer);
      if (last.status !== 'passed') return last;
    }
  }
  return last ?? { status: 'error', expected: 'a request', found: 'none' };
}

async function judgeAnswer(
  world: CheckWorld,
  request: Request,
  answer: HttpAnswer | undefined,
): Promise<Finding> {
  const name = `${request.method} ${request.path}`;
  const from = `the answer to ${name}`;
  const fits = (pattern: string, text: string) => matchesPattern(world, pattern, text, from);
  const failed = (expected: string, found: string): Finding => ({
    status: 'failed',
    expected: `${name}: ${expected}`,
    found,
  });
  if (!answer) return failed('an answer', 'none; the connection broke or nothing came in time');
  if (answer.status !== request.status) {
    return failed(`status ${request.status}`, `status ${answer.status}${tail(answer.text)}`);
  }
  for (const [header, pattern] of Object.entries(request.answers)) {
    const value = answer.headers[header.toLowerCase()];
    if (value === undefined) return failed(`a header ${header}`, 'no such header');
    if (!(await fits(pattern, value))) {
      return failed(`header ${header} like /${pattern}/`, value);
    }
  }
  if (request.matches !== undefined && !(await fits(request.matches, answer.text))) {
    return failed(`an answer like /${request.matches}/`, answer.text.slice(0, 300));
  }
  if (request.avoids !== undefined && (await fits(request.avoids, answer.text))) {
    return failed(`no answer like /${request.avoids}/`, answer.text.slice(0, 300));
  }
  if (request.within !== undefined && answer.milliseconds > request.within * 1000) {
    return failed(`an answer within ${request.within} s`, 'it took longer');
  }
  let found = `status ${answer.status}`;
  if (request.body.length > 0) {
    let value: unknown;
    try {
      ({ value } = parse(answer.text, 'json'));
    } catch {
      return failed('JSON', answer.text.slice(0, 300) || 'an empty answer');
    }
    for (const expectation of request.body) {
      const verdict = await judge(world, value, expectation, from);
      if (!verdict.ok) return failed(verdict.expected, verdict.found);
      found = verdict.found;
    }
  }
  return { status: 'passed', expected: `${name}: status ${request.status}`, found };
}
