import * as vscode from 'vscode';
import type { Project } from '../../core/roadmap/model.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import { hoursText, projectTooltip } from './roadmapItems.ts';

/** One row of the Projects view: a group, a project, or a fact about it. */
export type ProjectNode =
  | { readonly kind: 'group'; readonly of: Project['kind'] }
  | { readonly kind: 'project'; readonly id: string }
  | { readonly kind: 'fact'; readonly of: string; readonly icon: string; readonly text: string };

/** The Projects view: milestones and portfolio projects, each with what it is made of and shows. */
export class ProjectsTree implements vscode.TreeDataProvider<ProjectNode>, vscode.Disposable {
  /** How many projects there are. */
  readonly size: number;
  private readonly view: vscode.TreeView<ProjectNode>;
  private readonly index: RoadmapIndex;

  constructor(index: RoadmapIndex) {
    this.index = index;
    this.size = index.roadmap.projects.length;
    this.view = vscode.window.createTreeView('mlopsRoadmap.projects', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
  }

  getChildren(node?: ProjectNode): ProjectNode[] {
    if (!node)
      return [
        { kind: 'group', of: 'milestone' },
        { kind: 'group', of: 'portfolio' },
      ];
    if (node.kind === 'group') {
      const projects = this.index.roadmap.projects.filter((project) => project.kind === node.of);
      return projects.map(({ id }) => ({ kind: 'project', id }));
    }
    const project = node.kind === 'project' ? this.index.project(node.id) : undefined;
    return project ? this.factsOf(project) : [];
  }

  getTreeItem(node: ProjectNode): vscode.TreeItem {
    switch (node.kind) {
      case 'group':
        return groupItem(
          node.of,
          this.index.roadmap.projects.filter((each) => each.kind === node.of).length,
        );
      case 'project':
        return projectItem(node.id, this.index.project(node.id));
      case 'fact':
        return factItem(node);
    }
  }

  dispose(): void {
    this.view.dispose();
  }

  private factsOf(project: Project): ProjectNode[] {
    const phases = project.phases
      .map(
        (id) =>
          `${this.index.roadmap.phases.findIndex((phase) => phase.id === id) + 1} ${this.index.phase(id)?.title ?? ''}`,
      )
      .join(', ');
    const fact = (icon: string, text: string): ProjectNode => ({
      kind: 'fact',
      of: project.id,
      icon,
      text,
    });
    return [
      fact('info', project.summary),
      fact('layers', vscode.l10n.t('Built with {0}', project.stack.join(', '))),
      fact('star-empty', vscode.l10n.t('Shows {0}', project.demonstrates.join(', '))),
      fact(
        'list-ordered',
        project.phases.length === 1
          ? vscode.l10n.t('Phase {0}', phases)
          : vscode.l10n.t('Phases {0}', phases),
      ),
      ...(project.starter
        ? [
            fact(
              'cloud-download',
              vscode.l10n.t('Set-up downloads about {0} MB', project.starter.download),
            ),
          ]
        : []),
    ];
  }
}

function groupItem(kind: Project['kind'], count: number): vscode.TreeItem {
  const title = kind === 'milestone' ? vscode.l10n.t('Milestones') : vscode.l10n.t('Portfolio');
  const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group:${kind}`;
  item.description =
    kind === 'milestone'
      ? vscode.l10n.t('{0}, one a phase', count)
      : vscode.l10n.t('{0}, for your applications', count);
  return item;
}

function projectItem(id: string, project: Project | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(project?.title ?? id, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `project:${id}`;
  if (!project) return item;
  const ready = project.starter !== undefined;
  item.description = ready
    ? vscode.l10n.t('starter ready · {0}', hoursText(project.hours))
    : hoursText(project.hours);
  item.iconPath = new vscode.ThemeIcon(project.kind === 'milestone' ? 'milestone' : 'briefcase');
  item.contextValue = ready ? 'project.available' : 'project.described';
  item.tooltip = projectTooltip(project);
  return item;
}

function factItem(node: Extract<ProjectNode, { kind: 'fact' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(node.text, vscode.TreeItemCollapsibleState.None);
  item.id = `fact:${node.of}:${node.icon}`;
  item.iconPath = new vscode.ThemeIcon(node.icon);
  item.tooltip = node.text;
  return item;
}
