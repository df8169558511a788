import { createHash } from 'node:crypto';

/** A change of a text: the characters from `start` to `end` become `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The operator, such as `comparison` or `line removed`. */
  readonly kind: string;
}

/** A file of a solution. */
export interface MutatedFile {
  /** Relative to the project. */
  readonly path: string;
  readonly text: string;
  /** The 1-based lines that the step's solution adds. */
  readonly added: ReadonlySet<number>;
}

/** A solution with one small change in a line that it adds. */
export interface Mutant {
  readonly path: string;
  /** The 1-based line of the solution. */
  readonly line: number;
  readonly kind: string;
  /** The whole file. */
  readonly text: string;
  /** The change with one line around it and without line numbers: what a verdict is keyed by. */
  readonly diff: string;
}

/** The mutants that edits make of the lines which a solution adds; each of them once. */
export function mutantsOf(file: MutatedFile, edits: readonly Edit[]): readonly Mutant[] {
  const byDiff = new Map<string, Mutant>();
  for (const { start, end, text, kind } of edits) {
    const mutated = file.text.slice(0, start) + text + file.text.slice(end);
    if (mutated === file.text) continue;
    const changed = changedPart(file.text, mutated);
    const first = lineAt(file.text, changed.start);
    const last = lineAt(file.text, Math.max(changed.start, changed.end - 1));
    const line = range(first, last).find((each) => file.added.has(each));
    if (line === undefined) continue;
    const diff = diffOf(file.path, file.text, mutated);
    if (byDiff.has(diff)) continue;
    byDiff.set(diff, { path: file.path, line, kind, text: mutated, diff });
  }
  return [...byDiff.values()];
}

/** The 1-based lines that a unified diff adds, in the numbering of the new file. */
export function addedLines(diff: string): ReadonlySet<number> {
  const added = new Set<number>();
  let line = 0;
  let inHunk = false;
  for (const each of diff.split('\n')) {
    const start = /^@@ -\S+ \+(\d+)/.exec(each)?.[1];
    if (start !== undefined) {
      line = Number(start);
      inHunk = true;
    } else if (inHunk && each.startsWith('+')) added.add(line++);
    else if (each.startsWith(' ')) line += 1;
  }
  return added;
}

/** A short key of a text. */
export function hashOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** One change as lines with their sign, below the file's name. */
function diffOf(path: string, before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const lines = [
    ...old.slice(Math.max(0, head - 1), head).map((line) => ` ${line}`),
    ...old.slice(head, old.length - tail).map((line) => `-${line}`),
    ...now.slice(head, now.length - tail).map((line) => `+${line}`),
    ...old.slice(old.length - tail, old.length - tail + 1).map((line) => ` ${line}`),
  ];
  // White space at the end of a line is lost when YAML is formatted.
  return [path, ...lines.map((line) => line.trimEnd())].join('\n').trimEnd();
}

/** Where two texts differ, as a part of the first one. */
function changedPart(
  before: string,
  after: string,
): { readonly start: number; readonly end: number } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return { start, end: before.length - tail };
}

function lineAt(text: string, place: number): number {
  return text.slice(0, place).split('\n').length;
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
