/** A sentence of a Goal as its author wrote it, with white space joined. */
export interface GoalSentence {
  readonly text: string;
  /** Lines below the Goal's first one, from 0. */
  readonly line: number;
}

/** The heading of the part of a Goal that says nothing which a check could hold. */
export const WHY_IT_MATTERS = 'Why it matters';

/** A sentence of a Goal that a check holds, as the check quotes it. */
export interface Quote {
  readonly text: string;
  /** Where the quote stands in the checks' file. */
  readonly path: readonly (string | number)[];
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * The sentences of a Goal that say what must be true: all but those below the heading “Why it
 * matters”, blocks of code, headings, and the lines with a colon that only lead to a list or a
 * block. An item of a list is a block of its own.
 */
export function goalSentences(markdown: string): readonly GoalSentence[] {
  const blocks = blocksOf(markdown);
  return blocks.flatMap(({ text, line }, index) => {
    const sentences = sentencesIn(text);
    const leads = blocks[index + 1]?.follows === true && text.endsWith(':');
    return (leads ? sentences.slice(0, -1) : sentences).map((each) => ({ text: each, line }));
  });
}

/** White space joined, so that a sentence may be quoted on fewer or more lines. */
export function joined(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

interface Block {
  readonly text: string;
  readonly line: number;
  /** Whether it is a list's item or a block of code, which a line with a colon may lead to. */
  readonly follows: boolean;
}

function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  let start = 0;
  let item = false;
  let fence: string | undefined;
  let why = false;
  const end = () => {
    const text = joined(lines.join('\n'));
    if (text !== '' && !why) blocks.push({ text, line: start, follows: item });
    lines = [];
    item = false;
  };
  markdown.split('\n').forEach((line, index) => {
    const marker = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (marker?.startsWith(fence) === true) fence = undefined;
      return;
    }
    if (marker !== undefined) {
      end();
      if (!why) blocks.push({ text: '', line: index, follows: true });
      fence = marker;
      return;
    }
    const heading = /^#{3,6} +(.+?)\s*$/.exec(line)?.[1];
    const bullet = /^\s*(?:[-*+]|\d+[.)]) +(.*)$/.exec(line)?.[1];
    if (heading !== undefined || bullet !== undefined || line.trim() === '') end();
    if (heading !== undefined) {
      why = heading === WHY_IT_MATTERS;
      return;
    }
    if (line.trim() === '') return;
    if (lines.length === 0) start = index;
    if (bullet !== undefined) item = true;
    lines.push(bullet ?? line);
  });
  end();
  return blocks;
}

/** Sentences of a block; a full stop in `code` ends none. */
function sentencesIn(text: string): readonly string[] {
  const spans: string[] = [];
  const masked = text.replace(/(`+)(.+?)\1/g, (span) => {
    spans.push(span);
    return `\uE000${'x'.repeat(span.length - 2)}\uE001`;
  });
  let next = 0;
  return [...segmenter.segment(masked)]
    .map(({ segment }) => segment.replace(/\uE000x*\uE001/g, () => spans[next++] ?? '').trim())
    .filter((each) => each !== '');
}
