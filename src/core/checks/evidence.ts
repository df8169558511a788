import type { CheckResult, Step } from './model.ts';
import { statusOf } from './report.ts';

/** Where a verification ran: nothing of the learner's name, paths or settings. */
export interface Environment {
  readonly where: 'editor' | 'terminal' | 'ci';
  readonly system: string;
  readonly node: string;
  readonly verifier: string;
}

/** A step whose every check passed. */
export interface Proof {
  readonly version: 1;
  readonly kind: 'verified';
  readonly step: string;
  readonly instance: string;
  readonly content: string;
  /** What each check found, by its id. */
  readonly checks: Readonly<Record<string, string>>;
  /** Empty when there is no commit. */
  readonly commit: string;
  /** True when there were changes that the commit does not hold. */
  readonly uncommitted: boolean;
  /** ISO 8601. */
  readonly at: string;
  readonly environment: Environment;
}

/** The learner looked at the solution of a step. */
export interface Peek {
  readonly version: 1;
  readonly kind: 'peeked';
  readonly step: string;
  readonly instance: string;
  readonly at: string;
}

/** One line of `evidence.jsonl`. */
export type Evidence = Proof | Peek;

/** What evidence says of one project. */
export interface EvidenceIndex {
  /** The newest proof of each step. */
  readonly proofs: ReadonlyMap<string, Proof>;
  /** When the solution of a step was first looked at. */
  readonly peeks: ReadonlyMap<string, Peek>;
}

const LARGEST_FOUND = 200;

/** The proofs that a verification gives: of each step whose every check passed. */
export function proofsOf(
  steps: readonly Step[],
  results: readonly CheckResult[],
  facts: Pick<Proof, 'instance' | 'content' | 'commit' | 'uncommitted' | 'at' | 'environment'>,
): readonly Proof[] {
  return steps.flatMap((step): readonly Proof[] => {
    const own = results.filter((result) => result.step === step.id);
    if (statusOf(own) !== 'passed' || own.length < step.checks.length) return [];
    const checks = Object.fromEntries(
      own.map(({ check, found }) => [check, found.slice(0, LARGEST_FOUND)]),
    );
    return [{ version: 1, kind: 'verified', step: step.id, checks, ...facts }];
  });
}

/** Proofs that say something which the evidence does not say yet. */
export function newProofs(proofs: readonly Proof[], known: EvidenceIndex): readonly Proof[] {
  return proofs.filter((proof) => {
    const before = known.proofs.get(proof.step);
    return (
      before?.commit !== proof.commit ||
      before.uncommitted !== proof.uncommitted ||
      before.content !== proof.content
    );
  });
}

/** One piece of evidence as a line. */
export function evidenceLine(evidence: Evidence): string {
  return `${JSON.stringify(evidence)}\n`;
}

/**
 * Reads the evidence of one project instance; never throws. Lines that are torn, that a newer
 * version wrote or that belong to another instance are passed over.
 */
export function readEvidence(text: string, instance: string): EvidenceIndex {
  const proofs = new Map<string, Proof>();
  const peeks = new Map<string, Peek>();
  for (const line of text.split('\n')) {
    const evidence = parseLine(line);
    if (evidence?.instance !== instance) continue;
    // A union merge may bring lines in any order.
    if (evidence.kind === 'peeked') {
      const first = peeks.get(evidence.step);
      if (!first || evidence.at < first.at) peeks.set(evidence.step, evidence);
    } else {
      const newest = proofs.get(evidence.step);
      if (!newest || newest.at <= evidence.at) proofs.set(evidence.step, evidence);
    }
  }
  return { proofs, peeks };
}

function parseLine(line: string): Evidence | undefined {
  let value: Partial<Record<keyof Proof, unknown>> | null;
  try {
    value = JSON.parse(line) as typeof value;
  } catch {
    return undefined;
  }
  if (value?.version !== 1) return undefined;
  const { kind, step, instance, at, commit } = value;
  if (typeof step !== 'string' || typeof instance !== 'string' || typeof at !== 'string') {
    return undefined;
  }
  if (kind === 'peeked') return value as unknown as Peek;
  return kind === 'verified' && typeof commit === 'string'
    ? (value as unknown as Proof)
    : undefined;
}
