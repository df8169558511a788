import type { Installer, Question, System } from './tool.ts';

/** How a question ended. `text` is all that was printed; `path` is the program that was asked. */
export type Answer =
  | { readonly end: 'missing' }
  | { readonly end: 'exit'; readonly code: number; readonly text: string; readonly path: string }
  | {
      /** It was ended because it took too long or printed without end, or it could not be started. */
      readonly end: 'timeout' | 'flood' | 'failed';
      readonly text: string;
      readonly path: string;
    };

/** A Python that was tried, and how the learner would call it. */
export interface PythonFact {
  readonly command: string;
  readonly answer: Answer;
}

/** What a project's own environment is like, as its files say. */
export interface EnvironmentFact {
  /** `stale`: the lock file has changed since. `broken`: half made, or its Python has gone. */
  readonly state: 'ready' | 'stale' | 'broken' | 'missing';
  /** Versions of the packages in it, by their lower-case name. */
  readonly packages: ReadonlyMap<string, string>;
  /**
   * What its Python answered when it was started, which alone tells whether it was made on this
   * system, for the Python that is here now. Absent where the learner has not agreed to that.
   */
  readonly python?: Answer;
}

/** All that a diagnosis is made from. */
export interface Facts {
  readonly system: System;
  readonly installers: ReadonlySet<Installer>;
  /** By `questionKey`. */
  readonly answers: ReadonlyMap<string, Answer>;
  readonly pythons: readonly PythonFact[];
  /** The Python that the learner's settings name; empty when they name none. */
  readonly pythonSetting: string;
  /** Absent when there is no project, or when its environment was not looked at. */
  readonly environment?: EnvironmentFact;
}

/** The key that the answer to a question is kept under. */
export function questionKey(question: Question): string {
  return question.join(' ');
}

/** How long one question may take, in seconds. */
export const PATIENCE = 5;
