import * as vscode from 'vscode';
import { proofIn } from '../../core/checks/verified.ts';
import { ExpectedError, isExpected, sentence } from '../../core/errors.ts';
import { olderVerifierNote } from '../../core/project/verifierVersion.ts';
import { readGuide } from '../../core/project/projectFolder.ts';
import type { RoadmapIndex } from '../../core/roadmap/roadmapIndex.ts';
import {
  OWNER_ANSWERS,
  STEP_ACTIONS,
  type GuideAction,
  type NotesState,
  type ToHost,
  type ToNotes,
} from '../../contract/noteMessages.ts';
import { showError } from '../ports/messages.ts';
import { attemptsAt } from '../state/attempts.ts';
import { hintsShown } from '../state/hints.ts';
import type { WorkspaceProject, WorkspaceProjects } from '../state/workspaceProjects.ts';
import { workspaceReader } from '../state/workspaceReader.ts';
import {
  guideHtml,
  guideSummary,
  noticesHtml,
  ownerHtml,
  stepsHtml,
  type GuideParts,
  type ProofCommits,
  type StepsParts,
} from './guideHtml.ts';
import { renderGuide, StepTexts, withoutText, type GuideText } from './guideTexts.ts';
import { frameOf, openCodeAsFile, prepareWebview } from './webviewFrame.ts';

/** What the guide needs. */
export interface GuideDeps {
  readonly context: vscode.ExtensionContext;
  readonly index: RoadmapIndex;
  readonly projects: WorkspaceProjects;
  readonly log: vscode.LogOutputChannel;
  /** What finds the commits that hold what was proved. */
  readonly verifier: () => typeof import('../../node/checks/verifier.ts');
  /** Opens a page of the notes. */
  readonly openNote: (id: string) => Promise<void>;
}

const VIEW_TYPE = 'mlopsRoadmap.guide';
const KEY_PREFIX = 'guide:';
/** The page that was shown last in this workspace. */
const SHOWN = 'guide.page';

/** The guide of one project: what to build, what its checks say, and how to go on. */
export class GuidePanel implements vscode.Disposable {
  private readonly deps: GuideDeps;
  private readonly subscription: vscode.Disposable;
  private panel: vscode.WebviewPanel | undefined;
  private folder: vscode.Uri | undefined;
  /** The web addresses that the page may open: those of `guide.md`, and those of the steps. */
  private guideLinks: readonly string[] = [];
  private stepLinks: ReadonlySet<string> = new Set();
  /** Why `guide.md` is not shown. */
  private textNotice: string | undefined;
  private anchor: string | undefined;
  /** The proofs whose commits were last looked for, and what was found. */
  private located: { readonly proofs: string; readonly commits: ProofCommits } | undefined;

  constructor(deps: GuideDeps) {
    this.deps = deps;
    this.subscription = deps.projects.onDidChange(() => {
      void this.sendSteps();
      this.locate();
    });
  }

  /**
   * Shows the guide of a project of this window, unfolded at a step when one is given.
   * @throws ExpectedError `use` when the folder holds no project, `state` when it cannot be read.
   */
  async open(folder: vscode.Uri, step?: string): Promise<void> {
    this.anchor = step === undefined ? undefined : `step-${step}`;
    this.located = undefined;
    if (this.panel && this.folder?.toString() === folder.toString()) {
      this.locate();
      this.panel.reveal(undefined, true);
      await this.sendSteps();
      await this.sendAnchor();
      return;
    }
    if (!this.deps.projects.find(folder)) await this.deps.projects.refresh();
    const parts = await this.load(folder);
    if (this.panel) this.panel.reveal(undefined, true);
    else this.adopt(this.create());
    await this.show(parts);
  }

  /** Fills a panel that VS Code kept over a reload; a guide that was opened since stays. */
  async restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { projects, context } = this.deps;
    await projects.refresh();
    // In the browser VS Code may lose a panel's own state, or bring an older one back, when the
    // window is reloaded; the workspace's is written at once.
    const page =
      context.workspaceState.get<string>(SHOWN) ?? (state as Partial<NotesState> | undefined)?.page;
    const folders = [...projects.all, ...projects.damaged];
    const kept = folders.find(({ uri }) => page === KEY_PREFIX + uri.toString());
    try {
      const parts = kept && (await this.load(kept.uri));
      if (!parts || this.panel) {
        panel.dispose();
        return;
      }
      this.adopt(panel);
      await this.show(parts);
    } catch (error) {
      panel.dispose();
      await showError(error, this.deps.log);
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.panel?.dispose();
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
    this.panel?.dispose();
    this.panel = panel;
    panel.iconPath = new vscode.ThemeIcon('compass') as unknown as vscode.Uri;
    prepareWebview(panel.webview, this.deps.context.extensionUri);
    panel.webview.onDidReceiveMessage((message: ToHost) => {
      this.receive(message).catch((error: unknown) => showError(error, this.deps.log));
    });
    panel.onDidDispose(() => {
      if (this.panel === panel) this.panel = this.folder = undefined;
    });
  }

  private async load(folder: vscode.Uri): Promise<GuideParts> {
    const project = this.deps.projects.find(folder);
    if (!project) {
      const damage = this.damageOf(folder);
      if (damage) throw damage;
      throw new ExpectedError(
        'use',
        'This folder holds no roadmap project that can be read.',
        'Open one, or start one with “Scaffold Project…”.',
      );
    }
    const { rendered, notice } = await this.textOf(project);
    this.textNotice = notice;
    return { ...this.partsOf(project), rendered, notices: await this.noticesOf(project) };
  }

  /** The guide's text; where it cannot be shown the steps still are, with the reason above them. */
  private async textOf({ uri, record }: WorkspaceProject): Promise<GuideText> {
    try {
      return renderGuide(await readGuide(workspaceReader(uri)), record.name);
    } catch (error) {
      if (!isExpected(error)) throw error;
      return withoutText(record.name, sentence(error));
    }
  }

  private damageOf(folder: vscode.Uri): Error | undefined {
    return this.deps.projects.damaged.find(({ uri }) => uri.toString() === folder.toString())
      ?.error;
  }

  private partsOf(project: WorkspaceProject): StepsParts {
    const memory = this.deps.context.workspaceState;
    const { instance } = project.record;
    const texts = new StepTexts();
    this.stepLinks = texts.webLinks;
    return {
      project,
      texts,
      commits: this.located?.commits ?? new Map(),
      download: this.deps.index.project(project.record.project)?.starter?.download,
      hints: new Map(project.steps.map(({ id }) => [id, hintsShown(memory, instance, id)])),
      attempts: new Map(project.steps.map(({ id }) => [id, attemptsAt(memory, instance, id)])),
    };
  }

  private async noticesOf(project: WorkspaceProject): Promise<string> {
    const { version } = this.deps.context.extension.packageJSON as { readonly version: string };
    const older = await olderVerifierNote(workspaceReader(project.uri), version);
    const notices = [this.textNotice, project.interrupted, older].filter(
      (notice) => notice !== undefined,
    );
    const asked = project.steps.length > 0;
    return noticesHtml(notices) + (asked ? ownerHtml(this.deps.projects.ownerOf(project)) : '');
  }

  private async show(parts: GuideParts): Promise<void> {
    if (!this.panel) return;
    const { webview } = this.panel;
    this.folder = parts.project.uri;
    this.guideLinks = parts.rendered.webLinks;
    this.panel.title = parts.rendered.title;
    webview.html = guideHtml(parts, frameOf(webview, this.deps.context.extensionUri));
    this.locate();
    const { workspaceState } = this.deps.context;
    await workspaceState.update(SHOWN, KEY_PREFIX + parts.project.uri.toString());
  }

  /** Looks for the commits that hold what was proved, where Git may run, and shows them. */
  private locate(): void {
    const project = this.folder && this.deps.projects.find(this.folder);
    if (!project || !vscode.workspace.isTrusted || project.uri.scheme !== 'file') return;
    const found = project.steps.flatMap(({ id }) => proofIn(project, id) ?? []);
    const proofs = JSON.stringify(found);
    if (found.length === 0 || proofs === this.located?.proofs) return;
    this.located = { proofs, commits: new Map() };
    this.deps
      .verifier()
      .claimedCommits(project.uri.fsPath, found)
      .then((commits) => {
        if (this.located?.proofs !== proofs) return undefined;
        this.located = { proofs, commits };
        return this.sendSteps();
      })
      .catch((error: unknown) => this.deps.log.warn(`Looking for commits: ${sentence(error)}`));
  }

  private async receive(message: ToHost): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.sendAnchor();
      case 'open':
        return this.follow(message.href);
      case 'copy':
        return vscode.env.clipboard.writeText(message.text);
      case 'openAsFile':
        return openCodeAsFile(message.text, message.language);
      case 'action':
        return this.act(message.action, message.id);
      case 'place':
      case 'toggle':
      case 'report':
        return;
      default:
        return message satisfies never;
    }
  }

  private async act(action: GuideAction, id: string | undefined): Promise<void> {
    if (action === 'adoptProject' || action === 'disownProject') {
      const project = this.folder && this.deps.projects.find(this.folder);
      if (project) await this.deps.projects.answerOwner(project, OWNER_ANSWERS[action]);
    } else if (STEP_ACTIONS.includes(action)) {
      const folder = this.folder?.toString();
      await vscode.commands.executeCommand(`mlopsRoadmap.${action}`, { id, folder });
    }
  }

  private async follow(href: string): Promise<void> {
    if (href.startsWith('note:')) return this.deps.openNote(href.slice('note:'.length));
    if (href.startsWith('file:')) return this.openFile(href.slice('file:'.length));
    if (this.guideLinks.includes(href) || this.stepLinks.has(href)) {
      await vscode.env.openExternal(vscode.Uri.parse(href, true));
      return;
    }
    throw new ExpectedError(
      'use',
      `The link ${href} leads nowhere that a guide may open.`,
      'Copy it into a browser if you trust it.',
    );
  }

  private async openFile(place: string): Promise<void> {
    if (!this.folder) return;
    const [, path = place, line] = /^(.*?)(?::(\d+))?$/.exec(place) ?? [];
    if (path.split('/').includes('..') || path.startsWith('/')) return;
    const position = new vscode.Position(Math.max(0, Number(line ?? 1) - 1), 0);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(this.folder, ...path.split('/')), {
      viewColumn: vscode.ViewColumn.One,
      selection: new vscode.Range(position, position),
    });
  }

  private async sendSteps(): Promise<void> {
    const project = this.folder && this.deps.projects.find(this.folder);
    const damage = this.folder && this.damageOf(this.folder);
    if (damage) await this.send({ type: 'notices', html: noticesHtml([sentence(damage)]) });
    if (!project || project.steps.length === 0) return;
    const html = stepsHtml(this.partsOf(project));
    const notices = await this.noticesOf(project);
    await this.send({ type: 'steps', html, summary: guideSummary(project), notices });
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
