import * as v from 'valibot';
import { parse } from '../documents.ts';
import { expectationSchema, judge } from '../expectation.ts';
import { defineKind, type CheckKind } from '../kind.ts';
import type { CheckBody, Finding } from '../model.ts';
import { patternSchema, searchPattern } from '../pattern.ts';
import {
  needsConsent,
  notRun,
  placeIn,
  processEntries,
  processSpec,
  programOf,
  tail,
} from '../processes.ts';
import { withoutClone } from '../repository.ts';
import type { CheckWorld } from '../world.ts';

const outputSchema = v.strictObject({
  matches: v.optional(v.union([patternSchema, v.array(patternSchema)]), []),
  avoids: v.optional(v.union([patternSchema, v.array(patternSchema)]), []),
  /** The output, or its last line, is JSON of this kind. */
  json: v.optional(v.array(expectationSchema), []),
});

type OutputSpec = v.InferOutput<typeof outputSchema>;

/**
 * Runs a program of the project and holds its exit code, its output and the files that it left
 * against what is expected.
 * @param body the schema of nested checks
 */
export function commandKind(body: v.GenericSchema<unknown, CheckBody>): CheckKind {
  const schema = v.strictObject({
    ...processEntries,
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
      const { after, ...result } = await world.run(processSpec(spec));
      const refused = notRun(spec.run, result, spec.timeout);
      if (refused) return refused;
      const command = `“${spec.run.join(' ')}”`;
      const wanted = spec.exit === 'nonzero' ? 'an error' : `exit code ${spec.exit}`;
      const expected = `${command} to end with ${wanted}`;
      if (spec.exit === 'nonzero' ? result.code === 0 : result.code !== spec.exit) {
        const said = result.stderr.trim() === '' ? result.stdout : result.stderr;
        const found = `exit code ${result.code}${tail(said)}`;
        return { status: 'failed', expected, found, ...placeIn(said) };
      }
      let last: Finding = { status: 'passed', expected, found: `exit code ${result.code}` };
      for (const name of ['stdout', 'stderr'] as const) {
        const wish = spec[name];
        if (wish) last = await judgeOutput(world, command, result[name], wish);
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
  command: string,
  text: string,
  wish: OutputSpec,
): Promise<Finding> {
  const output = [{ text, from: `the output of ${command}` }];
  let last: Finding = {
    status: 'passed',
    expected: `output of ${command}`,
    found: 'as it should be',
  };
  for (const pattern of [wish.avoids].flat()) {
    const hit = (await searchPattern(world, pattern, output))[0]?.text;
    const expected = `${command} to print nothing like /${pattern}/`;
    if (hit !== undefined) return { status: 'failed', expected, found: firstLine(hit) };
  }
  for (const pattern of [wish.matches].flat()) {
    const hit = (await searchPattern(world, pattern, output))[0]?.text;
    const expected = `${command} to print something like /${pattern}/`;
    if (hit === undefined) {
      const found = text.trim() === '' ? 'it printed nothing' : `no such text${tail(text)}`;
      return { status: 'failed', expected, found };
    }
    last = { status: 'passed', expected, found: firstLine(hit) };
  }
  if (wish.json.length === 0) return last;
  const document = jsonIn(text);
  if (document === undefined) {
    return {
      status: 'failed',
      expected: `${command} to print JSON`,
      found: text.trim() === '' ? 'it printed nothing' : `no JSON${tail(text)}`,
    };
  }
  for (const expectation of wish.json) {
    const { ok, expected, found } = await judge(
      world,
      document.value,
      expectation,
      `the output of ${command}`,
    );
    last = { status: ok ? 'passed' : 'failed', expected, found };
    if (!ok) return last;
  }
  return last;
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
