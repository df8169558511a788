import * as v from 'valibot';

// The authoring formats. JSON Schemas for editors are generated from these (scripts/content.mts).

const slug = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'must be lower-case words joined by hyphens, such as first-commit',
  ),
  v.maxLength(60, 'must have at most 60 characters'),
);
const line = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'must not be empty'),
  v.check((text) => !text.includes('\n'), 'must be one line'),
);
const title = v.pipe(line, v.maxLength(70, 'must have at most 70 characters'));
const sentence = v.pipe(line, v.maxLength(320, 'must have at most 320 characters'));
const hours = v.pipe(
  v.number(),
  v.minValue(0.5, 'must be at least 0.5 hours'),
  v.maxValue(80, 'must be at most 80 hours'),
  v.multipleOf(0.5, 'must be a multiple of half an hour'),
);
const date = v.pipe(v.string(), v.isoDate('must be a date such as 2026-11-24'));
const semver = v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/, 'must be a version such as 1.0.0'));
const nonEmpty = <T extends v.GenericSchema>(item: T) =>
  v.pipe(v.array(item), v.minLength(1, 'must have at least one entry'));

const link = v.strictObject({
  title,
  url: v.pipe(
    v.string(),
    v.url('must be a web address'),
    v.startsWith('https://', 'must start with https://'),
  ),
});

const task = v.strictObject({ id: slug, title, why: sentence, hours, links: nonEmpty(link) });

const skill = v.strictObject({
  id: slug,
  title,
  summary: sentence,
  note: v.optional(slug),
  tasks: nonEmpty(task),
});

/** `roadmap.yaml`. */
export const roadmapSchema = v.strictObject({
  id: slug,
  title,
  version: semver,
  asOf: date,
  summary: sentence,
  phases: nonEmpty(
    v.pipe(v.string(), v.regex(/^\d+-[a-z0-9-]+$/, 'must be a folder name such as 1-foundations')),
  ),
  projects: v.array(slug),
});

/** `phases/<n>-<id>/phase.yaml`. */
export const phaseSchema = v.strictObject({
  id: slug,
  title,
  summary: sentence,
  weeks: v.strictObject({
    min: v.pipe(v.number(), v.integer(), v.minValue(1)),
    max: v.pipe(v.number(), v.integer(), v.minValue(1)),
  }),
  tools: nonEmpty(title),
  milestone: slug,
  skills: nonEmpty(skill),
});

const optionValue = v.strictObject({
  id: slug,
  title,
  description: sentence,
  excludes: v.optional(v.array(line), []),
});

const option = v.strictObject({
  id: slug,
  title,
  question: sentence,
  default: slug,
  values: nonEmpty(optionValue),
});

/** `projects/<id>/project.yaml`. */
export const projectSchema = v.strictObject({
  id: slug,
  title,
  kind: v.picklist(['milestone', 'portfolio'], 'must be milestone or portfolio'),
  phases: nonEmpty(slug),
  summary: sentence,
  stack: nonEmpty(title),
  demonstrates: nonEmpty(title),
  hours,
  starter: v.optional(
    v.strictObject({
      version: semver,
      download: v.pipe(v.number(), v.minValue(0, 'must be a size in MB')),
    }),
  ),
  options: v.optional(v.array(option), []),
});

export type RoadmapFile = v.InferOutput<typeof roadmapSchema>;
export type PhaseFile = v.InferOutput<typeof phaseSchema>;
export type ProjectFile = v.InferOutput<typeof projectSchema>;
