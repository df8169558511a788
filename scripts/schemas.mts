import { toJsonSchema } from '@valibot/to-json-schema';
import {
  catalogueSchema,
  certificationsSchema,
  questionsSchema,
  toolsSchema,
} from '../src/core/catalogue/schema.ts';
import { checkKinds } from '../src/core/checks/schema.ts';
import {
  migrationsSchema,
  slugSchema,
  titleSchema,
  phaseSchema,
  projectSchema,
  roadmapSchema,
  stepChecksSchema,
} from '../src/core/roadmap/schema.ts';

type Json = Record<string, unknown>;

/** JSON Schemas for authors' editors, by path in the clone: generated from what the loader checks. */
export function schemaFiles(): Readonly<Record<string, string>> {
  const schemas = {
    roadmap: jsonOf(roadmapSchema),
    phase: jsonOf(phaseSchema),
    migrations: jsonOf(migrationsSchema),
    catalogue: jsonOf(catalogueSchema),
    tools: jsonOf(toolsSchema),
    certifications: jsonOf(certificationsSchema),
    questions: jsonOf(questionsSchema),
    project: jsonOf(projectSchema),
    checks: withChecks(jsonOf(stepChecksSchema)),
  };
  return Object.fromEntries(
    Object.entries(schemas).map(([name, json]) => [
      `roadmap/schema/${name}.schema.json`,
      `${JSON.stringify(json, null, 2)}\n`,
    ]),
  );
}

// What JSON Schema cannot say (a check by a function) only the loader checks.
function jsonOf(schema: Parameters<typeof toJsonSchema>[0]): Json {
  return toJsonSchema(schema, { errorMode: 'ignore', typeMode: 'input' }) as Json;
}

/** The schema of a step's checks with the kinds, which the loader leaves to the checks' own. */
function withChecks(file: Json): Json {
  const text = { type: 'string', minLength: 1 };
  const body = { $ref: '#/definitions/body' };
  const definitions = Object.fromEntries(
    [...checkKinds].map(([name, kind]) => [name, authored(definition(jsonOf(kind.schema)))]),
  );
  const kinds = Object.fromEntries(
    Object.keys(definitions).map((name) => [name, { $ref: `#/definitions/${name}` }]),
  );
  const properties = {
    ...kinds,
    all: { type: 'array', items: body, minItems: 1 },
    any: { type: 'array', items: body, minItems: 1 },
    not: body,
    expected: text,
    next: text,
  };
  const oneOf = [...Object.keys(kinds), 'all', 'any', 'not'].map((name) => ({ required: [name] }));
  const named = {
    id: jsonOf(slugSchema),
    title: jsonOf(titleSchema),
    holds: list(text),
    ...properties,
  };
  const check = {
    type: 'object',
    properties: named,
    required: ['id', 'title'],
    additionalProperties: false,
    oneOf,
  };
  return {
    ...file,
    properties: {
      defaults: { type: 'object', properties: kinds, additionalProperties: false },
      checks: { type: 'array', minItems: 1, items: check },
    },
    definitions: {
      ...definitions,
      body: { type: 'object', properties, additionalProperties: false, oneOf },
    },
  };
}

const list = (items: Json): Json => ({ type: 'array', items });

/** A kind as authors write it: what it must have may come from the defaults, a text from a file. */
function authored({ required: _required, ...schema }: Json): Json {
  const properties = schema['properties'] as Json | undefined;
  if (properties?.['run'] === undefined && properties?.['serve'] === undefined) return schema;
  const text = { type: 'string' };
  const file = {
    type: 'object',
    properties: { file: text },
    required: ['file'],
    additionalProperties: false,
  };
  const write = { type: 'object', additionalProperties: { anyOf: [text, file] } };
  const program = properties['run'] === undefined ? {} : { program: text, args: list(text) };
  return { ...schema, properties: { ...properties, ...program, write } };
}

/** A kind's schema as a definition; what it nests are checks again, which it knows as its own. */
function definition({ $schema: _schema, $defs: _defs, ...schema }: Json): Json {
  const text = JSON.stringify(schema).replace(/"#\/\$defs\/\w+"/g, '"#/definitions/body"');
  return JSON.parse(text) as Json;
}
