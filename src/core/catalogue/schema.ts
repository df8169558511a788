import * as v from 'valibot';
import { dateSchema, linkSchema, slugSchema, titleSchema } from '../roadmap/schema.ts';

// The authoring formats of the reference. JSON Schemas for editors are generated from these.

const line = v.pipe(v.string(), v.trim(), v.minLength(1, 'must not be empty'));
const markdown = line;
const some = <T extends v.GenericSchema>(item: T) =>
  v.pipe(v.array(item), v.minLength(1, 'must have at least one entry'));

/** `catalogue/catalogue.yaml`: the pages of the Reference view, in order. */
export const catalogueSchema = v.strictObject({
  pages: some(
    v.strictObject({
      /** The name of `pages/<id>.md`, or of the YAML file that the page is made of. */
      id: slugSchema,
      title: titleSchema,
      summary: line,
      /** A codicon. */
      icon: v.pipe(v.string(), v.regex(/^[a-z-]+$/, 'must be the name of a codicon')),
    }),
  ),
});

/** `catalogue/tools.yaml`. */
export const toolsSchema = v.strictObject({
  asOf: dateSchema,
  intro: markdown,
  categories: some(
    v.strictObject({
      id: slugSchema,
      title: titleSchema,
      what: markdown,
      /** How to choose among them. */
      choose: markdown,
      /** The name of the tool to begin with, and why. */
      pick: line,
      why: markdown,
      phases: some(slugSchema),
      tools: some(
        v.strictObject({
          name: titleSchema,
          what: line,
          licence: line,
          hosting: line,
          url: linkSchema.entries.url,
        }),
      ),
    }),
  ),
});

/** `catalogue/certifications.yaml`. */
export const certificationsSchema = v.strictObject({
  asOf: dateSchema,
  intro: markdown,
  order: markdown,
  certifications: some(
    v.strictObject({
      id: slugSchema,
      name: titleSchema,
      provider: line,
      level: line,
      cost: line,
      forWhom: line,
      status: v.picklist(
        ['current', 'renamed', 'retiring', 'retired', 'never offered'],
        'must be current, renamed, retiring, retired or never offered',
      ),
      /** What is true of it today, and its successor where it has one. */
      today: markdown,
      source: linkSchema,
    }),
  ),
});

/** `catalogue/questions.yaml`. */
export const questionsSchema = v.strictObject({
  intro: markdown,
  questions: some(
    v.strictObject({
      id: slugSchema,
      phase: slugSchema,
      level: v.picklist(
        ['basic', 'intermediate', 'advanced'],
        'must be basic, intermediate or advanced',
      ),
      question: line,
      answer: markdown,
    }),
  ),
});

export type CatalogueFile = v.InferOutput<typeof catalogueSchema>;
export type ToolsFile = v.InferOutput<typeof toolsSchema>;
export type CertificationsFile = v.InferOutput<typeof certificationsSchema>;
export type QuestionsFile = v.InferOutput<typeof questionsSchema>;
