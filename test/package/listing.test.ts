import assert from 'node:assert/strict';
import * as path from 'node:path';
import { packagedText } from '../../scripts/packagedText.mts';
import { openVsix } from './vsix.ts';

interface Listing {
  readonly version: string;
  readonly icon: string;
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
}

// https://code.visualstudio.com/api/references/extension-manifest
const CATEGORIES = new Set([
  'AI',
  'Azure',
  'Chat',
  'Data Science',
  'Debuggers',
  'Education',
  'Extension Packs',
  'Formatters',
  'Keymaps',
  'Language Packs',
  'Linters',
  'Machine Learning',
  'Notebooks',
  'Other',
  'Programming Languages',
  'SCM Providers',
  'Snippets',
  'Testing',
  'Themes',
  'Visualization',
]);
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The addresses of the pictures in a Markdown text. */
function picturesIn(markdown: string): readonly string[] {
  const markup = [...markdown.matchAll(/!\[[^\]]*\]\(\s*<?([^)\s>]+)/g)];
  const html = [...markdown.matchAll(/<(?:img|source)\b[^>]*?\bsrc(?:set)?=["']([^"'\s]+)/g)];
  return [...markup, ...html].map((match) => match[1]!);
}

/** The targets of the links in a Markdown text: inline, by reference, bare in `<…>`, and in HTML. */
function linksIn(markdown: string): readonly string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  return [
    ...prose.matchAll(/(?<!!)\[[^\]]*\]\(\s*<?([^)\s>]+)/g),
    ...prose.matchAll(/^\s*\[[^\]]+\]:\s*<?([^\s>]+)/gm),
    ...prose.matchAll(/<([a-z][a-z+.-]*:[^\s>]+)>/gi),
    ...prose.matchAll(/<a\b[^>]*?\bhref=["']([^"'\s]+)/g),
  ].map((match) => match[1]!);
}

/** A heading's anchor, as GitHub and VS Code make it. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

describe('the listing', () => {
  const vsix = openVsix();
  const listing = JSON.parse(vsix.text('package.json')) as Listing;

  it('has an icon of 256 pixels, as PNG', () => {
    const icon = vsix.bytes(listing.icon);
    assert.deepEqual([...icon.subarray(0, PNG.length)], PNG);
    const header = new DataView(icon.buffer, icon.byteOffset);
    assert.deepEqual([header.getUint32(16), header.getUint32(20)], [256, 256]);
  });

  it('is in categories that VS Code knows', () => {
    assert.ok(listing.categories.length > 0);
    assert.deepEqual(
      listing.categories.filter((category) => !CATEGORIES.has(category)),
      [],
    );
  });

  it('has at most five keywords', () => {
    assert.ok(listing.keywords.length > 0 && listing.keywords.length <= 5);
  });

  it('has a README whose pictures are in the package, and are no SVG', () => {
    const readme = vsix.document('readme');
    for (const picture of picturesIn(vsix.text(readme))) {
      assert.doesNotMatch(picture, /\.svg([?#]|$)/i, picture);
      if (/^[a-z]+:/i.test(picture)) assert.match(picture, /^https:/);
      else assert.ok(vsix.names.includes(path.posix.normalize(picture)), `${picture} is missing`);
    }
  });

  for (const document of ['readme', 'changelog'] as const) {
    it(`has a ${document.toUpperCase()} whose links VS Code follows`, () => {
      // Its page of an extension opens web addresses and goes to headings, and nothing else.
      const text = vsix.text(vsix.document(document));
      const anchors = new Set([...text.matchAll(/^#+ (.+)$/gm)].map((match) => slug(match[1]!)));
      for (const link of linksIn(text)) {
        if (link.startsWith('#')) assert.ok(anchors.has(link.slice(1)), `no heading for ${link}`);
        else assert.match(link, /^(https:\/\/|mailto:)/, `${link} leads nowhere`);
      }
    });
  }

  it('leaves no trace of a link that only a clone has', () => {
    const page = [
      '# A',
      'See [docs/x.md](docs/x.md#part), [here](#a) and [there](https://example.org/).',
      '![A picture](media/x.png)',
      '## For contributors',
      'See [C](C.md).',
      '## Licence',
      'MIT.',
    ];
    assert.deepEqual(packagedText(page.join('\n')).split('\n'), [
      '# A',
      'See docs/x.md, [here](#a) and [there](https://example.org/).',
      '![A picture](media/x.png)',
      '## Licence',
      'MIT.',
    ]);
  });

  it('has a CHANGELOG that begins with this version', () => {
    const changelog = vsix.text(vsix.document('changelog'));
    const top = /^##\s+\[?v?(\d+\.\d+\.\d+[\w.-]*)/m.exec(changelog)?.[1];
    assert.equal(top, listing.version);
  });
});
