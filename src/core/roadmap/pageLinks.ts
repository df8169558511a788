/** Something that a page refers to, with the 1-based line where it does. */
export interface Reference {
  readonly kind: 'task' | 'note' | 'project' | 'web' | 'picture' | 'other';
  /** The target without its scheme; for a picture, its path. */
  readonly target: string;
  readonly text: string;
  readonly line: number;
}

// Each part ends at the next bracket or after a fixed length, so that a line of `[[[[…` takes time in
// proportion to its length.
const LINK = /(!?)\[([^[\]]*)\]\(([^)\s]{1,2000})(?:\s{1,9}"[^"]{0,500}")?\)/g;
const FENCE = /^\s*(`{3,}|~{3,})/;

/** The links and pictures of a Markdown page, leaving out those in code. */
export function referencesIn(markdown: string): readonly Reference[] {
  const found: Reference[] = [];
  let fence: string | undefined;
  markdown.split('\n').forEach((line, index) => {
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined) {
      if (fence === undefined) fence = mark;
      else if (mark.startsWith(fence)) fence = undefined;
      return;
    }
    if (fence !== undefined) return;
    const prose = line.replace(/`[^`]*`/g, '');
    for (const [, bang, text = '', target = ''] of prose.matchAll(LINK)) {
      found.push({ ...classify(bang === '!', target), text, line: index + 1 });
    }
  });
  return found;
}

function classify(picture: boolean, target: string): Pick<Reference, 'kind' | 'target'> {
  if (picture) return { kind: 'picture', target };
  const scheme = /^(task|note|project):(.*)$/.exec(target);
  if (scheme) return { kind: scheme[1] as 'task' | 'note' | 'project', target: scheme[2] ?? '' };
  if (target.startsWith('https://')) return { kind: 'web', target };
  return { kind: 'other', target };
}
