import * as vscode from 'vscode';
import { stateOf, type Progress } from '../../core/progress/progress.ts';
import { stageOf, totalsOf, type Stage, type Totals } from '../../core/progress/totals.ts';
import type { Phase, Project, Skill, Task } from '../../core/roadmap/model.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import type { RoadmapNode } from './roadmapNodes.ts';
import { skippedUri } from './skippedDecorations.ts';
import { hoursText, proofAnywhere, stepItem, verifiedSoFar } from './stepItem.ts';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** What a row needs to know to be drawn. */
export interface ItemContext {
  readonly index: RoadmapIndex;
  readonly progress: Progress;
  /** The next open task: it alone carries a marker, and its phase and skill begin unfolded. */
  readonly next: Task | undefined;
}

/** How a row looks now. */
export function itemOf(node: RoadmapNode, context: ItemContext): vscode.TreeItem {
  const { index } = context;
  const item = draw(node, context);
  const prefixed = node.kind === 'page' || node.kind === 'milestone' || node.kind === 'step';
  item.id = prefixed ? `${node.kind}:${node.id}` : node.id;
  return item;

  function draw(of: RoadmapNode, { progress, next }: ItemContext): vscode.TreeItem {
    switch (of.kind) {
      case 'phase':
        return phaseItem(present(index.phase(of.id)), index, progress, next);
      case 'skill':
        return skillItem(present(index.skill(of.id)), progress, next);
      case 'task':
        return taskItem(present(index.task(of.id)), progress, next);
      case 'page':
        return pageItem(of.id, index);
      case 'milestone':
        return milestoneItem(present(index.project(of.id)), index, progress);
      case 'step':
        return stepItem(present(index.step(of.id)), progress, proofAnywhere(progress, of.id));
    }
  }
}

function phaseItem(
  phase: Phase,
  index: RoadmapIndex,
  progress: Progress,
  next: Task | undefined,
): vscode.TreeItem {
  const number = index.roadmap.phases.indexOf(phase) + 1;
  const totals = totalsOf(
    phase.skills.flatMap((skill) => skill.tasks),
    progress,
  );
  const weeks = weeksText(phase);
  const item = new vscode.TreeItem(`${number}  ${phase.label}`, unfolded(phase.id, next));
  item.description = vscode.l10n.t('{0} of {1} · {2}', totals.studied, totals.total, weeks);
  item.iconPath = stageIcon(stageOf(totals));
  item.contextValue = `phase.${stageOf(totals)}`;
  item.tooltip = markdown(
    `**${phase.title}**  \n${phase.summary}`,
    countText(totals),
    vscode.l10n.t('Takes {0} at ten hours a week. Tools: {1}.', weeks, phase.tools.join(', ')),
  );
  item.accessibilityInformation = {
    label: vscode.l10n.t('Phase {0}, {1}, {2}, {3}', number, phase.title, countText(totals), weeks),
  };
  return item;
}

function skillItem(skill: Skill, progress: Progress, next: Task | undefined): vscode.TreeItem {
  const totals = totalsOf(skill.tasks, progress);
  const item = new vscode.TreeItem(skill.label, unfolded(skill.id, next));
  item.description = vscode.l10n.t('{0} of {1}', totals.studied, totals.total);
  item.contextValue = `skill.${stageOf(totals)}`;
  item.tooltip = markdown(`**${skill.title}**  \n${skill.summary}`, countText(totals));
  item.accessibilityInformation = {
    label: vscode.l10n.t('Skill {0}, {1}', skill.title, countText(totals)),
  };
  return item;
}

function taskItem(task: Task, progress: Progress, next: Task | undefined): vscode.TreeItem {
  const state = stateOf(progress, task.id);
  const mark = progress.marks.get(task.id);
  const item = new vscode.TreeItem(task.label, None);
  const words = stateWords(state === 'skipped', state === 'done', mark?.reason);
  item.checkboxState = {
    state:
      state === 'done'
        ? vscode.TreeItemCheckboxState.Checked
        : vscode.TreeItemCheckboxState.Unchecked,
    tooltip:
      state === 'done'
        ? vscode.l10n.t('Studied. Untick to open it again.')
        : vscode.l10n.t('Tick when studied.'),
    accessibilityInformation: { label: `${task.title}, ${words}`, role: 'checkbox' },
  };
  item.contextValue = `task.${state}`;
  if (state === 'skipped') {
    item.resourceUri = skippedUri(task.id);
    item.description = vscode.l10n.t('skipped');
  } else {
    item.description = hoursText(task.hours);
  }
  if (task === next) {
    item.iconPath = new vscode.ThemeIcon('arrow-right');
    item.description = vscode.l10n.t('next');
  }
  item.tooltip = markdown(
    `**${task.title}**  \n${task.why}`,
    `${hoursText(task.hours)} · ${words}`,
  );
  item.accessibilityInformation = {
    label: `${task === next ? vscode.l10n.t('Next: ') : ''}${task.title}, ${hoursText(task.hours)}, ${words}`,
  };
  item.command = openNotes(task.id);
  return item;
}

function pageItem(id: string, index: RoadmapIndex): vscode.TreeItem {
  const title = index.phase(id) ? vscode.l10n.t('Introduction') : vscode.l10n.t('Notes');
  const item = new vscode.TreeItem(title, None);
  item.iconPath = new vscode.ThemeIcon('book');
  item.contextValue = 'page';
  item.command = openNotes(id);
  const about = (index.phase(id) ?? index.skill(id))?.title ?? id;
  item.tooltip = vscode.l10n.t('Read about {0} beside your code', about);
  item.accessibilityInformation = {
    label: vscode.l10n.t('{0} to {1}, a page to read', title, about),
  };
  return item;
}

function milestoneItem(project: Project, index: RoadmapIndex, progress: Progress): vscode.TreeItem {
  const steps = index.stepsOf(project);
  const item = new vscode.TreeItem(project.label, steps.length > 0 ? Collapsed : None);
  item.iconPath = new vscode.ThemeIcon('milestone');
  item.description = verifiedSoFar(steps, progress) || vscode.l10n.t('milestone');
  item.contextValue = project.starter ? 'project.available' : 'project.described';
  item.tooltip = projectTooltip(project);
  item.accessibilityInformation = {
    label: vscode.l10n.t('Milestone project: {0}, {1}', project.title, hoursText(project.hours)),
  };
  return item;
}

/** What a project is, for its tooltip. */
export function projectTooltip(project: Project): vscode.MarkdownString {
  return markdown(
    `**${project.title}**  \n${project.summary}`,
    vscode.l10n.t('Built with {0}.', project.stack.join(', ')),
    vscode.l10n.t('Shows: {0}.', project.demonstrates.join(', ')),
    project.starter
      ? vscode.l10n.t('A starter is ready to scaffold.')
      : vscode.l10n.t('This version does not carry its starter.'),
  );
}

function openNotes(id: string): vscode.Command {
  return {
    command: 'mlopsRoadmap.openPhaseNotes',
    title: vscode.l10n.t('Open Phase Notes'),
    arguments: [id],
  };
}

function unfolded(id: string, next: Task | undefined): vscode.TreeItemCollapsibleState {
  return next?.id.startsWith(`${id}.`) ? Expanded : Collapsed;
}

// An outline, a dot inside, a tick inside: the shape tells, not the colour.
const STAGE_ICONS: Readonly<Record<Stage, string>> = {
  untouched: 'circle-large-outline',
  begun: 'record',
  complete: 'pass',
};

function stageIcon(stage: Stage): vscode.ThemeIcon {
  return new vscode.ThemeIcon(STAGE_ICONS[stage]);
}

function weeksText({ weeks: { min, max } }: Phase): string {
  return min === max ? vscode.l10n.t('{0} weeks', min) : vscode.l10n.t('{0}–{1} weeks', min, max);
}

function countText({ studied, total, skipped }: Totals): string {
  const count = vscode.l10n.t('{0} of {1} studied', studied, total);
  return skipped === 0 ? count : vscode.l10n.t('{0} · {1} skipped', count, skipped);
}

function stateWords(skipped: boolean, done: boolean, reason: string | undefined): string {
  if (skipped) return vscode.l10n.t('skipped: {0}', reason ?? '');
  return done ? vscode.l10n.t('studied') : vscode.l10n.t('not studied yet');
}

function markdown(...paragraphs: readonly string[]): vscode.MarkdownString {
  return new vscode.MarkdownString(paragraphs.join('\n\n'));
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A row of the tree has no content behind it.');
  return value;
}
