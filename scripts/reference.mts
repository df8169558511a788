import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { loadCatalogue } from '../src/core/catalogue/load.ts';
import {
  REFERENCE_PREFIX,
  type Reference,
  type ReferencePage,
  type SearchPlace,
} from '../src/core/catalogue/model.ts';
import type { LoadedRoadmap } from '../src/core/roadmap/loader.ts';
import { referencesIn } from '../src/core/roadmap/pageLinks.ts';
import type { Problem } from '../src/core/roadmap/problem.ts';
import { noteLinks } from '../src/editor/notes/linkPolicy.ts';
import { renderMarkdown } from '../src/editor/notes/renderMarkdown.ts';
import { contentFiles } from '../src/node/contentFiles.ts';

type Report = (problem: Problem) => void;

/** The reference's pages, and what search leads to besides the roadmap itself. */
export interface CompiledReference {
  readonly reference: Reference;
  readonly pages: ReadonlyMap<string, string>;
  readonly search: readonly SearchPlace[];
}

const NO_PICTURES: ReadonlyMap<string, string> = new Map();

/** Reads and checks the reference of a roadmap; without a catalogue there is none. */
export async function compileReference(
  loaded: LoadedRoadmap,
  source: string,
  report: Report,
): Promise<CompiledReference> {
  const { phases, asOf } = loaded.roadmap;
  const catalogue = await loadCatalogue(contentFiles(source), phases, asOf, report);
  const pages = new Map(
    [...(catalogue?.pages ?? [])].map(([id, markdown]) => [REFERENCE_PREFIX + id, markdown]),
  );
  const all = new Map([...loaded.pages, ...pages]);
  const headings = new Map([...all].map(([id, markdown]) => [id, headingsOf(markdown)]));
  for (const [id, markdown] of all) checkAnchors(id, markdown, headings, report);
  const listed = (catalogue?.list.pages ?? []).map((page): ReferencePage => ({
    ...page,
    places: (headings.get(REFERENCE_PREFIX + page.id) ?? [])
      .filter(({ level }) => level === 2)
      .map(({ text, id }) => ({ title: text, anchor: id })),
  }));
  const search: SearchPlace[] = [];
  for (const [page, own] of headings) {
    const where = titleOf(all.get(page) ?? '');
    for (const { text, id } of own) {
      search.push({ kind: 'heading', title: text, where, page, anchor: id });
    }
  }
  const anchorOf = (page: string, title: string) =>
    headings.get(REFERENCE_PREFIX + page)?.find(({ text }) => text === title)?.id ?? '';
  for (const category of catalogue?.tools.categories ?? []) {
    const place = { page: `${REFERENCE_PREFIX}tools`, anchor: anchorOf('tools', category.title) };
    for (const { name } of category.tools) {
      search.push({ kind: 'tool', title: name, where: category.title, ...place });
    }
  }
  for (const { question, phase } of catalogue?.questions.questions ?? []) {
    const number = phases.findIndex(({ id }) => id === phase) + 1;
    const title = phases[number - 1]?.title ?? '';
    const anchor = anchorOf('questions', `Phase ${number}: ${title}`);
    const page = `${REFERENCE_PREFIX}questions`;
    search.push({ kind: 'question', title: question, where: title, page, anchor });
  }
  return { reference: { pages: listed }, pages, search };
}

/** Writes what `compileReference` made. */
export async function writeReference(compiled: CompiledReference, dist: string): Promise<void> {
  for (const [id, markdown] of compiled.pages) {
    await fs.writeFile(path.join(dist, 'pages', `${id}.md`), markdown);
  }
  await fs.writeFile(path.join(dist, 'reference.json'), JSON.stringify(compiled.reference));
  await fs.writeFile(path.join(dist, 'search.json'), JSON.stringify(compiled.search));
}

function headingsOf(markdown: string) {
  return renderMarkdown(markdown, NO_PICTURES, noteLinks).headings;
}

function titleOf(markdown: string): string {
  return /^# (.+)$/m.exec(markdown)?.[1] ?? '';
}

/** Reports links to headings that are not there; the checklist and its skills always are. */
function checkAnchors(
  page: string,
  markdown: string,
  headings: ReadonlyMap<string, readonly { readonly id: string }[]>,
  report: Report,
): void {
  for (const { kind, target, line } of referencesIn(markdown)) {
    const [id = '', anchor] = kind === 'note' ? target.split('#') : [];
    const own = kind === 'other' && target.startsWith('#') ? target.slice(1) : undefined;
    const wanted = own ?? anchor;
    if (wanted === undefined || wanted === 'checklist' || wanted.startsWith('skill-')) continue;
    const there = headings.get(own === undefined ? id : page);
    if (there?.some((heading) => heading.id === wanted) === true) continue;
    report({
      file: `page ${page}`,
      line,
      message: `The link "${target}" leads to no heading.`,
      remedy: 'Use the heading’s text in lower case with hyphens.',
    });
  }
}
