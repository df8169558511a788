import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { claimsText, type ClaimedReport, type Claims } from '../core/checks/claims.ts';
import type { Step } from '../core/checks/model.ts';
import { printable } from '../core/checks/printable.ts';
import { programDocument } from '../core/checks/programDocument.ts';
import { programsOf } from '../core/checks/programs.ts';
import { summaryLines } from '../core/checks/programText.ts';
import { reportJunit, reportText, statusOf, type Report } from '../core/checks/report.ts';
import { proofIn, resultsThatCount } from '../core/checks/verified.ts';
import { ExpectedError } from '../core/errors.ts';
import type { ProjectRecord } from '../core/scaffold/projectRecord.ts';
import { readClaims } from '../node/checks/claims.ts';
import { interruptedUpdateNote } from '../node/update/interruptedUpdate.ts';
import { listenForInterrupts } from './interrupts.ts';
import { agreementOf } from '../node/checks/agreement.ts';
import { openProject, verifyProject, type VerifiableProject } from '../node/checks/verifyFolder.ts';

/**
 * What was printed, and the exit code: 0 every step that counts passed or nothing was verified,
 * 1 otherwise, 128 + n after signal n.
 */
export interface Verified {
  readonly text: string;
  readonly code: number;
  /** The project's folder. */
  readonly root: string;
}

/**
 * Verifies a project at the terminal or in CI.
 * @param defaultFolder the project when the arguments name none
 * @param verifier version of this program
 * @param shipped SHA-256 of the checks that this program carries for a project, where it carries any
 */
export async function verifyCommand(
  args: readonly string[],
  defaultFolder: string,
  verifier: string,
  shipped: (record: ProjectRecord) => Promise<string | undefined> = () =>
    Promise.resolve(undefined),
): Promise<Verified> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      step: { type: 'string', multiple: true, default: [] },
      check: { type: 'string', multiple: true, default: [] },
      claimed: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      'show-code': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      junit: { type: 'string' },
    },
  });
  if (positionals.length > 1) {
    throw new ExpectedError('use', 'Give one folder.', 'verify [dir]');
  }
  const root = path.resolve(positionals[0] ?? defaultFolder);
  const project = await openProject(root);
  const interrupted = await interruptedUpdateNote(root);
  if (interrupted !== undefined) console.error(interrupted);
  const steps = chooseSteps(project, values);
  if (values['show-code']) {
    const programs = programsOf(steps);
    return { text: programDocument({ ...(await agreementOf(project)), programs }), code: 0, root };
  }
  const shippedChecks = await shipped(project.record);
  // Before the verification: it may add to what is claimed.
  const claims = values.claimed ? await readClaims(project, shippedChecks) : undefined;
  if (!values.json && !values.yes) console.error(printable(consentText(steps)));
  const interrupts = listenForInterrupts();
  const { report, notRecorded } = await verifyProject(project, {
    steps: new Set(steps.map(({ id }) => id)),
    ...(values.check.length === 0 ? {} : { checks: new Set(values.check) }),
    consent: values.yes,
    signal: interrupts.signal,
    shippedChecks,
    where: process.env['CI'] === 'true' ? 'ci' : 'terminal',
    verifier,
    onStart: (step, check) => {
      if (process.stderr.isTTY)
        process.stderr.write(`\r\u001b[K… ${printable(`${step.id}: ${check.title}`)}`);
    },
  }).finally(() => interrupts.dispose());
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  if (notRecorded !== undefined) console.error(notRecorded);
  const known = { steps: project.checks.steps, evidence: project.evidence };
  const asked = values.check.length === 0 ? values.step : steps.map(({ id }) => id);
  const counted = resultsThatCount(known, report.results, asked);
  if (values.junit !== undefined)
    await writeJunit(values.junit, reportJunit(project.checks, report, counted));
  const whole: Report = claims ? ({ ...report, evidence: claims } as ClaimedReport) : report;
  const text = values.json ? JSON.stringify(whole, null, 2) : textOf(project, report, claims);
  const nothingClaimed = claims !== undefined && steps.length === 0;
  const passed = statusOf(counted) === 'passed' || nothingClaimed;
  const code = passed && (claims?.faults ?? []).length === 0 ? 0 : 1;
  return { text, code: interrupts.code() ?? code, root };
}

function textOf(project: VerifiableProject, report: Report, claims: Claims | undefined): string {
  if (!claims) return reportText(project.checks, report);
  const verified =
    report.results.length === 0
      ? 'No step is claimed as verified yet; nothing to verify again.'
      : reportText(project.checks, report);
  return [verified, claimsText(claims)].filter((part) => part !== '').join('\n\n');
}

/** The steps to verify; of those that are asked for by their checks, with these checks alone. */
function chooseSteps(
  project: VerifiableProject,
  asked: { readonly step: string[]; readonly check: string[]; readonly claimed: boolean },
): readonly Step[] {
  const { steps } = project.checks;
  for (const id of asked.step) {
    if (steps.some((step) => step.id === id)) continue;
    const known = steps.map((step) => step.id).join(', ');
    throw new ExpectedError('use', `There is no step “${id}”.`, `The steps: ${known}.`);
  }
  const named = steps.filter(({ id }) => asked.step.length === 0 || asked.step.includes(id));
  for (const id of asked.check) requireOne(named, id);
  const withChecks = asked.check.length === 0 ? named : onlyChecks(named, asked.check);
  return withChecks.filter(({ id }) => !asked.claimed || proofIn(project, id));
}

function requireOne(steps: readonly Step[], check: string): void {
  const [first, second] = steps.filter(({ checks }) => checks.some(({ id }) => id === check));
  if (!first) {
    const known = steps.map(
      ({ id, checks }) => `${id}: ${checks.map((each) => each.id).join(', ')}`,
    );
    throw new ExpectedError(
      'use',
      `There is no check “${check}”.`,
      `The checks: ${known.join('; ')}.`,
    );
  }
  if (!second) return;
  throw new ExpectedError(
    'use',
    `More than one step has a check “${check}”.`,
    `Name the step too, such as --step ${first.id} --check ${check}.`,
  );
}

function onlyChecks(steps: readonly Step[], wanted: readonly string[]): readonly Step[] {
  return steps
    .map((step) => ({ ...step, checks: step.checks.filter(({ id }) => wanted.includes(id)) }))
    .filter(({ checks }) => checks.length > 0);
}

function consentText(steps: readonly Step[]): string {
  const lines = summaryLines(programsOf(steps)).map((line) => `  ${line}`);
  if (lines.length === 0) return '';
  return [
    'No program of the checks was started. The project describes them like this:',
    ...lines,
    '--yes agrees: the programs run the project’s own code, with your rights.',
    '--show-code prints all that would run.',
    '',
  ].join('\n');
}

async function writeJunit(file: string, junit: string): Promise<void> {
  try {
    await fs.writeFile(file, junit);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExpectedError(
      'use',
      `The report could not be written: ${reason}.`,
      'Give another file.',
    );
  }
}
