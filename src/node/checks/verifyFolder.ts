import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { readCheckFile } from '../../core/checks/checkFile.ts';
import {
  evidenceLine,
  newProofs,
  proofsOf,
  readEvidence,
  type Evidence,
  type EvidenceIndex,
  type Proof,
} from '../../core/checks/evidence.ts';
import type { CheckFile } from '../../core/checks/model.ts';
import type { Report, RunFacts } from '../../core/checks/report.ts';
import { verify, type VerifyOptions } from '../../core/checks/verify.ts';
import { ExpectedError } from '../../core/errors.ts';
import {
  CHECKS_PATH,
  EVIDENCE_PATH,
  readProjectRecord,
  RECORD_PATH,
  type ProjectRecord,
} from '../../core/scaffold/projectRecord.ts';
import { ProjectFiles } from './projectFiles.ts';
import { createWorld, type WorldOptions } from './world.ts';

/** A folder that holds a project, with its checks and what has been proved. */
export interface VerifiableProject {
  readonly root: string;
  readonly record: ProjectRecord;
  readonly checks: CheckFile;
  readonly evidence: EvidenceIndex;
}

/**
 * Reads a project's own files of the product.
 * @throws ExpectedError `use` when the folder holds no project or one without checks, `state` when
 * a file is damaged.
 */
export async function openProject(root: string): Promise<VerifiableProject> {
  const files = new ProjectFiles(root);
  const record = await files.read(RECORD_PATH);
  if (record.kind !== 'text') {
    throw new ExpectedError(
      'use',
      `${root} holds no roadmap project (there is no readable ${RECORD_PATH}).`,
      'Give the folder of a project that was scaffolded.',
    );
  }
  const checks = await files.read(CHECKS_PATH);
  if (checks.kind !== 'text') {
    throw new ExpectedError(
      'use',
      `The project has no readable ${CHECKS_PATH}.`,
      'Bring it back from Git. A project without steps has none.',
    );
  }
  const read = readProjectRecord(record.text);
  return {
    root,
    record: read,
    checks: readCheckFile(checks.text),
    evidence: await readEvidenceOf(root, read.instance),
  };
}

/** What a project's evidence says; nothing when there is none yet. */
export async function readEvidenceOf(root: string, instance: string): Promise<EvidenceIndex> {
  const content = await fs.readFile(path.join(root, EVIDENCE_PATH), 'utf8').catch(() => '');
  return readEvidence(content, instance);
}

/** What to verify, how, and whom to tell. */
export interface VerifyRequest
  extends
    Pick<WorldOptions, 'consent' | 'signal' | 'onOutput'>,
    Pick<VerifyOptions, 'steps' | 'onStart' | 'onResult'> {
  readonly where: RunFacts['where'];
  /** Version of what verifies. */
  readonly verifier: string;
}

/** Verifies a project and appends what is newly proved to its evidence. */
export async function verifyProject(
  project: VerifiableProject,
  request: VerifyRequest,
): Promise<{ readonly report: Report; readonly proofs: readonly Proof[] }> {
  const { root, checks, record } = project;
  const started = performance.now();
  const at = new Date().toISOString();
  const world = createWorld({ root, ...request });
  try {
    const results = await verify(checks, world, {
      ...request,
      redact: redactor(root, world.folder),
    });
    const head = await world.git(['rev-parse', 'HEAD']);
    const status = await world.git(['status', '--porcelain']);
    const commit = head.code === 0 ? head.stdout.trim() : '';
    const uncommitted =
      status.code !== 0 ||
      status.stdout.split('\n').some((line) => line !== '' && line.slice(3) !== EVIDENCE_PATH);
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
    const proved = proofsOf(checks.steps, results, {
      instance: record.instance,
      content: checks.content,
      commit,
      uncommitted,
      at,
      environment: { ...facts, verifier: request.verifier },
    });
    // Another window may have written meanwhile.
    const proofs = newProofs(proved, await readEvidenceOf(root, record.instance));
    await appendEvidence(root, proofs);
    return { report, proofs };
  } finally {
    await world.dispose();
  }
}

/** Appends to a project's evidence; a line that was torn before stays one line. */
export async function appendEvidence(root: string, evidence: readonly Evidence[]): Promise<void> {
  if (evidence.length === 0) return;
  const file = path.join(root, EVIDENCE_PATH);
  const handle = await fs.open(file, 'a+');
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    const torn = size > 0 && last.toString() !== '\n';
    await handle.appendFile((torn ? '\n' : '') + evidence.map(evidenceLine).join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces paths of this machine: the project by nothing, temporary folders and the home by names. */
function redactor(root: string, temporary: () => string | undefined): (text: string) => string {
  return (text) => {
    const folder = temporary();
    const names: readonly (readonly [string, string])[] = [
      ...(folder === undefined ? [] : ([[folder, '(temporary)']] as const)),
      [root, '.'],
      [os.homedir(), '~'],
    ];
    return names.reduce((safe, [place, name]) => {
      const forms = [place, place.replaceAll('\\', '/'), JSON.stringify(place).slice(1, -1)];
      return forms.reduce(
        (each, form) =>
          each.replaceAll(`${form}/`, name === '.' ? '' : `${name}/`).replaceAll(form, name),
        safe,
      );
    }, text);
  };
}
