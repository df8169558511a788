import * as vscode from 'vscode';
import { proofOf, stateOf, type Progress } from '../../core/progress/progress.ts';
import { onlyFor, type ProjectStep } from '../../core/roadmap/roadmapIndex.ts';
import { skippedUri } from './skippedDecorations.ts';

/** When and at which commit a step was proved. */
export interface ProofFacts {
  readonly at: string;
  readonly commit: string;
}

/**
 * How a step's row looks: the checkbox is the learner's word, the seal is what a check has proved.
 * @param proof in the row's project, or in any of the learner's where the row is about none
 * @param note stands below in the tooltip
 */
export function stepItem(
  step: ProjectStep,
  progress: Progress,
  proof: ProofFacts | undefined,
  note?: string,
): vscode.TreeItem {
  const state = stateOf(progress, step.id);
  const item = new vscode.TreeItem(step.title, vscode.TreeItemCollapsibleState.None);
  const only = onlyFor(step).join(', ');
  const condition = only === '' ? '' : vscode.l10n.t('only with “{0}”', only);
  const reason = progress.marks.get(step.id)?.reason ?? '';
  const words = [
    ...(proof ? [vscode.l10n.t('verified')] : []),
    state === 'skipped'
      ? vscode.l10n.t('skipped: {0}', reason)
      : state === 'done'
        ? vscode.l10n.t('studied')
        : vscode.l10n.t('open'),
  ].join(', ');
  item.id = `step:${step.id}`;
  item.checkboxState = {
    state:
      state === 'done'
        ? vscode.TreeItemCheckboxState.Checked
        : vscode.TreeItemCheckboxState.Unchecked,
    tooltip: vscode.l10n.t('Tick what you have worked through. Verifying is what proves it.'),
    accessibilityInformation: { label: `${step.title}, ${words}`, role: 'checkbox' },
  };
  item.iconPath = proof
    ? new vscode.ThemeIcon('verified-filled', new vscode.ThemeColor('testing.iconPassed'))
    : new vscode.ThemeIcon('circle-outline');
  item.description = proof
    ? vscode.l10n.t('verified')
    : state === 'skipped'
      ? vscode.l10n.t('skipped')
      : condition;
  if (state === 'skipped') item.resourceUri = skippedUri(step.id);
  item.contextValue = `step.${state}`;
  item.tooltip = new vscode.MarkdownString(
    [
      `**${step.title}**`,
      [words, ...(condition === '' ? [] : [condition])].join(', '),
      ...(proof ? [proofText(proof)] : []),
      ...(note === undefined ? [] : [note]),
    ].join('\n\n'),
  );
  item.accessibilityInformation = { label: vscode.l10n.t('Step {0}, {1}', step.title, words) };
  item.command = {
    command: 'mlopsRoadmap.openProjectGuide',
    title: vscode.l10n.t('Open Project Guide'),
    arguments: [step.id],
  };
  return item;
}

/**
 * `2 of 8 verified` for a project, in any instance of the learner's; empty when it has no steps in
 * this version. A step that only some options have counts once it is verified: not every learner has
 * it.
 */
export function verifiedSoFar(steps: readonly ProjectStep[], progress: Progress): string {
  const counted = steps.filter((step) => onlyFor(step).length === 0 || proofOf(progress, step.id));
  const verified = counted.filter(({ id }) => proofOf(progress, id)).length;
  return verifiedText(verified, counted.length);
}

/** `2 of 8 verified`; empty when there are no steps. */
export function verifiedText(verified: number, steps: number): string {
  return steps === 0 ? '' : vscode.l10n.t('{0} of {1} verified', verified, steps);
}

function proofText({ at, commit }: ProofFacts): string {
  const day = at.slice(0, 10);
  return commit === ''
    ? vscode.l10n.t('Verified on {0}, without a commit.', day)
    : vscode.l10n.t('Verified on {0} at commit {1}.', day, commit.slice(0, 7));
}
