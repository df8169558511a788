import type { CheckResult, Step } from './model.ts';
import { statusOf } from './report.ts';
import { isMapping, mapping } from './untyped.ts';

/** Where a verification ran: nothing of the learner's name, paths or settings. */
export interface Environment {
  readonly where: 'editor' | 'terminal' | 'ci';
  readonly system: string;
  readonly node: string;
  readonly verifier: string;
}

/** The files that a step's checks looked at. */
export interface ProvenFiles {
  /** Their paths, sorted; `all`: every file of the project that Git does not ignore, see `fileHashes.ts`. */
  readonly of: 'all' | readonly string[];
  /** SHA-256 of the list of paths with the SHA-256 of each one's content. */
  readonly sha256: string;
}

/**
 * Whether the checks that proved a step were the product's. `shipped`: compared with what this
 * version carries. `as-scaffolded`: compared with the hash in the project's record, which a learner
 * can change as well. `unknown`: there was nothing to compare with.
 */
export type ChecksOrigin = 'shipped' | 'as-scaffolded' | 'changed' | 'unknown';

/** What judged: the project's `checks.json`. */
export interface CheckFileFacts {
  /** SHA-256 of its JSON without white space. */
  readonly sha256: string;
  readonly origin: ChecksOrigin;
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
  /** Absent in lines of version 0.1.0. */
  readonly checkFile?: CheckFileFacts;
  /** Absent in lines of version 0.1.0, without a repository, and where no file was looked at. */
  readonly files?: ProvenFiles;
  /** The commit that was checked out. Empty when there was none. */
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

/** What evidence states about one project instance. */
export interface EvidenceIndex {
  /** The newest proof of each step. */
  readonly proofs: ReadonlyMap<string, Proof>;
  /** When the solution of a step was first looked at. */
  readonly peeks: ReadonlyMap<string, Peek>;
  /** The last proof of each step in the order of the lines, whatever their clocks said. */
  readonly lastProofs: ReadonlyMap<string, Proof>;
  /** The first line that names a step, from 1. */
  readonly firstLines: ReadonlyMap<string, number>;
  /** The lines that cannot be read, from 1. */
  readonly garbled: readonly number[];
  /** How many lines belong to other instances. */
  readonly otherInstances: number;
  /** How many lines a newer version wrote. */
  readonly newer: number;
  /** There is no evidence file, which is proven. */
  readonly absent: boolean;
}

const LARGEST_FOUND = 200;
const LONGEST_LINE = 128 * 1024;
/** More paths than this are recorded as `all`. */
export const MOST_PATHS = 100;
const STEP_ID = /^[a-z0-9-]{1,80}$/;
const INSTANCE = /^[^\p{Cc}]{1,200}$/u;
const TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]{5,20}Z$/;
const COMMIT = /^\w{0,64}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const ORIGINS: readonly unknown[] = ['shipped', 'as-scaffolded', 'changed', 'unknown'];

/** The proofs that a verification gives: of each step whose every check passed. */
export function proofsOf(
  steps: readonly Step[],
  results: readonly CheckResult[],
  facts: Pick<
    Proof,
    'instance' | 'content' | 'checkFile' | 'commit' | 'uncommitted' | 'at' | 'environment'
  >,
  files: ReadonlyMap<string, ProvenFiles> = new Map(),
): readonly Proof[] {
  return steps.flatMap((step): readonly Proof[] => {
    const own = results.filter((result) => result.step === step.id);
    if (statusOf(own) !== 'passed' || own.length < step.checks.length) return [];
    const checks = Object.fromEntries(
      own.map(({ check, found }) => [check, found.slice(0, LARGEST_FOUND)]),
    );
    const looked = files.get(step.id);
    const { instance, content, checkFile, ...run } = facts;
    return [
      {
        ...{ version: 1, kind: 'verified', step: step.id, instance, content, checks },
        ...(checkFile === undefined ? {} : { checkFile }),
        ...(looked === undefined ? {} : { files: looked }),
        ...run,
      },
    ];
  });
}

/**
 * Proofs that say something which the evidence does not say yet: other checks, or other files. A
 * commit of the same files, another day or another machine is nothing new.
 */
export function newProofs(proofs: readonly Proof[], known: EvidenceIndex): readonly Proof[] {
  return proofs.filter((proof) => {
    const before = known.lastProofs.get(proof.step);
    if (before?.content !== proof.content) return true;
    const ids = ({ checks }: Proof) => Object.keys(checks).sort().join('\n');
    const differs = (now: string | undefined, then: string | undefined) =>
      now !== undefined && now !== then;
    return (
      ids(before) !== ids(proof) ||
      differs(proof.checkFile?.sha256, before.checkFile?.sha256) ||
      differs(proof.files?.sha256, before.files?.sha256)
    );
  });
}

/** One piece of evidence as a line. */
export function evidenceLine(evidence: Evidence): string {
  return `${JSON.stringify(evidence)}\n`;
}

/**
 * Reads the evidence of one project instance; never throws. What is garbled, what a newer version
 * wrote and what belongs to another instance is counted and passed over.
 * @param text undefined when there is no file
 */
export function readEvidence(text: string | undefined, instance: string): EvidenceIndex {
  const proofs = new Map<string, Proof>();
  const peeks = new Map<string, Peek>();
  const lastProofs = new Map<string, Proof>();
  const firstLines = new Map<string, number>();
  const garbled: number[] = [];
  let otherInstances = 0;
  let newer = 0;
  const absent = text === undefined;
  (text ?? '').split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const evidence = parseLine(line);
    if (evidence === 'garbled') garbled.push(index + 1);
    else if (evidence === 'newer') newer += 1;
    else if (evidence.instance !== instance) otherInstances += 1;
    else {
      const { step } = evidence;
      if (!firstLines.has(step)) firstLines.set(step, index + 1);
      // A union merge may bring lines in any order.
      if (evidence.kind === 'peeked') {
        const first = peeks.get(step);
        if (!first || evidence.at < first.at) peeks.set(step, evidence);
      } else {
        const newest = proofs.get(step);
        if (!newest || newest.at <= evidence.at) proofs.set(step, evidence);
        lastProofs.set(step, evidence);
      }
    }
  });
  return { proofs, peeks, lastProofs, firstLines, garbled, otherInstances, newer, absent };
}

function parseLine(line: string): Evidence | 'garbled' | 'newer' {
  if (line.length > LONGEST_LINE) return 'garbled';
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'garbled';
  }
  const { version, kind, step, instance, at, ...more } = mapping(value);
  if (typeof version === 'number' && version > 1) return 'newer';
  if (version !== 1 || !fits(step, STEP_ID) || !fits(instance, INSTANCE) || !fits(at, TIME)) {
    return 'garbled';
  }
  if (kind === 'peeked') return value as Peek;
  const { commit, content, checks, checkFile, files } = more;
  const whole =
    kind === 'verified' &&
    fits(commit, COMMIT) &&
    typeof content === 'string' &&
    isMapping(checks) &&
    (checkFile === undefined || isCheckFile(checkFile)) &&
    (files === undefined || isFiles(files));
  return whole ? (value as Proof) : 'garbled';
}

function isCheckFile(value: unknown): boolean {
  const { sha256, origin } = mapping(value);
  return fits(sha256, SHA256) && ORIGINS.includes(origin);
}

function isFiles(value: unknown): boolean {
  const { of, sha256 } = mapping(value);
  if (!fits(sha256, SHA256)) return false;
  return of === 'all' || (Array.isArray(of) && of.length <= MOST_PATHS && of.every(isText));
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function fits(value: unknown, form: RegExp): boolean {
  return typeof value === 'string' && form.test(value);
}
