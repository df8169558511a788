import { toJsonSchema } from '@valibot/to-json-schema';
import { phaseSchema, projectSchema, roadmapSchema } from '../src/core/roadmap/schema.ts';

/** JSON Schemas for authors' editors, by path in the clone: generated from what the loader checks. */
export function schemaFiles(): Readonly<Record<string, string>> {
  const schemas = { roadmap: roadmapSchema, phase: phaseSchema, project: projectSchema };
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      // What JSON Schema cannot say (a check by a function) only the loader checks.
      const json = toJsonSchema(schema, { errorMode: 'ignore', typeMode: 'input' });
      return [`roadmap/schema/${name}.schema.json`, `${JSON.stringify(json, null, 2)}\n`];
    }),
  );
}
