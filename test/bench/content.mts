import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';
import type { Roadmap } from '../../src/core/roadmap/model.ts';
import { referencesIn } from '../../src/core/roadmap/pageLinks.ts';
import { noteLinks } from '../../src/editor/notes/linkPolicy.ts';
import { renderMarkdown } from '../../src/editor/notes/renderMarkdown.ts';
import { compiledContent } from '../../src/node/compiledContent.ts';
import { medianTime, type Measure } from './measure.mts';

const RUNS = 51;
const content = compiledContent(path.join(root, 'dist'));

/** The longest of the pages that teach a skill. */
export interface LongestNote {
  readonly roadmap: Roadmap;
  readonly id: string;
  readonly markdown: string;
}

/** Reading the compiled roadmap, and turning the longest note into HTML, in this process. */
export async function measureContent(): Promise<readonly Measure[]> {
  const { id, markdown } = await longestNote();
  const phase = id.split('.')[0] ?? '';
  const pictures = new Map<string, string>();
  for (const { kind, target } of referencesIn(markdown)) {
    if (kind === 'picture') pictures.set(target, await content.picture(phase, target));
  }
  return [
    {
      name: 'read and parse dist/roadmap.json',
      value: await medianTime(RUNS, () => content.roadmap()),
      unit: 'ms',
    },
    {
      name: `render the longest note (${id}, ${(markdown.length / 1000).toFixed(1)} KB)`,
      value: await medianTime(RUNS, () => renderMarkdown(markdown, pictures, noteLinks)),
      unit: 'ms',
    },
  ];
}

/** Finds it in the compiled content. */
export async function longestNote(): Promise<LongestNote> {
  const roadmap = await content.roadmap();
  const skills = roadmap.phases.flatMap((phase) => phase.skills.filter((skill) => skill.note));
  const notes = await Promise.all(
    skills.map(async ({ id }) => ({ roadmap, id, markdown: await content.page(id) })),
  );
  return notes.reduce((a, b) => (b.markdown.length > a.markdown.length ? b : a));
}
