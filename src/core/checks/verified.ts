import { countSteps, isCore, type MaybeCore, type StepCounts } from './coreSteps.ts';
import type { EvidenceIndex, Proof } from './evidence.ts';
import type { CheckResult } from './model.ts';

/** A project instance with its steps and what its evidence says. */
export interface ProvenProject {
  readonly steps: readonly (MaybeCore & { readonly id: string })[];
  readonly evidence: EvidenceIndex;
}

/**
 * What *verified* means, everywhere: the evidence of this instance of the project holds a proof of
 * the step. What an instance of the learner's has proved is also kept in the progress, for views
 * that are about no instance; see `proofOf` in `core/progress`.
 * @returns the newest proof.
 */
export function proofIn(
  { evidence }: Pick<ProvenProject, 'evidence'>,
  step: string,
): Proof | undefined {
  return evidence.proofs.get(step);
}

/** How many of the steps that a project has now are verified in it. */
export function verifiedIn(project: ProvenProject): StepCounts {
  return countSteps(project.steps, ({ id }) => proofIn(project, id) !== undefined);
}

/** The step to work on: the first core step that is not verified, then the first deeper one. */
export function nextStepIn<T extends ProvenProject>(project: T): T['steps'][number] | undefined {
  const open = project.steps.filter(({ id }) => !proofIn(project, id));
  return open.find(isCore) ?? open[0];
}

/**
 * The results that the outcome of a verification depends on. A deeper step that nobody has begun
 * cannot turn CI red; one that was verified before, or that was asked for by name, counts like any
 * other.
 * @param asked ids of the steps that the verification was asked for by name
 */
export function resultsThatCount(
  { steps, evidence }: ProvenProject,
  results: readonly CheckResult[],
  asked: readonly string[],
): readonly CheckResult[] {
  const counts = new Set(
    steps
      .filter((step) => isCore(step) || asked.includes(step.id) || proofIn({ evidence }, step.id))
      .map(({ id }) => id),
  );
  return results.filter(({ step }) => counts.has(step));
}
