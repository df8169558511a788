import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';

const root = path.resolve(import.meta.dirname, '..', '..');
const pages = [
  ...fs.readdirSync(root).filter((name) => name.endsWith('.md')),
  ...fs.readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`),
];

/** The text without code, in which brackets mean something else. */
function proseOf(file: string): string {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  return text.replace(/^(`{3,})[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '`');
}

/** The anchors of a page's headings, as Git hosts and VS Code make them. */
function anchorsOf(file: string): ReadonlySet<string> {
  const text = fs.readFileSync(path.join(root, file), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  return new Set(
    [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
      match[1]!
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}

describe('the pages for contributors', () => {
  for (const page of pages) {
    it(`link files and headings that are there: ${page}`, () => {
      for (const match of proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
        const target = match[1]!;
        if (/^[a-z]+:/i.test(target)) continue;
        const [file = '', anchor] = target.split('#');
        const place = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
        assert.ok(fs.existsSync(path.join(root, place)), target);
        if (anchor !== undefined) assert.ok(anchorsOf(place).has(anchor), target);
      }
    });
  }
});
