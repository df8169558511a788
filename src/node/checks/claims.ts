import {
  evidenceFaults,
  type Claim,
  type ClaimedCommit,
  type Claims,
} from '../../core/checks/claims.ts';
import type { Proof } from '../../core/checks/evidence.ts';
import { proofIn } from '../../core/checks/verified.ts';
import { EVIDENCE_PATH } from '../../core/project/paths.ts';
import type { GitArguments } from '../../core/checks/gitCommands.ts';
import { openGit } from '../git/openGit.ts';
import { checkFileFacts } from './checkFileFacts.ts';
import { CommitsWithFiles } from './commitsWithFiles.ts';
import { FileHashes } from './fileHashes.ts';
import type { VerifiableProject } from './verifyFolder.ts';

/**
 * What a project's evidence claims, and what is wrong with it. Never throws.
 * @param shipped as `VerifyRequest.shippedChecks`
 */
export async function readClaims(
  project: VerifiableProject,
  shipped: string | undefined,
): Promise<Claims> {
  const { root, checks, evidence } = project;
  const proofs = checks.steps.flatMap(({ id }) => proofIn(project, id) ?? []);
  const commits = await claimedCommits(root, proofs);
  const gone = evidence.absent ? await goneEvidence(root) : undefined;
  return {
    claims: proofs.map((proof): Claim => {
      const { step, at, checkFile } = proof;
      const commit = commits.get(step) ?? { kind: 'not-here' };
      return { step, at, checks: checkFile?.origin ?? 'unknown', commit };
    }),
    checks: checkFileFacts(project, shipped).origin,
    faults: [...(gone === undefined ? [] : [gone]), ...evidenceFaults(evidence, checks)],
    retired: (checks.retired ?? []).filter((step) => evidence.proofs.has(step)).length,
    otherInstances: evidence.otherInstances,
    newer: evidence.newer,
  };
}

/** Which commit holds the files of each proof, by its step. Never throws. */
export async function claimedCommits(
  root: string,
  proofs: readonly Proof[],
): Promise<ReadonlyMap<string, ClaimedCommit>> {
  const commits = new CommitsWithFiles(root);
  const now = new FileHashes(root);
  const found = new Map<string, ClaimedCommit>();
  for (const proof of proofs) found.set(proof.step, await commitOf(proof, commits, now));
  return found;
}

/**
 * The commit that holds the work of a proof: the one that was checked out when everything was
 * committed, otherwise the first that has the proved files. Undefined when there is none.
 */
export async function commitOfWork(root: string, proof: Proof): Promise<string | undefined> {
  if (proof.commit !== '' && !proof.uncommitted) return proof.commit;
  if (!proof.files) return undefined;
  const first = await new CommitsWithFiles(root).find(proof.files);
  return first.kind === 'found' ? first.commit : undefined;
}

async function commitOf(
  { files, commit }: Proof,
  commits: CommitsWithFiles,
  now: FileHashes,
): Promise<ClaimedCommit> {
  if (!files) {
    if (commit === '') return { kind: 'unknown', reason: 'it was proved without one' };
    return (await commits.has(commit)) ? { kind: 'recorded', commit } : { kind: 'not-here' };
  }
  const first = await commits.find(files);
  if (first.kind === 'found') return { kind: 'first', commit: first.commit };
  if (first.kind === 'unknown') return first;
  const same = (await now.of(files.of))?.sha256 === files.sha256;
  return { kind: same ? 'not-committed' : 'not-here' };
}

/** What to say when evidence was committed and its file is gone; undefined when it never was. */
async function goneEvidence(root: string): Promise<string | undefined> {
  const git = await openGit(root);
  const ask = async (...args: GitArguments) => {
    const result = await git.run(args);
    return result.kind === 'ended' && result.code === 0 ? result.stdout.trim() : '';
  };
  const last = await ask('rev-list', '--max-count=1', 'HEAD', '--', EVIDENCE_PATH);
  if (last === '') return undefined;
  const inHead = (await ask('ls-tree', 'HEAD', '--', EVIDENCE_PATH)) !== '';
  const from = inHead ? 'HEAD' : `${last.slice(0, 12)}~1`;
  return `${EVIDENCE_PATH} was committed and is gone. Bring it back: git checkout ${from} -- ${EVIDENCE_PATH}`;
}
