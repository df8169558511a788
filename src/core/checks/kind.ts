import type * as v from 'valibot';
import type { CheckBody, Finding } from './model.ts';
import type { CheckWorld } from './world.ts';

/** Evaluates a body inside another one. */
export type Evaluate = (body: CheckBody, world: CheckWorld) => Promise<Finding>;

/** One kind of check. The table in `kinds.ts` names them all. */
export interface CheckKind<Spec = unknown> {
  /** The key that authors write. */
  readonly name: string;
  readonly schema: v.GenericSchema<unknown, Spec>;
  /** The programs that it starts, as the learner is shown them before the first run. */
  commands(spec: Spec): readonly (readonly string[])[];
  /** Never throws for what a learner's files can hold. */
  check(spec: Spec, world: CheckWorld, evaluate: Evaluate): Promise<Finding>;
}

/** A kind for the table, where the type of its specification does not matter. */
export function defineKind<Spec>(kind: CheckKind<Spec>): CheckKind {
  return kind;
}

/** For kinds that start no program of the project. */
export const noCommands = (): readonly (readonly string[])[] => [];
