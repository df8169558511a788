import * as ini from 'ini';
import { parse as parseToml, TomlError } from 'smol-toml';
import { DocumentError, limitValue } from './documentLimits.ts';
import type { Finding } from './model.ts';
import type { CheckWorld } from './world.ts';
import { parseJson } from './jsonDocument.ts';
import { lookFailed } from './look.ts';
import type { ParsedFile } from './parsedFile.ts';
import { parseAllYaml, parseYaml } from './yamlDocuments.ts';

/** The formats of structured files. */
export const FORMATS = ['yaml', 'json', 'toml', 'ini'] as const;
export type Format = (typeof FORMATS)[number];

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  yaml: 'yaml',
  yml: 'yaml',
  lock: 'yaml',
  dvc: 'yaml',
  json: 'json',
  ipynb: 'json',
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
    return broken(path, format, error);
  }
}

/** All documents of a YAML file, such as Kubernetes manifests; lines are those of the file. */
export async function readYamlDocuments(
  world: CheckWorld,
  path: string,
): Promise<readonly ParsedFile[] | Finding> {
  const text = await readText(world, path);
  if (typeof text !== 'string') return text;
  try {
    return parseAllYaml(text);
  } catch (error) {
    return broken(path, 'yaml', error);
  }
}

/** The finding for a text that is not what its name says, or more than can be read. */
function broken(file: string, format: Format, error: unknown): Finding {
  const line =
    error instanceof DocumentError || error instanceof TomlError ? error.line : undefined;
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  // The parsers' own recursion is limited by `limitValue` and `limitLevels`; this is what is left.
  const found = error instanceof RangeError ? 'Too many levels, each inside another' : message;
  return {
    status: 'failed',
    expected: `${file} to be valid ${format.toUpperCase()}`,
    found: found.replace(/^Invalid TOML document: /, ''),
    file,
    ...(line === undefined ? {} : { line }),
    next: `Fix the syntax of ${file}.`,
  };
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

/** Parses a text; for output of programs, which has no file. @throws when it is broken or too large. */
export function parse(text: string, format: Format): ParsedFile {
  if (format === 'json') return parseJson(text);
  if (format === 'yaml') return parseYaml(text);
  const value = format === 'toml' ? parseToml(text) : ini.parse(text);
  limitValue(value);
  return { value, lineOf: () => undefined };
}
