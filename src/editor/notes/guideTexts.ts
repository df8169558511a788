import { guideLinks } from './linkPolicy.ts';
import { escapeHtml, renderMarkdown, type RenderedMarkdown } from './renderMarkdown.ts';
import { CHECKS_PATH, GUIDE_PATH } from '../../core/project/paths.ts';

/** Characters of HTML that a guide's page may have from `guide.md`, and from the steps' texts. */
const MOST_HTML = 2_000_000;
/** Characters of Markdown that the steps' texts may have together. */
const MOST_STEP_TEXT = 300_000;
const NO_PICTURES: ReadonlyMap<string, string> = new Map();

/** A guide's own text; `notice` says why it is not shown. */
export interface GuideText {
  readonly rendered: RenderedMarkdown;
  readonly notice: string | undefined;
}

/**
 * Renders `guide.md`, unless its page would be larger than an editor can draw.
 * @param title of the page when nothing of the text is shown
 */
export function renderGuide(markdown: string, title: string): GuideText {
  const rendered = renderMarkdown(markdown, NO_PICTURES, guideLinks);
  if (rendered.html.length <= MOST_HTML) return { rendered, notice: undefined };
  return withoutText(
    title,
    `${GUIDE_PATH} is not shown: it becomes a page of ${megabytes(rendered.html.length)} MB, and at most ${megabytes(MOST_HTML)} MB are drawn. Shorten it, or bring it back from Git.`,
  );
}

/** A guide without its text, and the reason. */
export function withoutText(title: string, notice: string): GuideText {
  const html = `<h1>${escapeHtml(title)}</h1>`;
  return { rendered: { title, html, headings: [], webLinks: [] }, notice };
}

/** Renders the texts of a project's steps, as far as they can be drawn together. */
export class StepTexts {
  private markdown = 0;
  private html = 0;
  private readonly links = new Set<string>();

  /** The web addresses that the texts link to, so far. */
  get webLinks(): ReadonlySet<string> {
    return this.links;
  }

  /** A text as HTML; a sentence in its place once the texts are too large. */
  render(markdown: string): string {
    this.markdown += markdown.length;
    if (this.markdown > MOST_STEP_TEXT) return tooMuch(this.markdown, MOST_STEP_TEXT, 'text');
    const { html, webLinks } = renderMarkdown(markdown, NO_PICTURES, guideLinks);
    this.html += html.length;
    if (this.html > MOST_HTML) return tooMuch(this.html, MOST_HTML, 'HTML');
    for (const link of webLinks) this.links.add(link);
    return html;
  }
}

function tooMuch(size: number, limit: number, what: string): string {
  return `<p class="notice">${escapeHtml(`This text is not shown: the steps of ${CHECKS_PATH} have ${megabytes(size)} MB of ${what} up to here, and at most ${megabytes(limit)} MB are drawn. Bring the file back from Git, or run “Update Project…”.`)}</p>`;
}

function megabytes(characters: number): string {
  return (characters / 1e6).toFixed(1);
}
