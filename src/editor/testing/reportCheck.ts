import * as vscode from 'vscode';
import type { CheckResult } from '../../core/checks/model.ts';
import { explain } from '../../core/checks/report.ts';
import { ExpectedError } from '../../core/errors.ts';
import { copyReport } from '../ports/copyReport.ts';
import type { ChosenStep } from './chooseStep.ts';
import { extensionVersion } from './testingDeps.ts';

/** Copies a report about a check that seems wrong; it holds nothing of the learner's own files but what the check said. */
export async function reportCheck(
  { project, step }: ChosenStep,
  context: vscode.ExtensionContext,
): Promise<void> {
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
  const report = checkReport(picked.result, {
    project: record.project,
    versions: `starter ${record.starter}, roadmap ${record.roadmap}, extension ${extensionVersion(context)}, ${vscode.env.appName} ${vscode.version}, ${process.platform}`,
  });
  await copyReport(report, vscode.l10n.t('Add what you did and what you expected.'), context);
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
