import * as vscode from 'vscode';
import { verifiedIn } from '../../core/checks/verified.ts';
import { sentence } from '../../core/errors.ts';
import type { ProgressStore } from '../../core/progress/store.ts';
import { nextOpenTask, percentOf, totalsOf } from '../../core/progress/totals.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import { verifiedText } from '../tree/stepItem.ts';
import type { WorkspaceProjects } from './workspaceProjects.ts';

/** The status bar's one item: the current phase and how much of it is studied. */
export class ProgressStatus implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'mlopsRoadmap.progress',
    vscode.StatusBarAlignment.Left,
    1,
  );
  private readonly subscriptions: readonly { dispose(): void }[];
  private readonly index: RoadmapIndex;
  private readonly store: ProgressStore;
  private readonly projects: WorkspaceProjects;

  constructor(index: RoadmapIndex, store: ProgressStore, projects: WorkspaceProjects) {
    this.index = index;
    this.store = store;
    this.projects = projects;
    this.item.name = vscode.l10n.t('MLOps Roadmap');
    this.item.command = 'mlopsRoadmap.continue';
    this.subscriptions = [
      store.onDidChange(() => this.update()),
      projects.onDidChange(() => this.update()),
    ];
    this.update();
    this.item.show();
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
    this.item.dispose();
  }

  private update(): void {
    const { phases } = this.index.roadmap;
    const next = nextOpenTask(this.index.tasks, this.store.progress);
    const phase = (next && this.index.phaseOf(next.id)) ?? phases.at(-1);
    if (!phase) return;
    const totals = totalsOf(
      phase.skills.flatMap((skill) => skill.tasks),
      this.store.progress,
    );
    const number = phases.indexOf(phase) + 1;
    const project = this.projects.all.find(
      (each) => each.steps.length > 0 && this.projects.ownerOf(each) !== 'other',
    );
    const counts = project && verifiedIn(project);
    const [damaged] = this.projects.damaged;
    const warning = damaged ? ' $(warning)' : '';
    const seal = counts ? ` $(verified-filled) ${counts.verified}/${counts.core}` : '';
    this.item.text = `$(milestone) ${number} ${phase.label} ${percentOf(totals)}%${seal}${warning}`;
    const studied = vscode.l10n.t('{0} of {1} studied', totals.studied, totals.total);
    const count = counts ? `${studied} · ${verifiedText(counts)}` : studied;
    const state = next
      ? vscode.l10n.t('{0}. Next: {1}', count, next.title)
      : vscode.l10n.t('{0}. Every task is studied or skipped.', count);
    const damage = damaged ? `${damaged.name}: ${sentence(damaged.error)}` : '';
    this.item.tooltip = [state, ...(damage === '' ? [] : [damage])].join('\n\n');
    this.item.accessibilityInformation = {
      label: [
        vscode.l10n.t('MLOps Roadmap, phase {0} {1}, {2}', number, phase.title, count),
        ...(damage === '' ? [] : [damage]),
      ].join('. '),
    };
  }
}
