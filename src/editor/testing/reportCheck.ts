import * as vscode from 'vscode';
import type { CheckResult } from '../../core/checks/model.ts';
import { explain } from '../../core/checks/report.ts';
import { ExpectedError } from '../../core/errors.ts';
import { tell } from '../ports/messages.ts';
import type { ChosenStep } from './chooseStep.ts';

/** Copies a report about a check that seems wrong; it holds nothing of the learner's own files but what the check said. */
export async function reportCheck({ project, step }: ChosenStep, version: string): Promise<void> {
  const results = (project.results.get(step.id) ?? []).filter(({ status }) => status !== 'passed');
  if (results.length === 0) {
    throw new ExpectedError(
      'use',
      `Nothing of “${step.title}” has failed in this window.`,
      'Verify the step first; the report says what its checks found.',
    );
  }
  const items = results.map((result) => ({
    label: step.checks.find(({ id }) => id === result.check)?.title ?? result.check,
    description: result.status,
    result,
  }));
  const picked =
    items.length === 1
      ? items[0]
      : await vscode.window.showQuickPick(items, {
          placeHolder: vscode.l10n.t('Which check seems wrong?'),
        });
  if (!picked) return;
  const { record } = project;
  await vscode.env.clipboard.writeText(
    checkReport(picked.result, {
      project: record.project,
      versions: `starter ${record.starter}, roadmap ${record.roadmap}, extension ${version}, ${vscode.env.appName} ${vscode.version}, ${process.platform}`,
    }),
  );
  void tell(
    vscode.l10n.t(
      'A report is on the clipboard. Say what you expected, and send it to the authors.',
    ),
  );
}

/** The report as Markdown. */
export function checkReport(
  result: CheckResult,
  facts: { readonly project: string; readonly versions: string },
): string {
  return [
    `### A check that seems wrong: \`${facts.project}.${result.step}/${result.check}\``,
    '',
    `- Status: ${result.status}`,
    `- ${facts.versions}`,
    '',
    ...explain(result)
      .split('\n')
      .map((line) => `> ${line}`),
    '',
    'What I did, and why I think it fits the goal of the step:',
    '',
  ].join('\n');
}
