import createMarkdownIt, { type Env, type MarkdownIt, type Token } from 'markdown-it';
import container from 'markdown-it-container';
import { highlight } from './highlight.ts';
import { isWebAddress, refusal, type LinkPolicy } from './linkPolicy.ts';

/** A heading of a page, for its table of contents. */
export interface Heading {
  readonly id: string;
  readonly text: string;
  /** 2 or 3. */
  readonly level: number;
}

/** A page's Markdown as HTML. */
export interface RenderedMarkdown {
  readonly title: string;
  readonly html: string;
  readonly headings: readonly Heading[];
  /** The web addresses that the page links to. */
  readonly webLinks: readonly string[];
}

interface Environment extends Env {
  readonly pictures: ReadonlyMap<string, string>;
  readonly allows: LinkPolicy;
  /** Filled while the page is parsed and rendered. */
  readonly webLinks: string[];
}

const CALL_OUTS = { note: 'Note', tip: 'Tip', warning: 'Warning' } as const;

/** Ids of parts that a page has around its text. */
const RESERVED_IDS = 'checklist contents notices report set-up-size steps steps-title'.split(' ');

const md = createRenderer();

/**
 * Renders a page. HTML in the Markdown stays text; pictures are the SVG texts in `pictures`, put
 * into the page so that they take the theme's colours. What `allows` refuses becomes no link: its
 * address stands in the text, with the reason.
 */
export function renderMarkdown(
  markdown: string,
  pictures: ReadonlyMap<string, string>,
  allows: LinkPolicy,
): RenderedMarkdown {
  const webLinks: string[] = [];
  const environment: Environment = { pictures, allows, webLinks };
  const tokens = md.parse(markdown, environment);
  const headings: Heading[] = [];
  const used = new Map(RESERVED_IDS.map((id) => [id, 1]));
  let title = '';
  tokens.forEach((token, index) => {
    if (token.type !== 'heading_open') return;
    const text = plainText(tokens[index + 1]?.children ?? []);
    const level = Number(token.tag.slice(1));
    if (level === 1) title ||= text;
    const id = uniqueSlug(text, used);
    token.attrSet('id', id);
    if (level === 2 || level === 3) headings.push({ id, text, level });
  });
  return { title, html: md.renderer.render(tokens, md.options, environment), headings, webLinks };
}

/** Makes text safe inside HTML text and attributes. */
export function escapeHtml(text: string): string {
  return md.utils.escapeHtml(text);
}

function createRenderer(): MarkdownIt {
  const renderer = createMarkdownIt({ html: false, linkify: false, typographer: true });
  // Every address reaches `judgeLinks`, so that the page states about each one why it is no link.
  renderer.validateLink = () => true;
  renderer.core.ruler.push('judge_links', ({ tokens, env }) => {
    for (const { children } of tokens) judgeLinks(children ?? [], env as Environment);
  });
  renderer.renderer.rules['refused_close'] = (tokens, index) =>
    `</span> <span class="refusal">${renderer.utils.escapeHtml(tokens[index]?.info ?? '')}</span>`;
  renderer.renderer.rules['refused_open'] = () => '<span class="refused">';
  renderer.renderer.rules['fence'] = (tokens, index) => {
    const token = tokens[index];
    return token ? codeBlock(token.info, token.content) : '';
  };
  renderer.renderer.rules['image'] = (tokens, index, _options, environment) => {
    const token = tokens[index];
    const alt = plainText(token?.children ?? []);
    const svg = (environment as Environment).pictures.get(String(token?.attrGet('src') ?? ''));
    const label = renderer.utils.escapeHtml(alt);
    if (svg === undefined) return `<span class="missing-picture" role="img">${label}</span>`;
    return inlineSvg(svg, label);
  };
  // A wide table has a scroll bar of its own; the keyboard reaches it as a region.
  renderer.renderer.rules['table_open'] = () =>
    '<div class="table" tabindex="0" role="region" aria-label="Table"><table>';
  renderer.renderer.rules['table_close'] = () => '</table></div>';
  for (const [name, label] of Object.entries(CALL_OUTS)) {
    container(renderer, name, {
      render: (tokens, index, _options, environment) => {
        const token = tokens[index];
        if (token?.nesting !== 1) return '</aside>\n';
        const heading = token.info.trim().slice(name.length).trim() || label;
        return `<aside class="call-out ${name}"><p class="call-out-title">${renderer.renderInline(heading, environment)}</p>\n`;
      },
    });
  }
  container(renderer, 'question', {
    render: (tokens, index, _options, environment) => {
      const token = tokens[index];
      if (token?.nesting !== 1) return '</div></details>\n';
      const question = token.info.trim().slice('question'.length).trim();
      return `<details class="question"><summary>${renderer.renderInline(question, environment)}</summary><div>\n`;
    },
  });
  return renderer;
}

/** Takes away the links that the page may not have; the others say where they lead. */
function judgeLinks(tokens: readonly Token[], { allows, webLinks }: Environment): void {
  let refused: string | undefined;
  for (const token of tokens) {
    if (token.type === 'link_open') {
      const href = String(token.attrGet('href') ?? '');
      refused = allows(href) ? undefined : href;
      if (refused !== undefined) token.type = 'refused_open';
      else if (isWebAddress(href)) {
        webLinks.push(href);
        if (token.attrGet('title') === null) token.attrSet('title', href);
      }
    } else if (token.type === 'link_close' && refused !== undefined) {
      token.type = 'refused_close';
      token.info = refusal(refused);
      refused = undefined;
    }
  }
}

function codeBlock(info: string, code: string): string {
  const [language = 'text', ...flags] = info.trim().split(/\s+/);
  const file = flags.find((flag) => flag.startsWith('file='))?.slice('file='.length);
  const output = flags.includes('output');
  const caption = output ? 'Output' : (file ?? language);
  const buttons = output
    ? ''
    : '<span class="code-buttons"><button type="button" data-code="copy">Copy</button>' +
      '<button type="button" data-code="open">Open as File</button></span>';
  const kind = output ? 'code output' : 'code';
  return (
    `<figure class="${kind}" data-language="${md.utils.escapeHtml(language)}">` +
    `<figcaption><span>${md.utils.escapeHtml(caption)}</span>${buttons}</figcaption>` +
    `<pre tabindex="0"><code>${highlight(code, language)}</code></pre></figure>\n`
  );
}

function inlineSvg(svg: string, label: string): string {
  const drawing = svg
    .slice(svg.indexOf('<svg'))
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/\s(role|aria-label|aria-labelledby)="[^"]*"/g, '')
    .replace('<svg', `<svg role="img" aria-label="${label}"`);
  return `<span class="picture">${drawing}</span>`;
}

function plainText(
  tokens: readonly { readonly content: string; readonly children?: unknown }[],
): string {
  return tokens.map((token) => token.content).join('');
}

const LONGEST_SLUG = 80;

/** @param used how often each id was asked for */
function uniqueSlug(text: string, used: Map<string, number>): string {
  const slug =
    text
      .slice(0, LONGEST_SLUG)
      .toLowerCase()
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'section';
  let id = slug;
  while (used.has(id)) {
    const number = (used.get(slug) ?? 1) + 1;
    used.set(slug, number);
    id = `${slug}-${number}`;
  }
  used.set(id, 1);
  return id;
}
