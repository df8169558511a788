import assert from 'node:assert/strict';
import { errorReport } from '../../../src/editor/notes/errorReport.ts';
import { guideLinks, noteLinks } from '../../../src/editor/notes/linkPolicy.ts';
import { renderMarkdown } from '../../../src/editor/notes/renderMarkdown.ts';

const render = (markdown: string, pictures: Record<string, string> = {}) =>
  renderMarkdown(markdown, new Map(Object.entries(pictures)), noteLinks);

describe('a rendered page', () => {
  it('shows HTML in the text as text', () => {
    const { html } = render('# T\n\n<script>alert(1)</script> <img src=x onerror=y>');
    assert.ok(!/<script|<img/.test(html));
    assert.match(html, /&lt;script&gt;/);
  });

  it('makes no link of javascript: and data: addresses', () => {
    const { html } = render(
      '# T\n\n[a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x)',
    );
    assert.ok(!html.includes('<a '));
  });

  it('gives each heading an id of its own, for the table of contents', () => {
    const { title, headings } = render('# Page\n\n## Setup `now`\n\n## Setup now\n\n### Deeper');
    assert.equal(title, 'Page');
    assert.deepEqual(
      headings.map(({ id, text, level }) => [id, text, level]),
      [
        ['setup-now', 'Setup now', 2],
        ['setup-now-2', 'Setup now', 2],
        ['deeper', 'Deeper', 3],
      ],
    );
  });

  it('highlights code, and offers to copy it and to open it as a file', () => {
    const { html } = render('# T\n\n```python run file=train.py\nimport os\n```\n');
    assert.match(html, /data-language="python"/);
    assert.match(html, /<span>train\.py<\/span>/);
    assert.match(html, /hljs-keyword">import/);
    assert.match(html, /data-code="copy"/);
    assert.match(html, /data-code="open"/);
  });

  it('shows stated output without buttons', () => {
    const { html } = render('# T\n\n```text output\n1 < 2\n```\n');
    assert.match(html, /Output/);
    assert.match(html, /1 &lt; 2/);
    assert.ok(!html.includes('<button'));
  });

  it('puts a picture into the page under its alternative text', () => {
    const { html } = render('# T\n\n![Two "boxes"](a.svg)', {
      'a.svg':
        '<?xml version="1.0"?><svg role="img" aria-label="x" viewBox="0 0 1 1"><path/></svg>',
    });
    assert.match(
      html,
      /<svg role="img" aria-label="Two &quot;boxes&quot;" viewBox="0 0 1 1"><path\/><\/svg>/,
    );
    assert.ok(!html.includes('<?xml'));
  });

  it('unfolds a question to its answer', () => {
    const { html } = render('# T\n\n::: question Why *tags*?\nBecause.\n:::\n');
    assert.match(html, /<details class="question"><summary>Why <em>tags<\/em>\?<\/summary>/);
    assert.match(html, /Because\./);
  });

  it('lists the web addresses that it links to, and no others', () => {
    const { webLinks } = render(
      '# T\n\n[a](https://a.example/x) [b](http://b.example) [c](note:one) `https://c.example`',
    );
    assert.deepEqual(webLinks, ['https://a.example/x']);
  });
});

describe('the links of a page', () => {
  const links = (markdown: string, allows: typeof noteLinks) =>
    [...renderMarkdown(markdown, new Map(), allows).html.matchAll(/<a href="([^"]*)"/g)].map(
      ([, href]) => href,
    );

  it('lead to headings, notes, https and this machine, and from notes to tasks and projects', () => {
    const page =
      '[a](#b) [c](note:d) [e](task:f) [g](project:h) [i](https://j.example/) <http://127.0.0.1:8000/docs> [k](http://localhost:5000)';
    const both = ['#b', 'note:d', 'https://j.example/', 'http://127.0.0.1:8000/docs'];
    assert.deepEqual(links(page, guideLinks), [...both, 'http://localhost:5000']);
    assert.deepEqual(links(page, noteLinks).length, 7);
  });

  const refused = [
    ...['http://a.example/', 'mailto:a@b.example', 'vscode://a.b/c', 'command:a.b', 'data:,a'],
    ...['file:///etc/passwd', 'javascript:a', 'ftp://a.example/', 'docs/a.md', '//a.example/b'],
    ...['https://github.com@a.example/', 'https://', 'http://127.0.0.1.a.example/', 'NOTE:a'],
  ];
  for (const target of refused) {
    it(`are not made of ${target}, which stands in the text with the reason`, () => {
      for (const markdown of [
        `[text](${target})`,
        `![](a.svg) *[text][t]*\n\n[t]: ${target}`,
        `::: note [text](${target})\nText.\n:::`,
        `::: question [text](${target})\nText.\n:::`,
      ]) {
        const { html, webLinks } = renderMarkdown(markdown, new Map(), guideLinks);
        assert.doesNotMatch(html, /<a\b|href=/);
        assert.match(html, /<span class="refused">text<\/span> <span class="refusal">\(/);
        assert.ok(html.includes(`(${target} is not opened: links here lead only to notes`), html);
        assert.deepEqual(webLinks, []);
      }
    });
  }

  it('say where they lead', () => {
    const { html } = render('[a](https://b.example/?c&d)');
    assert.match(html, /title="https:\/\/b\.example\/\?c&amp;d"/);
  });

  it('do not carry the reason into headings', () => {
    const { headings } = render('## A [b](http://c.example)');
    assert.deepEqual(headings, [{ id: 'a-b', text: 'A b', level: 2 }]);
  });

  it('are not shadowed by headings that are named like parts of the page', () => {
    const { headings } = render('## Steps\n\n## Notices');
    assert.deepEqual(
      headings.map(({ id }) => id),
      ['steps-2', 'notices-2'],
    );
  });
});

describe('a report on a page', () => {
  it('holds the place and the versions, and room for what is wrong', () => {
    const report = errorReport({
      page: 'one.git',
      title: 'Git',
      heading: 'Branches',
      quote: 'wrong\nline',
      roadmapVersion: '2026.11.0',
      extensionVersion: '0.1.0',
      editor: 'Code 1.139.1',
    });
    assert.match(report, /Page: `one\.git`, section “Branches”/);
    assert.match(report, /> wrong\n> line/);
    assert.match(report, /What is wrong:/);
  });
});
