import * as os from 'node:os';
import {
  evidenceLine,
  newProofs,
  proofsOf,
  type Evidence,
  type EvidenceIndex,
  type Proof,
  type ProvenFiles,
} from '../../core/checks/evidence.ts';
import { LookRecorder } from '../../core/checks/lookedAt.ts';
import type { CheckFile, CheckResult } from '../../core/checks/model.ts';
import { changedFiles, findHistory } from '../../core/checks/repository.ts';
import { statusOf, type Report, type RunFacts } from '../../core/checks/report.ts';
import { verify, type VerifyOptions } from '../../core/checks/verify.ts';
import { isExpected, sentence } from '../../core/errors.ts';
import { readChecks } from '../../core/project/projectChecks.ts';
import { readEvidenceOf, requireRecord } from '../../core/project/projectFolder.ts';
import { EVIDENCE_PATH } from '../../core/project/paths.ts';
import type { ProjectRecord } from '../../core/scaffold/projectRecord.ts';
import { projectReader } from '../files/readInside.ts';
import { appendInside } from '../files/writeInside.ts';
import { openGit } from '../git/openGit.ts';
import { checkFileFacts } from './checkFileFacts.ts';
import { FileHashes } from './fileHashes.ts';
import { projectGit } from './projectGit.ts';
import { machinePlaces, pathRedactor } from './redactPaths.ts';
import { createWorld, type WorldOptions } from './world.ts';

/** A folder that holds a project, with its checks and what has been proved. */
export interface VerifiableProject {
  readonly root: string;
  readonly record: ProjectRecord;
  readonly checks: CheckFile;
  readonly evidence: EvidenceIndex;
  /** The text of `checks.json`. */
  readonly checksText: string;
}

/**
 * Reads a project's own files of the product.
 * @throws ExpectedError `use` when the folder holds no project or one without checks, `state` when
 * a file is damaged or cannot be read.
 */
export async function openProject(root: string): Promise<VerifiableProject> {
  const reader = projectReader(root);
  const record = await requireRecord(reader);
  const checks = await readChecks(reader);
  return {
    ...{ root, record, ...checks },
    evidence: await readEvidenceOf(reader, record.instance),
  };
}

/** What to verify, how, and whom to tell. */
export interface VerifyRequest
  extends
    Pick<WorldOptions, 'consent' | 'signal' | 'onOutput'>,
    Pick<VerifyOptions, 'steps' | 'checks' | 'onStart' | 'onResult'> {
  readonly where: RunFacts['where'];
  /** Version of what verifies. */
  readonly verifier: string;
  /** SHA-256 of the checks that this version carries for the project, where they can be told. */
  readonly shippedChecks?: string | undefined;
}

/** What a verification gave. */
export interface Verification {
  readonly report: Report;
  /** What is newly proved. */
  readonly proofs: readonly Proof[];
  /** Why the proofs could not be written to the evidence; the report stands all the same. */
  readonly notRecorded: string | undefined;
}

/** Verifies a project and appends what is newly proved to its evidence. */
export async function verifyProject(
  project: VerifiableProject,
  request: VerifyRequest,
): Promise<Verification> {
  const { root, checks, record } = project;
  const started = performance.now();
  const at = new Date().toISOString();
  const world = createWorld({ root, ...request });
  try {
    const recorder = new LookRecorder();
    const results = await verify(checks, recorder.watch(world), {
      ...request,
      onStart: (step, check) => {
        recorder.begin(step.id);
        request.onStart?.(step, check);
      },
      redact: pathRedactor(machinePlaces(root, world.folder)),
      release: (needed) => world.release(needed),
    });
    const { commit, uncommitted } = await commitOf(root);
    const system = `${os.platform()} ${os.arch()}`;
    const facts = { where: request.where, system, node: process.versions.node };
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const report: Report = {
      version: 1,
      project: checks.project,
      content: checks.content,
      results,
      run: { at, seconds, ...facts, commit, uncommitted },
    };
    const proved = proofsOf(
      checks.steps,
      results,
      {
        instance: record.instance,
        content: checks.content,
        checkFile: checkFileFacts(project, request.shippedChecks),
        commit,
        uncommitted,
        at,
        environment: { ...facts, verifier: request.verifier },
      },
      await filesOf(root, recorder, results),
    );
    return { report, ...(await recordProofs(root, proved)) };
  } finally {
    await world.dispose();
  }
}

/** The last commit, and whether the project has changes that it does not hold; true when in doubt. */
async function commitOf(root: string): Promise<Pick<RunFacts, 'commit' | 'uncommitted'>> {
  // Not the world's: what was proved before a cancellation has a commit all the same.
  const opened = openGit(root);
  const world = projectGit(() => opened);
  const history = await findHistory(world);
  if ('status' in history) return { commit: '', uncommitted: true };
  const { commit } = history;
  try {
    const changed = await changedFiles(world, history);
    return { commit, uncommitted: changed.length > 0 };
  } catch (error) {
    if (!isExpected(error, 'look')) throw error;
    return { commit, uncommitted: true };
  }
}

/** What the checks of each step looked at. */
async function filesOf(
  root: string,
  recorder: LookRecorder,
  results: readonly CheckResult[],
): Promise<ReadonlyMap<string, ProvenFiles>> {
  const hashes = new FileHashes(root);
  const found = new Map<string, ProvenFiles>();
  for (const step of new Set(results.map((result) => result.step))) {
    const own = results.filter((result) => result.step === step);
    const files = statusOf(own) === 'passed' ? await hashes.of(recorder.of(step)) : undefined;
    if (files) found.set(step, files);
  }
  return found;
}

/** Appends what the evidence does not say yet; a report is worth more than its record. */
async function recordProofs(
  root: string,
  proved: readonly Proof[],
): Promise<Pick<Verification, 'proofs' | 'notRecorded'>> {
  const [first] = proved;
  if (!first) return { proofs: [], notRecorded: undefined };
  try {
    // Another window may have written since.
    const known = await readEvidenceOf(projectReader(root), first.instance);
    const proofs = newProofs(proved, known);
    await appendEvidence(root, proofs);
    return { proofs, notRecorded: undefined };
  } catch (error) {
    if (!isExpected(error, 'target') && !isExpected(error, 'state')) throw error;
    return { proofs: [], notRecorded: `What was proved could not be recorded. ${sentence(error)}` };
  }
}

/**
 * Appends to a project's evidence.
 * @throws ExpectedError `target` when it cannot be written, or is a link.
 */
export async function appendEvidence(root: string, evidence: readonly Evidence[]): Promise<void> {
  if (evidence.length === 0) return;
  await appendInside(root, EVIDENCE_PATH, evidence.map(evidenceLine).join(''));
}
