import * as v from 'valibot';
import { imagePlan } from '../docker/imagePlan.ts';
import { parse } from '../documents.ts';
import { bugInCheck } from '../finding.ts';
import { expectationSchema, judge, pathText, plain, type ValuePath } from '../expectation.ts';
import { defineKind, type CheckKind } from '../kind.ts';
import type { CheckBody, Finding } from '../model.ts';
import { pathSchema } from '../paths.ts';
import { patternSchema, searchPattern } from '../pattern.ts';
import {
  isOwnProgram,
  needsConsent,
  notRun,
  ownCrash,
  placeIn,
  processEntries,
  processSpec,
  programName,
  programOf,
  tail,
} from '../processes.ts';
import { withoutClone } from '../repository.ts';
import { get } from '../untyped.ts';
import type { CheckWorld } from '../world.ts';

const outputSchema = v.strictObject({
  matches: v.optional(v.union([patternSchema, v.array(patternSchema)]), []),
  avoids: v.optional(v.union([patternSchema, v.array(patternSchema)]), []),
  /** The output, or its last line, is JSON of this kind. */
  json: v.optional(v.array(expectationSchema), []),
});

const PLAN = 'image.json';

type OutputSpec = v.InferOutput<typeof outputSchema>;

/**
 * Runs a program of the project and holds its exit code, its output and the files that it left
 * against what is expected.
 * @param body the schema of nested checks
 */
export function commandKind(body: v.GenericSchema<unknown, CheckBody>): CheckKind {
  const schema = v.strictObject({
    ...processEntries,
    /** A Dockerfile; what it says about its image is `image.json` in the scratch folder. */
    plan: v.optional(pathSchema),
    /** The exit code, or `nonzero` for a program that must refuse. */
    exit: v.optional(v.union([v.pipe(v.number(), v.integer()), v.literal('nonzero')]), 0),
    stdout: v.optional(outputSchema),
    stderr: v.optional(outputSchema),
    /** What must hold where the program ran; `{scratch}/…` is its temporary folder. */
    after: v.optional(v.array(body), []),
  });
  return defineKind<v.InferOutput<typeof schema>>({
    name: 'command',
    schema,
    commands: (spec) => [programOf(spec)],
    runs: (spec) => [processSpec(spec)],
    nested: (spec) => spec.after,
    async check(spec, world, evaluate) {
      if (!world.consent) return needsConsent(spec);
      const without = spec.in === 'clone' ? await withoutClone(world) : undefined;
      if (without) return without;
      const plan = spec.plan === undefined ? {} : { [PLAN]: await imagePlan(world, spec.plan) };
      const { after, ...result } = await world.run(processSpec(spec), plan);
      const refused = notRun(spec, result);
      if (refused) return refused;
      const crash = ownCrash(spec, result);
      if (crash !== undefined) return bugInCheck('the check’s own program to end', crash);
      const command = programName(spec);
      const wanted = spec.exit === 'nonzero' ? 'an error' : `exit code ${spec.exit}`;
      const expected = `${command} to end with ${wanted}`;
      if (spec.exit === 'nonzero' ? result.code === 0 : result.code !== spec.exit) {
        const said = result.stderr.trim() === '' ? result.stdout : result.stderr;
        const code = `exit code ${result.code}${tail(said)}`;
        // The check's own program says why it ends.
        const found = isOwnProgram(spec) && said.trim() !== '' ? tail(said).slice(2) : code;
        return { status: 'failed', expected, found, ...placeIn(said) };
      }
      let last: Finding = { status: 'passed', expected, found: `exit code ${result.code}` };
      for (const name of ['stdout', 'stderr'] as const) {
        const wish = spec[name];
        if (wish) last = await judgeOutput(world, spec, result[name], wish);
        if (last.status !== 'passed') return last;
      }
      for (const nested of spec.after) {
        last = await evaluate(nested, after);
        if (last.status !== 'passed') return last;
      }
      return last;
    },
  });
}

async function judgeOutput(
  world: CheckWorld,
  spec: Parameters<typeof programName>[0],
  output: string,
  wish: OutputSpec,
): Promise<Finding> {
  const command = programName(spec);
  const searched = [{ text: output, from: `the output of ${command}` }];
  let last: Finding = {
    status: 'passed',
    expected: `output of ${command}`,
    found: 'as it should be',
  };
  for (const pattern of [wish.avoids].flat()) {
    const hit = (await searchPattern(world, pattern, searched))[0]?.text;
    const expected = `${command} to print nothing like /${pattern}/`;
    if (hit !== undefined) return { status: 'failed', expected, found: firstLine(hit) };
  }
  for (const pattern of [wish.matches].flat()) {
    const hit = (await searchPattern(world, pattern, searched))[0]?.text;
    const expected = `${command} to print something like /${pattern}/`;
    if (hit === undefined) {
      const found = output.trim() === '' ? 'it printed nothing' : `no such text${tail(output)}`;
      return { status: 'failed', expected, found };
    }
    last = { status: 'passed', expected, found: firstLine(hit) };
  }
  if (wish.json.length === 0) return last;
  const document = jsonIn(output);
  if (document === undefined) {
    return {
      status: 'failed',
      expected: `${command} to print JSON`,
      found: output.trim() === '' ? 'it printed nothing' : `no JSON${tail(output)}`,
    };
  }
  for (const expectation of wish.json) {
    const { unavailable, ...told } = toldAt(document.value, expectation.path);
    if (unavailable !== undefined) {
      const unseen = { expected: `${command} to see it`, ...told, found: unavailable };
      return { status: 'unavailable', ...unseen };
    }
    const from = `the output of ${command}`;
    const { ok, expected, found, value, at } = await judge(
      world,
      document.value,
      expectation,
      from,
    );
    // What the check's own program prints is written for the learner, keys and values.
    const said = isOwnProgram(spec) ? `${pathText(at)}: ${plain(value)}` : found;
    last = { status: ok ? 'passed' : 'failed', expected, found: said, ...told };
    if (!ok) return last;
  }
  return last;
}

/** What a program says itself of a value: in its place or above it stands a mapping with these texts. */
interface Told {
  readonly unavailable?: string;
  readonly expected?: string;
  readonly found?: string;
  readonly next?: string;
}

function toldAt(document: unknown, path: ValuePath): Told {
  const keys = path.map(String);
  const told: Record<string, string> = {};
  for (let depth = 0; depth <= keys.length; depth += 1) {
    for (const name of ['unavailable', 'expected', 'found', 'next']) {
      const value = get(document, ...keys.slice(0, depth), name);
      if (typeof value === 'string' && keys[depth] !== name) told[name] = value;
    }
  }
  return told;
}

/** The output as JSON, or its last line when that alone is. */
function jsonIn(text: string): { readonly value: unknown } | undefined {
  for (const part of [text, text.trim().split('\n').at(-1) ?? '']) {
    try {
      return parse(part, 'json');
    } catch {
      // The next part may be.
    }
  }
  return undefined;
}

function firstLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').slice(0, 160);
}
