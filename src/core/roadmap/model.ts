/** A page on the web that a task points to. */
export interface Link {
  readonly title: string;
  readonly url: string;
}

/** One checklist item. `id` is the full id: `phase.skill.task`. */
export interface Task {
  readonly id: string;
  readonly title: string;
  /** The title in short, for lists. */
  readonly label: string;
  readonly why: string;
  /** Effort in hours. */
  readonly hours: number;
  readonly links: readonly Link[];
}

/** A group of tasks. `id` is the full id: `phase.skill`. */
export interface Skill {
  readonly id: string;
  readonly title: string;
  /** The title in short, for lists. */
  readonly label: string;
  readonly summary: string;
  /** True when the skill has a note of its own, stored under its id. */
  readonly note: boolean;
  readonly tasks: readonly Task[];
}

/** One of the roadmap's phases, in order. */
export interface Phase {
  readonly id: string;
  readonly title: string;
  /** The title in short, for lists. */
  readonly label: string;
  readonly summary: string;
  /** Calendar weeks at ten hours a week. */
  readonly weeks: { readonly min: number; readonly max: number };
  readonly tools: readonly string[];
  /** Project id of the milestone. */
  readonly milestone: string;
  readonly skills: readonly Skill[];
}

/** One answer to an option's question. */
export interface OptionValue {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Starter paths that this value leaves out. */
  readonly excludes: readonly string[];
}

/** A choice that a project offers when it is scaffolded. */
export interface ProjectOption {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  readonly default: string;
  readonly values: readonly OptionValue[];
}

/** What a project begins with. */
export interface Starter {
  readonly version: string;
  /** What set-up fetches, in MB. */
  readonly download: number;
  /**
   * Names that the learner's package must not have, as it would hide a package of the starter's
   * lock files; added when the content is compiled.
   */
  readonly reserved?: readonly string[];
}

/** Something to build: a phase's milestone, or a portfolio project. */
export interface Project {
  readonly id: string;
  readonly title: string;
  /** The title in short, for lists. */
  readonly label: string;
  readonly kind: 'milestone' | 'portfolio';
  readonly phases: readonly string[];
  readonly summary: string;
  readonly stack: readonly string[];
  readonly demonstrates: readonly string[];
  /** Effort in hours: of the core steps, where it has steps. */
  readonly hours: number;
  /** Present when this version carries the starter. */
  readonly starter?: Starter;
  readonly options: readonly ProjectOption[];
  /** What is to be built, in order; the checks are in the project's archive. */
  readonly steps: readonly StepSummary[];
  /** Ids of steps that earlier versions had and this one has given up; absent when there are none. */
  readonly retired?: readonly string[];
}

/** One part of a project, as lists show it. `id` is unique inside the project. */
export interface StepSummary {
  readonly id: string;
  readonly title: string;
  /** The title in short, for lists. */
  readonly label: string;
  /** Effort in hours. */
  readonly hours: number;
  /** Whether the project needs it to count as verified; otherwise it goes deeper. */
  readonly core: boolean;
  /** Only for these values of the project's options. */
  readonly when: Readonly<Record<string, readonly string[]>>;
}

/** Ids that content has given up, and the ids that take their place: none when it was retired. */
export interface Migration {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** The whole roadmap, as compiled into `dist/roadmap.json`. */
export interface Roadmap {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly asOf: string;
  readonly summary: string;
  readonly phases: readonly Phase[];
  readonly projects: readonly Project[];
  /** In the order in which they happened. */
  readonly migrations: readonly Migration[];
}
