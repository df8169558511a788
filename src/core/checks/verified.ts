import type { EvidenceIndex, Proof } from './evidence.ts';

/** A project instance with its steps and what its evidence says. */
export interface ProvenProject {
  readonly steps: readonly { readonly id: string }[];
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
export function verifiedIn(project: ProvenProject): number {
  return project.steps.filter(({ id }) => proofIn(project, id)).length;
}
