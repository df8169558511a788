import * as v from 'valibot';
import { short } from './finding.ts';
import { patternSchema, searchPattern } from './pattern.ts';
import type { CheckWorld } from './world.ts';

/** A place in a document: keys and positions; `*` stands for every one of them. */
export type ValuePath = readonly (string | number)[];

export const valuePathSchema = v.array(v.union([v.string(), v.number()]));

const other = v.strictObject({ path: valuePathSchema, by: v.optional(v.number(), 0) });

/** What a value in a document is expected to be; all that is given must hold. */
export const expectationSchema = v.strictObject({
  path: v.optional(valuePathSchema, []),
  exists: v.optional(v.boolean()),
  equals: v.optional(v.unknown()),
  oneOf: v.optional(v.array(v.unknown())),
  matches: v.optional(patternSchema),
  /** A part of a text, an entry of a list, or a key of a mapping. */
  contains: v.optional(v.unknown()),
  atLeast: v.optional(v.number()),
  atMost: v.optional(v.number()),
  /** Larger than another value of the same document, by at least `by`. */
  above: v.optional(other),
  /** Smaller than another value of the same document, by at least `by`. */
  below: v.optional(other),
  /** Bounds of a text's, list's or mapping's size. */
  size: v.optional(
    v.strictObject({ atLeast: v.optional(v.number()), atMost: v.optional(v.number()) }),
  ),
  /** With `*` in the path: every value must fit, where otherwise one is enough. */
  every: v.optional(v.boolean(), false),
});

export type Expectation = v.InferOutput<typeof expectationSchema>;

/** What an expectation states about a document. */
export interface Verdict {
  readonly ok: boolean;
  readonly expected: string;
  readonly found: string;
  /** The decisive value. */
  readonly value: unknown;
  /** Where in the document the decisive value stands. */
  readonly at: ValuePath;
}

/**
 * Holds `document` against an expectation.
 * @param from what the document is, for messages
 * @throws ExpectedError `limit` when its pattern takes too long, `cancelled` when the learner stops it
 */
export async function judge(
  world: CheckWorld,
  document: unknown,
  expectation: Expectation,
  from: string,
): Promise<Verdict> {
  await world.turn();
  const places = valuesAt(document, expectation.path);
  const expected = `${pathText(expectation.path)} ${describe(expectation)}`.trim();
  if (places.length === 0) {
    const ok = expectation.exists === false;
    return { ok, expected, found: 'nothing there', value: undefined, at: expectation.path };
  }
  const meets = meeting(expectation, document);
  const { matches: pattern } = expectation;
  const matched =
    pattern === undefined
      ? undefined
      : await searchPattern(
          world,
          pattern,
          places.map(({ value }) => ({ text: asText(value), from })),
        );
  const fits = (index: number) =>
    (!matched || matched[index] !== undefined) && meets(places[index]?.value);
  const wanted = places.findIndex((_, index) => fits(index) !== expectation.every);
  const ok = wanted >= 0 !== expectation.every;
  const decisive = places[Math.max(wanted, 0)] ?? { at: expectation.path, value: undefined };
  return {
    ok,
    expected,
    found: `${pathText(decisive.at)} is ${show(decisive.value)}`.trim(),
    value: decisive.value,
    at: decisive.at,
  };
}

interface Place {
  readonly at: ValuePath;
  readonly value: unknown;
}

/** All values at a path. */
export function valuesAt(document: unknown, path: ValuePath): readonly Place[] {
  let places: readonly Place[] = [{ at: [], value: document }];
  for (const key of path) {
    places = places.flatMap(({ at, value }) =>
      entriesOf(value)
        .filter(([name]) => key === '*' || String(name) === String(key))
        .map(([name, inner]) => ({ at: [...at, name], value: inner })),
    );
  }
  return places;
}

function entriesOf(value: unknown): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) return value.map((each, index) => [index, each as unknown] as const);
  if (typeof value === 'object' && value !== null) return Object.entries(value);
  return [];
}

/** `jobs.test.steps[0]`. */
export function pathText(path: ValuePath): string {
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : index === 0 ? key : key === '*' ? '[*]' : `.${key}`,
    )
    .join('');
}

/**
 * Whether a value meets an expectation, but for its pattern. What is compared with every value is
 * worked out once, so that many values times much to compare cannot take forever.
 */
function meeting(expectation: Expectation, document: unknown): (value: unknown) => boolean {
  const { exists, equals, oneOf, contains, atLeast, atMost, above, below, size } = expectation;
  const wanted = [equals === undefined ? undefined : new Set([written(equals)])];
  if (oneOf) wanted.push(new Set(oneOf.map(written)));
  const alternatives = wanted.filter((each) => each !== undefined);
  const part = contains === undefined ? undefined : written(contains);
  const than = [above, below].map((of) => of && valuesAt(document, of.path)[0]?.value);
  return (value) => {
    if (exists === false) return false;
    if (alternatives.length > 0) {
      const text = written(value);
      if (!alternatives.every((each) => each.has(text))) return false;
    }
    if (contains !== undefined && !holds(value, contains, part)) return false;
    if (atLeast !== undefined && !(isNumber(value) && value >= atLeast)) return false;
    if (atMost !== undefined && !(isNumber(value) && value <= atMost)) return false;
    if (above && !beyond(value, than[0], above.by, 1)) return false;
    if (below && !beyond(value, than[1], below.by, -1)) return false;
    if (size) {
      const count = sizeOf(value);
      if (count < (size.atLeast ?? 0) || count > (size.atMost ?? Infinity)) return false;
    }
    return true;
  };
}

function beyond(value: unknown, than: unknown, by: number, sign: 1 | -1): boolean {
  if (!isNumber(value) || !isNumber(than)) return false;
  const gap = sign * (value - than);
  return gap > 0 && gap >= by;
}

function describe(expectation: Expectation): string {
  const { equals, oneOf, matches, contains, atLeast, atMost, above, below, size } = expectation;
  if (expectation.exists === false) return 'not to be there';
  const bounds = (of: {
    readonly atLeast?: number | undefined;
    readonly atMost?: number | undefined;
  }) => [
    ...(of.atLeast === undefined ? [] : [`at least ${of.atLeast}`]),
    ...(of.atMost === undefined ? [] : [`at most ${of.atMost}`]),
  ];
  const than = (word: string, { path, by }: { readonly path: ValuePath; readonly by: number }) =>
    `${word} ${pathText(path)}${by > 0 ? ` by ${by} or more` : ''}`;
  const parts = [
    ...(equals === undefined ? [] : [show(equals)]),
    ...(oneOf ? [`one of ${oneOf.map(show).join(', ')}`] : []),
    ...(matches === undefined ? [] : [`to match /${matches}/`]),
    ...(contains === undefined ? [] : [`to contain ${show(contains)}`]),
    ...bounds({ atLeast, atMost }),
    ...(above ? [than('above', above)] : []),
    ...(below ? [than('below', below)] : []),
    ...(size ? bounds(size).map((bound) => `${bound} long`) : []),
  ];
  const text = parts.length === 0 ? 'to be there' : parts.join(' and ');
  return expectation.every ? `${text}, everywhere` : text;
}

/** A value in a few words. */
export function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

/** A value in a sentence: a text as it is. */
export function plain(value: unknown): string {
  return typeof value === 'string' ? short(value, 240) : show(value);
}

/** A value as JSON, to be compared. */
function written(value: unknown): string | undefined {
  return JSON.stringify(value);
}

function holds(value: unknown, part: unknown, json: string | undefined): boolean {
  if (typeof value === 'string') return typeof part === 'string' && value.includes(part);
  if (Array.isArray(value)) return value.some((each) => written(each) === json);
  return typeof value === 'object' && value !== null && Object.hasOwn(value, String(part));
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}
