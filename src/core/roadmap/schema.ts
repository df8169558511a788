import * as v from 'valibot';

// The authoring formats. JSON Schemas for editors are generated from these (scripts/content.mts).

/** An id of its own part of the content. */
export const slugSchema = v.pipe(
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
/** A short name in one line. */
export const titleSchema = v.pipe(line, v.maxLength(70, 'must have at most 70 characters'));
/** A name that fits a narrow list. */
export const labelSchema = v.pipe(line, v.maxLength(30, 'must have at most 30 characters'));
const sentence = v.pipe(line, v.maxLength(320, 'must have at most 320 characters'));
const hours = v.pipe(
  v.number(),
  v.minValue(0.5, 'must be at least 0.5 hours'),
  v.maxValue(80, 'must be at most 80 hours'),
  v.multipleOf(0.5, 'must be a multiple of half an hour'),
);
/** A day. */
export const dateSchema = v.pipe(v.string(), v.isoDate('must be a date such as 2026-11-24'));
const semver = v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/, 'must be a version such as 1.0.0'));
const nonEmpty = <T extends v.GenericSchema>(item: T) =>
  v.pipe(v.array(item), v.minLength(1, 'must have at least one entry'));

/** A page on the web with its name. */
export const linkSchema = v.strictObject({
  title: titleSchema,
  url: v.pipe(
    v.string(),
    v.url('must be a web address'),
    v.startsWith('https://', 'must start with https://'),
  ),
});

/** How every part of the roadmap is called: in full, and in short for lists. */
const names = { id: slugSchema, title: titleSchema, label: labelSchema };

const task = v.strictObject({
  ...names,
  why: sentence,
  hours,
  links: nonEmpty(linkSchema),
});

const skill = v.strictObject({
  ...names,
  summary: sentence,
  note: v.optional(slugSchema),
  tasks: nonEmpty(task),
});

/** `roadmap.yaml`. */
export const roadmapSchema = v.strictObject({
  id: slugSchema,
  title: titleSchema,
  version: semver,
  asOf: dateSchema,
  summary: sentence,
  phases: nonEmpty(
    v.pipe(v.string(), v.regex(/^\d+-[a-z0-9-]+$/, 'must be a folder name such as 1-foundations')),
  ),
  projects: v.array(slugSchema),
});

/** `phases/<n>-<id>/phase.yaml`. */
export const phaseSchema = v.strictObject({
  ...names,
  summary: sentence,
  weeks: v.strictObject({
    min: v.pipe(v.number(), v.integer(), v.minValue(1)),
    max: v.pipe(v.number(), v.integer(), v.minValue(1)),
  }),
  tools: nonEmpty(titleSchema),
  milestone: slugSchema,
  skills: nonEmpty(skill),
});

const optionValue = v.strictObject({
  id: slugSchema,
  title: titleSchema,
  description: sentence,
  excludes: v.optional(v.array(line), []),
});

const option = v.strictObject({
  id: slugSchema,
  title: titleSchema,
  question: sentence,
  default: slugSchema,
  values: nonEmpty(optionValue),
});

const markdown = v.pipe(v.string(), v.trim(), v.minLength(1, 'must not be empty'));

/** What a step says; its checks are described by `core/checks`. */
export const stepEntries = {
  id: slugSchema,
  title: titleSchema,
  /** The title in short; the title itself in projects of before version 3. */
  label: v.exactOptional(labelSchema),
  /** Effort in hours; unknown in projects of before version 3. */
  hours: v.exactOptional(hours),
  /** Whether the milestone needs it; true in projects of before version 3. */
  core: v.exactOptional(v.boolean()),
  /** What to build, in Markdown. */
  goal: markdown,
  /** How to do it without Docker or a cloud, where the step is about those. */
  without: v.optional(markdown),
  hints: v.pipe(
    v.array(markdown),
    v.length(3, 'must have three rungs: a nudge, the approach, where in the solution'),
  ),
};

/** The front matter of `steps/<step>/step.md`. */
export const stepHeadSchema = v.strictObject({
  id: slugSchema,
  /** Names the skill. */
  title: v.pipe(line, v.maxLength(40, 'must have at most 40 characters')),
  /** The title in short, for lists. */
  label: labelSchema,
  /** Effort in hours, for someone who does it for the first time. */
  hours,
  /** Whether the milestone needs it to count as verified; otherwise it goes deeper. */
  core: v.boolean(),
  /** True for the one step that the starter already passes. */
  given: v.optional(v.boolean(), false),
  /** Commands that the step needs and files cannot say, such as a commit; run when it is proved. */
  apply: v.optional(v.array(v.array(v.string())), []),
  /** Only for these values of the project's options. */
  when: v.optional(v.record(slugSchema, v.array(slugSchema)), {}),
  /** Files in which a `TODO(learner)` belongs to this step; its solution takes one away. */
  marks: v.optional(v.array(line), []),
  /** Ids of checks whose subject is the history itself: a squash or rebase takes away what they see. */
  history: v.optional(v.array(slugSchema), []),
});

/** `steps/<step>/checks.yaml`; the checks themselves are described by `core/checks`. */
export const stepChecksSchema = v.strictObject({
  /** For each kind of check, keys that every check of the kind has unless it says otherwise. */
  defaults: v.optional(v.record(slugSchema, v.record(v.string(), v.unknown())), {}),
  checks: nonEmpty(
    v.looseObject({
      /** The sentences of the Goal that the check holds, word for word. */
      holds: v.optional(v.array(sentence), []),
    }),
  ),
});

/** `projects/<id>/project.yaml`. */
export const projectSchema = v.strictObject({
  ...names,
  kind: v.picklist(['milestone', 'portfolio'], 'must be milestone or portfolio'),
  phases: nonEmpty(slugSchema),
  summary: sentence,
  stack: nonEmpty(titleSchema),
  demonstrates: nonEmpty(titleSchema),
  /** Effort in hours, for a project without steps; otherwise its core steps say it. */
  hours: v.optional(hours),
  starter: v.optional(
    v.strictObject({
      version: semver,
      download: v.pipe(v.number(), v.minValue(0, 'must be a size in MB')),
    }),
  ),
  options: v.optional(v.array(option), []),
  /** Ids of the steps in order; each is a folder, `steps/<step>/`. */
  steps: v.optional(v.array(slugSchema), []),
});

const fullId = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9-]+(\.[a-z0-9-]+){1,2}$/, 'must be a full id such as foundations.git.branch'),
);

/** `migrations.yaml`: what happened to ids of tasks and steps, oldest first. */
export const migrationsSchema = v.strictObject({
  migrations: v.array(
    v.union(
      [
        v.strictObject({ renamed: fullId, to: fullId }),
        v.strictObject({ split: fullId, into: v.pipe(v.array(fullId), v.minLength(2)) }),
        v.strictObject({ merged: v.pipe(v.array(fullId), v.minLength(2)), into: fullId }),
        v.strictObject({ retired: fullId }),
      ],
      'must be renamed with to, split with into, merged with into, or retired',
    ),
  ),
});

export type MigrationsFile = v.InferOutput<typeof migrationsSchema>;
export type RoadmapFile = v.InferOutput<typeof roadmapSchema>;
export type PhaseFile = v.InferOutput<typeof phaseSchema>;
export type StepHead = v.InferOutput<typeof stepHeadSchema>;
export type StepChecksFile = v.InferOutput<typeof stepChecksSchema>;
export type ProjectFile = v.InferOutput<typeof projectSchema>;
