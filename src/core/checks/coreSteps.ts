/** What tells a core step from one that goes deeper. */
export interface MaybeCore {
  /** Absent in projects of before version 3, whose steps are all core. */
  readonly core?: boolean;
}

/** How many steps are verified: the core ones make a project verified, deeper ones come on top. */
export interface StepCounts {
  /** Core steps that are verified. */
  readonly verified: number;
  /** Core steps. */
  readonly core: number;
  /** Deeper steps that are verified. */
  readonly deeper: number;
}

/** Whether a project needs the step to count as verified. */
export function isCore({ core }: MaybeCore): boolean {
  return core !== false;
}

/** Counts the steps that are verified, deeper ones apart. */
export function countSteps<T extends MaybeCore>(
  steps: readonly T[],
  isVerified: (step: T) => boolean,
): StepCounts {
  const core = steps.filter(isCore);
  const verified = core.filter(isVerified).length;
  return { verified, core: core.length, deeper: steps.filter(isVerified).length - verified };
}
