import * as vscode from 'vscode';
import { ExpectedError, sentence } from '../../core/errors.ts';
import { stateOf } from '../../core/progress/progress.ts';
import type { ProgressStore } from '../../core/progress/store.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import { REFERENCE_PREFIX } from '../../core/catalogue/model.ts';
import { referencesIn } from '../../core/roadmap/pageLinks.ts';
import type { NotesState, ToHost, ToNotes } from '../../contract/noteMessages.ts';
import type { CompiledContent } from '../../node/compiledContent.ts';
import { copyReport } from '../ports/copyReport.ts';
import { showError } from '../ports/messages.ts';
import { errorReport } from './errorReport.ts';
import { noteLinks } from './linkPolicy.ts';
import { pageHtml, pageSummary, tasksOnPage } from './pageHtml.ts';
import { escapeHtml, renderMarkdown, type RenderedMarkdown } from './renderMarkdown.ts';
import { frameOf, openCodeAsFile, prepareWebview } from './webviewFrame.ts';

/** What the notes need. */
export interface NotesDeps {
  readonly context: vscode.ExtensionContext;
  readonly index: RoadmapIndex;
  readonly store: ProgressStore;
  readonly content: CompiledContent;
  readonly log: vscode.LogOutputChannel;
  readonly tree: { reveal(id: string): Promise<void> };
}

interface OpenPage {
  readonly id: string;
  readonly rendered: RenderedMarkdown;
  /** Web addresses that this page may open. */
  readonly allowed: ReadonlySet<string>;
}

const VIEW_TYPE = 'mlopsRoadmap.notes';
const PLACE = 'notes.place';
type Place = Pick<NotesState, 'page' | 'scroll'>;

/** The one notes panel, in the second column. */
export class NotesPanel implements vscode.Disposable {
  private readonly deps: NotesDeps;
  private readonly subscription: { dispose(): void };
  private panel: vscode.WebviewPanel | undefined;
  private page: OpenPage | undefined;
  private anchor: string | undefined;
  private scroll = 0;

  constructor(deps: NotesDeps) {
    this.deps = deps;
    this.subscription = deps.store.onDidChange(() => void this.sendStates());
  }

  /** Shows a page beside the code, at a heading when one is given. */
  async open(id: string, anchor?: string): Promise<void> {
    this.anchor = anchor;
    if (this.panel && this.page?.id === id) {
      this.panel.reveal(undefined, true);
      await this.sendAnchor();
      return;
    }
    const page = await this.load(id);
    if (this.panel) this.panel.reveal(undefined, true);
    else this.adopt(this.create());
    this.show(page);
  }

  /** Fills a panel that VS Code kept over a reload. */
  async restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    this.adopt(panel);
    // In the browser VS Code may lose a panel's own state, or bring an older one back, when the
    // window is reloaded; the workspace's is written at once.
    const kept =
      this.deps.context.workspaceState.get<Place>(PLACE) ?? (state as Partial<Place> | undefined);
    const id = kept?.page;
    this.scroll = kept?.scroll ?? 0;
    try {
      this.show(await this.load(typeof id === 'string' ? id : this.firstPage()));
    } catch (error) {
      panel.webview.html = `<p>${escapeHtml(sentence(error))}</p>`;
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.panel?.dispose();
  }

  private firstPage(): string {
    return this.deps.index.roadmap.phases[0]?.id ?? '';
  }

  private create(): vscode.WebviewPanel {
    return vscode.window.createWebviewPanel(
      VIEW_TYPE,
      '',
      { viewColumn: vscode.ViewColumn.Two, preserveFocus: true },
      { enableFindWidget: true },
    );
  }

  private adopt(panel: vscode.WebviewPanel): void {
    const { extensionUri } = this.deps.context;
    this.panel?.dispose();
    this.panel = panel;
    panel.iconPath = new vscode.ThemeIcon('book') as unknown as vscode.Uri;
    prepareWebview(panel.webview, extensionUri);
    panel.webview.onDidReceiveMessage((message: ToHost) => {
      this.receive(message).catch((error: unknown) => showError(error, this.deps.log));
    });
    panel.onDidDispose(() => {
      if (this.panel === panel) this.panel = this.page = undefined;
    });
  }

  private async load(id: string): Promise<OpenPage> {
    const { index, content } = this.deps;
    const isReference = id.startsWith(REFERENCE_PREFIX);
    if (!isReference && !index.phase(id) && !index.skill(id)?.note) {
      throw new ExpectedError(
        'use',
        `There is no note “${id}”.`,
        'Open one from the Roadmap view.',
      );
    }
    const markdown = await content.page(id);
    const phase = (index.phase(id) ?? index.phaseOf(id))?.id ?? '';
    const pictures = new Map<string, string>();
    for (const reference of referencesIn(markdown)) {
      if (reference.kind !== 'picture') continue;
      pictures.set(reference.target, await content.picture(phase, reference.target));
    }
    const rendered = renderMarkdown(markdown, pictures, noteLinks);
    const links = tasksOnPage(id, index).flatMap((task) => task.links.map((link) => link.url));
    return { id, rendered, allowed: new Set([...links, ...rendered.webLinks]) };
  }

  private show(page: OpenPage): void {
    const { panel } = this;
    if (!panel) return;
    const { context, index, store } = this.deps;
    this.page = page;
    const { scroll } = this;
    this.scroll = 0;
    void this.keepPlace(scroll);
    panel.title = page.rendered.title;
    panel.webview.html = pageHtml(
      { id: page.id, rendered: page.rendered, index, progress: store.progress, scroll },
      frameOf(panel.webview, context.extensionUri),
    );
  }

  private async receive(message: ToHost): Promise<void> {
    switch (message.type) {
      case 'ready':
        await this.sendStates();
        return this.sendAnchor();
      case 'place':
        return this.keepPlace(message.scroll);
      case 'toggle':
        return this.toggle(message.id, message.done);
      case 'open':
        return this.follow(message.href);
      case 'copy':
        return vscode.env.clipboard.writeText(message.text);
      case 'openAsFile':
        return openCodeAsFile(message.text, message.language);
      case 'report':
        return this.report(message.heading, message.quote);
      case 'action':
        return;
      default:
        return message satisfies never;
    }
  }

  private async toggle(id: string, done: boolean): Promise<void> {
    if (!this.deps.index.task(id)) return;
    try {
      await this.deps.store.apply([{ id, state: done ? 'done' : 'open' }]);
    } finally {
      await this.sendStates();
    }
  }

  private async follow(href: string): Promise<void> {
    const colon = href.indexOf(':');
    const [scheme, target] = [href.slice(0, colon), href.slice(colon + 1)];
    if (scheme === 'note') {
      const [id = '', anchor] = target.split('#');
      return this.open(id, anchor);
    }
    if (scheme === 'task') return this.deps.tree.reveal(target);
    if (scheme === 'project') {
      await vscode.commands.executeCommand('mlopsRoadmap.scaffoldProject', target.split('#')[0]);
      return;
    }
    if (this.page?.allowed.has(href) === true) {
      await vscode.env.openExternal(vscode.Uri.parse(href, true));
      return;
    }
    throw new ExpectedError(
      'use',
      `The link ${href} leads nowhere that this page may open.`,
      'Report it with “Report an error in this note” at the end of the page.',
    );
  }

  private async report(heading: string, quote: string): Promise<void> {
    const { context, index } = this.deps;
    if (!this.page) return;
    const extension = context.extension.packageJSON as { version: string };
    const text = errorReport({
      page: this.page.id,
      title: this.page.rendered.title,
      heading,
      quote,
      roadmapVersion: index.roadmap.version,
      extensionVersion: extension.version,
      editor: `${vscode.env.appName} ${vscode.version}`,
    });
    await copyReport(text, vscode.l10n.t('Add what is wrong and what it should say.'), context);
  }

  private async keepPlace(scroll: number): Promise<void> {
    if (!this.page) return;
    await this.deps.context.workspaceState.update(PLACE, { page: this.page.id, scroll });
  }

  private async sendStates(): Promise<void> {
    if (!this.page) return;
    const { index, store } = this.deps;
    const { id } = this.page;
    const states = Object.fromEntries(
      tasksOnPage(id, index).map((task) => [task.id, stateOf(store.progress, task.id)]),
    );
    await this.send({ type: 'states', states, summary: pageSummary(id, index, store.progress) });
  }

  private async sendAnchor(): Promise<void> {
    if (this.anchor === undefined) return;
    await this.send({ type: 'scrollTo', anchor: this.anchor });
    this.anchor = undefined;
  }

  private async send(message: ToNotes): Promise<void> {
    await this.panel?.webview.postMessage(message);
  }
}
