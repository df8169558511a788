import type { READABLE_CHECKS } from './checksVersion.ts';

/** How a check ended. `unavailable`: something is missing on this machine; it never counts as verified. */
export type Status = 'passed' | 'failed' | 'unavailable' | 'error';

/** What a check kind found. Texts are sentences without a final stop where they are short. */
export interface Finding {
  readonly status: Status;
  readonly expected: string;
  readonly found: string;
  /** Relative to the project, with `/`. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** What to do next, where the kind knows better than the check's author. */
  readonly next?: string;
}

/** A leaf (`{command: …}`) or a combination of bodies; exactly one key beside the texts. */
export type CheckBody = Leaf | All | Any | Not;

/** Texts that an author may give to any part of a check. */
export interface BodyTexts {
  /** Replaces what the kind says it expected. */
  readonly expected?: string;
  /** Replaces what the kind says to do next. */
  readonly next?: string;
}

/** One check kind with its specification, already validated by the kind's schema. */
export interface Leaf extends BodyTexts {
  readonly kind: string;
  readonly spec: unknown;
}
export interface All extends BodyTexts {
  readonly all: readonly CheckBody[];
}
export interface Any extends BodyTexts {
  readonly any: readonly CheckBody[];
}
export interface Not extends BodyTexts {
  readonly not: CheckBody;
}

/** One test of a step. `id` is unique inside the step. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** Checks before it in the step; while one of them does not pass, this one would say nothing. */
  readonly needs?: readonly string[];
  readonly body: CheckBody;
}

/** One part of a project to build, with what proves it. */
export interface Step {
  /** Short id, unique inside the project. */
  readonly id: string;
  readonly title: string;
  /** The title in short; absent in projects of before version 3. */
  readonly label?: string;
  /** Effort in hours; absent in projects of before version 3. */
  readonly hours?: number;
  /** False for a step that goes deeper; absent in projects of before version 3, whose steps are all core. */
  readonly core?: boolean;
  /** What to build, in Markdown. */
  readonly goal: string;
  /** How to do it without Docker or a cloud, where the step is about those. */
  readonly without?: string;
  /** Nudge, approach, where in the solution. */
  readonly hints: readonly string[];
  readonly checks: readonly Check[];
}

/** `.mlops-roadmap/checks.json`: what editor, terminal and CI verify a project with. */
export interface CheckFile {
  readonly version: (typeof READABLE_CHECKS)[number];
  readonly project: string;
  /** Version of the roadmap that the checks come from. */
  readonly content: string;
  /** Ids of steps that earlier versions had: evidence about them is history. */
  readonly retired?: readonly string[];
  readonly steps: readonly Step[];
}

/** One check's outcome in a report. */
export interface CheckResult extends Finding {
  readonly step: string;
  readonly check: string;
}
