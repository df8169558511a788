import * as vscode from 'vscode';
import { countSteps, isCore, type StepCounts } from '../../core/checks/coreSteps.ts';
import { instanceName, proofOf, stateOf, type Progress } from '../../core/progress/progress.ts';
import { onlyFor, type ProjectStep } from '../../core/roadmap/roadmapIndex.ts';
import { skippedUri } from './skippedDecorations.ts';

/** `2 hours`, `1 hour`, `1.5 hours`. */
export function hoursText(hours: number): string {
  return hours === 1 ? vscode.l10n.t('1 hour') : vscode.l10n.t('{0} hours', hours);
}

/** When and at which commit a step was proved. */
export interface ProofFacts {
  readonly at: string;
  readonly commit: string;
  /** The name of the project that it was proved in, for rows that are about no project of a folder. */
  readonly project?: string;
}

/**
 * How a step's row looks: the checkbox is the learner's word, the seal is what a check has proved.
 * @param proof in the row's project, or `proofAnywhere` where the row is about none
 * @param note stands below in the tooltip
 */
export function stepItem(
  step: ProjectStep,
  progress: Progress,
  proof: ProofFacts | undefined,
  note?: string,
): vscode.TreeItem {
  const state = stateOf(progress, step.id);
  const item = new vscode.TreeItem(step.step.label, vscode.TreeItemCollapsibleState.None);
  const only = onlyFor(step).join(', ');
  const condition = [
    ...(isCore(step.step) ? [] : [vscode.l10n.t('deeper')]),
    ...(only === '' ? [] : [vscode.l10n.t('only with “{0}”', only)]),
  ].join(', ');
  const reason = progress.marks.get(step.id)?.reason ?? '';
  const words = [
    ...(proof ? [sealText(proof)] : []),
    state === 'skipped'
      ? vscode.l10n.t('skipped: {0}', reason)
      : state === 'done'
        ? vscode.l10n.t('studied')
        : vscode.l10n.t('open'),
  ].join(', ');
  const kind = isCore(step.step) ? vscode.l10n.t('Step') : vscode.l10n.t('Deeper step');
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
    ? sealText(proof)
    : state === 'skipped'
      ? vscode.l10n.t('skipped')
      : condition;
  if (state === 'skipped') item.resourceUri = skippedUri(step.id);
  item.contextValue = `step.${state}`;
  item.tooltip = new vscode.MarkdownString(
    [
      `**${step.title}**`,
      [hoursText(step.step.hours), words, ...(condition === '' ? [] : [condition])].join(', '),
      ...(proof ? [proofText(proof)] : []),
      ...(note === undefined ? [] : [note]),
    ].join('\n\n'),
  );
  item.accessibilityInformation = { label: vscode.l10n.t('{0} {1}, {2}', kind, step.title, words) };
  item.command = {
    command: 'mlopsRoadmap.openProjectGuide',
    title: vscode.l10n.t('Open Project Guide'),
    arguments: [step.id],
  };
  return item;
}

/** What proves a step in any project of the learner's, for rows that are about no folder's. */
export function proofAnywhere(progress: Progress, step: string): ProofFacts | undefined {
  const proof = proofOf(progress, step);
  return proof && { ...proof, project: projectName(progress, proof.instance) };
}

/**
 * `2 of 8 verified in orders` for a project, in any instance of the learner's; `0 of 8 verified`
 * when no instance has one, empty when it has no steps in this version. A step that only some
 * options have counts once it is verified: not every learner has it.
 */
export function verifiedSoFar(steps: readonly ProjectStep[], progress: Progress): string {
  const proofs = steps.flatMap(({ id }) => proofOf(progress, id) ?? []);
  const proved = new Set(proofs.map(({ id }) => id));
  const counted = steps.filter((step) => onlyFor(step).length === 0 || proved.has(step.id));
  const rows = counted.map(({ id, step }) => ({ id, core: step.core }));
  const count = verifiedText(countSteps(rows, ({ id }) => proved.has(id)));
  const [first, ...others] = new Set(proofs.map(({ instance }) => instance));
  if (first === undefined) return count;
  return others.length === 0
    ? vscode.l10n.t('{0} in {1}', count, projectName(progress, first))
    : vscode.l10n.t('{0} in your projects', count);
}

function projectName(progress: Progress, instance: string): string {
  return instanceName(progress, instance) ?? vscode.l10n.t('one of your projects');
}

/** `2 of 6 verified, and 1 deeper`; empty when there are no steps. */
export function verifiedText({ verified, core, deeper }: StepCounts): string {
  if (core === 0) return '';
  return deeper === 0
    ? vscode.l10n.t('{0} of {1} verified', verified, core)
    : vscode.l10n.t('{0} of {1} verified, and {2} deeper', verified, core, deeper);
}

function sealText({ project }: ProofFacts): string {
  return project === undefined
    ? vscode.l10n.t('verified')
    : vscode.l10n.t('verified in {0}', project);
}

function proofText({ at, commit, project }: ProofFacts): string {
  const day = at.slice(0, 10);
  const when =
    project === undefined
      ? vscode.l10n.t('Verified on {0}', day)
      : vscode.l10n.t('Verified in {0} on {1}', project, day);
  return commit === ''
    ? vscode.l10n.t('{0}, without a commit.', when)
    : vscode.l10n.t('{0} at commit {1}.', when, commit.slice(0, 7));
}
