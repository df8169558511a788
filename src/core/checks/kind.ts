import type * as v from 'valibot';
import type { CheckBody, Finding } from './model.ts';
import type { CheckWorld, ProcessSpec } from './world.ts';

/** Evaluates a body inside another one. */
export type Evaluate = (body: CheckBody, world: CheckWorld) => Promise<Finding>;

/** A program that a check starts, with all that decides what it does. */
export interface ProgramOfCheck {
  /** One sentence for the learner; undefined when the author gave none. */
  readonly does?: string;
  readonly spec: ProcessSpec;
  /** What a service is asked, a line for each request; empty for other programs. */
  readonly requests: readonly string[];
}

/** One kind of check. The table in `kinds.ts` names them all. */
export interface CheckKind<Spec = unknown> {
  /** The key that authors write. */
  readonly name: string;
  readonly schema: v.GenericSchema<unknown, Spec>;
  /** The programs that it starts, which the learner is shown before the first run. */
  commands(spec: Spec): readonly ProgramOfCheck[];
  /** The programs that it runs to their end; none by default. */
  runs?(spec: Spec): readonly ProcessSpec[];
  /** Checks inside it, of what its program left; none by default. */
  nested?(spec: Spec): readonly CheckBody[];
  /** Never throws for what a learner's files can hold. */
  check(spec: Spec, world: CheckWorld, evaluate: Evaluate): Promise<Finding>;
}

/** A kind for the table, where the type of its specification does not matter. */
export function defineKind<Spec>(kind: CheckKind<Spec>): CheckKind {
  return kind;
}

/** For kinds that start no program of the project. */
export const noCommands = (): readonly ProgramOfCheck[] => [];
