import assert from 'node:assert/strict';
import { referencesIn } from '../../src/core/roadmap/pageLinks.ts';
import { renderGuide, StepTexts } from '../../src/editor/notes/guideTexts.ts';
import { guideLinks } from '../../src/editor/notes/linkPolicy.ts';
import { documentHtml } from '../../src/editor/notes/pageHtml.ts';
import { renderMarkdown } from '../../src/editor/notes/renderMarkdown.ts';

/** As large as a guide may be. */
const SIZE = 300_000;
const filled = (text: string) => text.repeat(Math.ceil(SIZE / text.length)).slice(0, SIZE);
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

// Where anything takes the square of a page's length, one of these takes minutes.
const HOSTILE: Readonly<Record<string, string>> = {
  'opening brackets': filled('['),
  'openings of links': filled('[a]('),
  'openings of pictures': filled('!['),
  'links without an end': `[a](${filled('b')}`,
  'titles without an end': filled('[a](b "'),
  stars: filled('*'),
  'stars and words': filled('a**b'),
  'mixed emphasis': filled('*a_'),
  'backticks of every length': lines(700, (index) => '`'.repeat(index)),
  'a table of 100,000 columns': `|${'a|'.repeat(1e5)}\n|${'-|'.repeat(1e5)}\n`,
  'a table of 100,000 rows': `|a|b|\n|-|-|\n${filled('|x\n')}`,
  'quotes in quotes': filled('> '),
  'lists in lists': lines(700, (index) => `${' '.repeat(index * 2)}- a`),
  'call-outs in call-outs': lines(1000, (index) => `${':'.repeat(1003 - index)} note`),
  'headings of one name': filled('# a\n'),
  'a heading of one line': `# ${filled('a ')}`,
  'references to themselves': filled('[a]: a\n'),
  'empty code blocks': filled('```\n'),
  'JSON in a code block': `\`\`\`json\n${filled('[{"a":')}`,
  'shell in a code block': `\`\`\`bash\n${filled('"$(a ')}`,
  'Python in a code block': `\`\`\`python\n${filled('f"{')}`,
  'one long line': filled('a'),
  'one long word of spaces': filled(' '),
  'tags of HTML': filled('<a '),
  entities: filled('&amp'),
  'bytes that are no text': filled('\u0000\uFFFD'),
};

/** The HTML of a page, its table of contents included. */
const page = (markdown: string) => {
  const { rendered, notice } = renderGuide(markdown, 'orders');
  const frame = { cspSource: '', styleUri: '', scriptUri: '', nonce: '', shown: '' };
  const texts = { key: 'guide:a', crumbs: '', summary: '', footer: notice ?? '' };
  const { title, headings, html: main } = rendered;
  return { html: documentHtml({ ...texts, title, headings, main }, frame), notice };
};

describe('a page that is built to be too large', () => {
  for (const [name, markdown] of Object.entries(HOSTILE)) {
    it(`of ${name} is drawn, or says why not`, () => {
      const { html, notice } = page(markdown);
      assert.ok(html.length < 3_500_000, `${html.length} characters`);
      if (notice !== undefined) {
        assert.match(notice, /guide\.md is not shown: .* \d+\.\d MB, and at most 2\.0 MB/);
        assert.match(notice, /Shorten it, or bring it back from Git/);
      }
    });

    it(`of ${name} is searched for links`, () => {
      assert.ok(Array.isArray(referencesIn(markdown)));
    });
  }

  it('is not drawn when its HTML is many times its text', () => {
    assert.match(page(HOSTILE['empty code blocks']!).notice ?? '', /becomes a page of 10\.\d MB/);
  });

  it('lists at most 200 headings', () => {
    assert.equal(page(HOSTILE['headings of one name']!).html.match(/class="level-/g), null);
    const listed = page(filled('## a\n')).html.match(/class="level-2"/g);
    assert.equal(listed?.length, 200);
  });

  it('of a picture in the title of a call-out is drawn', () => {
    const { html } = renderMarkdown('::: note ![a](b.svg)\nText.\n:::\n', new Map(), guideLinks);
    assert.match(html, /missing-picture/);
  });
});

describe('texts of steps that are built to be too large', () => {
  const render = (text: string) => {
    const texts = new StepTexts();
    return Array.from({ length: 200 }, () => texts.render(text));
  };

  it('are drawn until they are too long together, and then say so', () => {
    const drawn = render('word '.repeat(1000));
    assert.match(drawn[59]!, /^<p>word/);
    assert.match(drawn[60]!, /This text is not shown: .*checks\.json have 0\.3 MB of text/);
    assert.match(drawn[199]!, /at most 0\.3 MB are drawn\. Bring the file back from Git/);
  });

  it('are drawn until their HTML is too long together', () => {
    const drawn = render('```\n'.repeat(350));
    const length = drawn.reduce((sum, { length: each }) => sum + each, 0);
    assert.ok(length < 2_100_000, `${length} characters`);
    assert.match(drawn[199]!, /MB of HTML up to here, and at most 2\.0 MB/);
  });
});

describe('the links of a page', () => {
  it('are found as before, with brackets around them', () => {
    const found = referencesIn(
      'See [[a](task:one), ![b](c.svg) and [d](https://e.example/x "title").\n```\n[f](note:g)\n```',
    );
    assert.deepEqual(
      found.map(({ kind, target, text }) => [kind, target, text]),
      [
        ['task', 'one', 'a'],
        ['picture', 'c.svg', 'b'],
        ['web', 'https://e.example/x', 'd'],
      ],
    );
  });
});
