import * as ini from 'ini';
import { parse as parseToml, TomlError } from 'smol-toml';
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  parseDocument,
  type Document,
} from 'yaml';
import type { ValuePath } from './expectation.ts';
import type { Finding } from './model.ts';
import type { CheckWorld } from './world.ts';
import { lookFailed } from './look.ts';

/** The formats of structured files. */
export const FORMATS = ['yaml', 'json', 'toml', 'ini'] as const;
export type Format = (typeof FORMATS)[number];

/** A parsed file, with the lines of its parts where the format knows them. */
export interface ParsedFile {
  readonly value: unknown;
  /** 1-based; undefined for formats without positions. */
  lineOf(path: ValuePath): number | undefined;
}

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  yaml: 'yaml',
  yml: 'yaml',
  lock: 'yaml',
  dvc: 'yaml',
  json: 'json',
  toml: 'toml',
  ini: 'ini',
  cfg: 'ini',
};

/** The format that a file's name tells; YAML when it tells none. */
export function formatOf(path: string): Format {
  return BY_EXTENSION[path.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'yaml';
}

/**
 * Reads and parses a structured file. A missing, broken or hostile file gives a finding that says
 * so; YAML aliases are limited, so a small file cannot grow without bounds.
 */
export async function readDocument(
  world: CheckWorld,
  path: string,
  format: Format = formatOf(path),
): Promise<ParsedFile | Finding> {
  const text = await readText(world, path);
  if (typeof text !== 'string') return text;
  try {
    return parse(text, format);
  } catch (error) {
    const line =
      error instanceof PlacedError || error instanceof TomlError ? error.line : undefined;
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return {
      status: 'failed',
      expected: `${path} to be valid ${format.toUpperCase()}`,
      found: message.replace(/^Invalid TOML document: /, ''),
      file: path,
      ...(line === undefined ? {} : { line }),
      next: `Mend the syntax of ${path}.`,
    };
  }
}

/** All documents of a YAML file, such as Kubernetes manifests; lines are those of the file. */
export async function readYamlDocuments(
  world: CheckWorld,
  path: string,
): Promise<readonly ParsedFile[] | Finding> {
  const text = await readText(world, path);
  if (typeof text !== 'string') return text;
  const lines = new LineCounter();
  try {
    const documents = parseAllDocuments(text, { lineCounter: lines, logLevel: 'error' });
    return [...documents].map((document) => fromYaml(document as Document.Parsed, lines));
  } catch (error) {
    return {
      status: 'failed',
      expected: `${path} to be valid YAML`,
      found: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
      file: path,
      ...(error instanceof PlacedError ? { line: error.line } : {}),
      next: `Mend the syntax of ${path}.`,
    };
  }
}

/** True for what `readDocument` gives when there is nothing to look into. */
export function isFinding(value: object): value is Finding {
  return 'status' in value && 'expected' in value && 'found' in value;
}

/** The text of a file, or a finding that says why there is none. @throws ExpectedError `look` when nobody knows. */
export async function readText(world: CheckWorld, path: string): Promise<string | Finding> {
  const content = await world.read(path);
  if (content.kind === 'text') return content.text;
  if (content.kind === 'failed') throw lookFailed(path, content.reason);
  const found = {
    binary: 'a binary file',
    large: `a file of ${'bytes' in content ? Math.round(content.bytes / 1e6) : 0} MB, too large to read`,
    folder: 'a folder',
    missing: 'no such file',
    outside: 'a link that leads out of the project or nowhere',
    special: 'a pipe, a device or a socket',
  }[content.kind];
  return {
    status: 'failed',
    expected: `a text file ${path}`,
    found,
    ...(content.kind === 'missing' ? {} : { file: path }),
    next: content.kind === 'missing' ? `Create ${path}.` : `Put a text file at ${path}.`,
  };
}

/** Parses a text; for output of programs, which has no file. */
export function parse(text: string, format: Format): ParsedFile {
  if (format === 'toml') return { value: parseToml(text), lineOf: () => undefined };
  if (format === 'ini') return { value: ini.parse(text), lineOf: () => undefined };
  const lines = new LineCounter();
  // JSON is read as the YAML that it is, for its lines; what only YAML allows is refused first.
  if (format === 'json') JSON.parse(text);
  return fromYaml(parseDocument(text, { lineCounter: lines, logLevel: 'error' }), lines);
}

class PlacedError extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

function fromYaml(document: Document.Parsed, lines: LineCounter): ParsedFile {
  const [error] = document.errors;
  if (error) {
    throw new PlacedError(
      (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, ''),
      lines.linePos(error.pos[0]).line,
    );
  }
  const value: unknown = document.toJS({ maxAliasCount: 50 });
  if (holdsItself(value)) throw new PlacedError('An alias stands inside what it repeats', 1);
  return { value, lineOf: (path) => lines.linePos(offsetOf(document, path)).line };
}

/** Where the key or entry at a path begins; where its nearest owner does, when there is none. */
function offsetOf(document: Document.Parsed, path: ValuePath): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    let place: unknown;
    if (isMap(node)) {
      const pair = node.items.find(
        (each) => String(isScalar(each.key) ? each.key.value : each.key) === String(key),
      );
      place = pair?.key;
      node = pair?.value;
    } else if (isSeq(node)) {
      place = node = node.items[Number(key)];
    } else break;
    const range = (place as { readonly range?: readonly number[] } | undefined)?.range;
    if (range?.[0] === undefined) break;
    offset = range[0];
  }
  return offset;
}

/** Whether a value can be reached from itself, so that a walk through it would not end. */
function holdsItself(
  value: unknown,
  above = new Set<unknown>(),
  done = new Set<unknown>(),
): boolean {
  if (typeof value !== 'object' || value === null || done.has(value)) return false;
  if (above.has(value)) return true;
  above.add(value);
  const found = Object.values(value).some((inner) => holdsItself(inner, above, done));
  above.delete(value);
  done.add(value);
  return found;
}
