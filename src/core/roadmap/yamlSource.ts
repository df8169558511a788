import { LineCounter, parseDocument, type Document } from 'yaml';
import * as v from 'valibot';
import type { Problem } from './problem.ts';

/** One YAML file: its value, and where in the text each part of it stands. */
export interface YamlSource<T> {
  readonly file: string;
  readonly value: T;
  /** The 1-based line of the part at `path`, or of its nearest parent that exists. */
  readonly lineOf: (path: readonly (string | number)[]) => number;
}

const LARGEST_BYTES = 1024 * 1024;

/**
 * Parses and validates one YAML file.
 * Problems go to `report`; the result is undefined when there were any.
 */
export function readYaml<T>(
  file: string,
  text: string,
  schema: v.GenericSchema<unknown, T>,
  report: (problem: Problem) => void,
): YamlSource<T> | undefined {
  if (text.length > LARGEST_BYTES) {
    report({ file, line: 1, message: 'The file is larger than 1 MiB.', remedy: 'Split it.' });
    return undefined;
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  for (const error of document.errors) {
    report({
      file,
      line: lines.linePos(error.pos[0]).line,
      message: `Not valid YAML: ${firstLine(error.message)}.`,
      remedy: 'Fix the syntax at this place.',
    });
  }
  if (document.errors.length > 0) return undefined;

  let raw: unknown;
  try {
    raw = document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    report({ file, line: 1, message: `${message}.`, remedy: 'Write the values out.' });
    return undefined;
  }

  const lineOf = (path: readonly (string | number)[]) => lineAt(document, lines, path);
  const result = v.safeParse(schema, raw);
  if (!result.success) {
    for (const issue of result.issues) report(problemOf(file, issue, lineOf));
    return undefined;
  }
  return { file, value: result.output, lineOf };
}

/** A schema's complaint as a problem with its place and remedy. */
export function problemOf(
  file: string,
  issue: v.BaseIssue<unknown>,
  lineOf: (path: readonly (string | number)[]) => number,
): Problem {
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  const place = path.length === 0 ? 'The file' : `"${path.join('.')}"`;
  const line = lineOf(path);
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return {
      file,
      line,
      message: `${place} is not a known key.`,
      remedy: 'Remove it, or correct its spelling.',
    };
  }
  if (issue.received === 'undefined') {
    return { file, line, message: `${place} is missing.`, remedy: 'Add it.' };
  }
  if (issue.message.startsWith('must ')) {
    return {
      file,
      line,
      message: `${place} ${issue.message}.`,
      remedy: `Found: ${issue.received}.`,
    };
  }
  return {
    file,
    line,
    message: `${place} has the wrong form.`,
    remedy: `Expected ${issue.expected ?? 'another value'}, found ${issue.received}.`,
  };
}

function lineAt(
  document: Document.Parsed,
  lines: LineCounter,
  path: readonly (string | number)[],
): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown =
      length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const range = (node as { range?: [number, number, number] } | null | undefined)?.range;
    if (range) return lines.linePos(range[0]).line;
  }
  return 1;
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? text)
    .replace(/[.:]$/, '')
    .replace(/ at line \d+, column \d+$/, '');
}
