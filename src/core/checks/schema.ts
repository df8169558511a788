import * as v from 'valibot';
import { slugSchema, stepEntries, titleSchema } from '../roadmap/schema.ts';
import { READABLE_CHECKS } from './checksVersion.ts';
import type { CheckKind } from './kind.ts';
import { simpleKinds } from './kinds.ts';
import { commandKind } from './kinds/command.ts';
import type { Check, CheckBody, Step } from './model.ts';

// The authoring form of checks: one key says the kind or the combination, texts may stand beside it.

const sentence = v.pipe(v.string(), v.trim(), v.minLength(1, 'must not be empty'));
const texts = { expected: v.optional(sentence), next: v.optional(sentence) };
const COMBINATIONS = ['all', 'any', 'not'] as const;
const OTHER_KEYS: readonly string[] = ['id', 'title', 'needs', ...Object.keys(texts)];

/** A check without a name: a kind with its specification, or a combination of others. */
export const bodySchema: v.GenericSchema<unknown, CheckBody> = v.lazy((input) =>
  withBody({}, input),
) as v.GenericSchema<unknown, CheckBody>;

/** Every kind by the key that authors write. */
export const checkKinds: ReadonlyMap<string, CheckKind> = new Map(
  [...simpleKinds, commandKind(bodySchema)].map((kind) => [kind.name, kind]),
);

const checkSchema = v.lazy((input) =>
  withBody(
    { id: slugSchema, title: titleSchema, needs: v.exactOptional(v.array(slugSchema)) },
    input,
  ),
) as v.GenericSchema<unknown, Check>;

/** A step with its checks, as in `project.yaml` and in `checks.json`. */
export const stepSchema: v.GenericSchema<unknown, Step> = v.strictObject({
  ...stepEntries,
  checks: v.pipe(v.array(checkSchema), v.minLength(1, 'must have at least one check')),
}) as unknown as v.GenericSchema<unknown, Step>;

/** `.mlops-roadmap/checks.json`. */
export const checkFileSchema = v.strictObject({
  version: v.picklist(READABLE_CHECKS),
  project: slugSchema,
  content: v.string(),
  retired: v.exactOptional(v.array(slugSchema)),
  steps: v.array(stepSchema),
});

/** The schema that fits the one kind or combination which the input names. */
function withBody(names: v.ObjectEntries, input: unknown): v.GenericSchema {
  const keys = Object.keys(input ?? {}).filter((key) => !OTHER_KEYS.includes(key));
  const [key = ''] = keys;
  const inner = keys.length === 1 ? schemaOf(key) : undefined;
  if (!inner) {
    const known = [...checkKinds.keys(), ...COMBINATIONS].join(', ');
    return v.custom(() => false, `must have exactly one of these keys: ${known}`);
  }
  return v.pipe(
    v.strictObject({ ...names, ...texts, [key]: inner }),
    v.transform((value) => {
      const { id, title, needs, expected, next, [key]: spec } = value as Record<string, unknown>;
      const said = {
        ...(expected === undefined ? {} : { expected }),
        ...(next === undefined ? {} : { next }),
      };
      const body = checkKinds.has(key) ? { kind: key, spec, ...said } : { [key]: spec, ...said };
      return 'id' in names ? { id, title, ...(needs === undefined ? {} : { needs }), body } : body;
    }),
  );
}

function schemaOf(key: string): v.GenericSchema | undefined {
  if (key === 'all' || key === 'any') {
    return v.pipe(v.array(bodySchema), v.minLength(1, 'must have at least one check'));
  }
  return key === 'not' ? bodySchema : checkKinds.get(key)?.schema;
}
