import type * as vscode from 'vscode';
import type { CheckResult, Status } from '../../core/checks/model.ts';
import { statusOf } from '../../core/checks/report.ts';

/** One verification of a step in this workspace. */
export interface Attempt {
  /** ISO 8601. */
  readonly at: string;
  readonly status: Status;
  /** What the first check that did not pass found. */
  readonly found?: string;
}

const KEEP = 20;
const key = (instance: string, step: string) => `attempts.${instance}.${step}`;

/** The attempts at a step, oldest first. */
export function attemptsAt(
  memory: vscode.Memento,
  instance: string,
  step: string,
): readonly Attempt[] {
  return memory.get<readonly Attempt[]>(key(instance, step), []);
}

/** Remembers a verification of a step; the newest twenty are kept. */
export async function noteAttempt(
  memory: vscode.Memento,
  instance: string,
  step: string,
  results: readonly CheckResult[],
  at: string,
): Promise<void> {
  const found = results.find(({ status }) => status !== 'passed')?.found.split('\n')[0];
  const attempt = { at, status: statusOf(results), ...(found === undefined ? {} : { found }) };
  const all = [...attemptsAt(memory, instance, step), attempt].slice(-KEEP);
  await memory.update(key(instance, step), all);
}
