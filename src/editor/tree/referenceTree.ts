import * as vscode from 'vscode';
import { REFERENCE_PREFIX, type ReferencePage } from '../../core/catalogue/model.ts';
import { layOutRows } from './layOutRows.ts';

/** One row of the Reference view: a page, or a place on it. */
export type ReferenceNode =
  | { readonly kind: 'page'; readonly page: ReferencePage }
  | {
      readonly kind: 'place';
      readonly page: ReferencePage;
      readonly title: string;
      readonly anchor: string;
    };

/** The Reference view: tools, roles, certifications, questions and what else is looked up. */
export class ReferenceTree implements vscode.TreeDataProvider<ReferenceNode>, vscode.Disposable {
  private readonly view: vscode.TreeView<ReferenceNode>;
  private readonly layout: vscode.Disposable;
  private readonly pages: () => Promise<readonly ReferencePage[]>;

  constructor(pages: () => Promise<readonly ReferencePage[]>) {
    this.pages = pages;
    this.view = vscode.window.createTreeView('mlopsRoadmap.reference', { treeDataProvider: this });
    this.layout = layOutRows(this.view);
  }

  async getChildren(node?: ReferenceNode): Promise<ReferenceNode[]> {
    if (!node) return (await this.pages()).map((page) => ({ kind: 'page', page }));
    if (node.kind === 'place') return [];
    return node.page.places.map((place) => ({ kind: 'place', page: node.page, ...place }));
  }

  getTreeItem(node: ReferenceNode): vscode.TreeItem {
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    const { page } = node;
    const id = REFERENCE_PREFIX + page.id;
    if (node.kind === 'place') {
      const item = new vscode.TreeItem(node.title, None);
      item.id = `${id}#${node.anchor}`;
      item.command = open(id, node.anchor);
      return item;
    }
    const item = new vscode.TreeItem(page.title, page.places.length > 0 ? Collapsed : None);
    item.id = id;
    item.iconPath = new vscode.ThemeIcon(page.icon);
    item.tooltip = page.summary;
    item.command = open(id);
    return item;
  }

  dispose(): void {
    this.layout.dispose();
    this.view.dispose();
  }
}

function open(id: string, anchor?: string): vscode.Command {
  return {
    command: 'mlopsRoadmap.openPhaseNotes',
    title: vscode.l10n.t('Open Phase Notes'),
    arguments: [anchor === undefined ? id : `${id}#${anchor}`],
  };
}
