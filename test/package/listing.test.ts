import assert from 'node:assert/strict';
import * as path from 'node:path';
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

  it('has a CHANGELOG that begins with this version', () => {
    const changelog = vsix.text(vsix.document('changelog'));
    const top = /^##\s+\[?v?(\d+\.\d+\.\d+[\w.-]*)/m.exec(changelog)?.[1];
    assert.equal(top, listing.version);
  });
});
