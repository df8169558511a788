import { isFinding, readDocument, readYamlDocuments } from './documents.ts';
import type { ParsedFile } from './parsedFile.ts';
import type { ValuePath } from './expectation.ts';
import type { Place } from './finding.ts';
import type { Finding } from './model.ts';
import type { CheckWorld } from './world.ts';

/** A parsed file that knows its name. */
export interface NamedFile {
  readonly file: string;
  readonly value: unknown;
  /** 1-based; undefined where the format has no positions. */
  readonly lineOf: (path: ValuePath) => number | undefined;
}

/** Reads a YAML file; a finding says why there is nothing to look into. */
export async function readYaml(world: CheckWorld, file: string): Promise<NamedFile | Finding> {
  const parsed = await readDocument(world, file, 'yaml');
  return isFinding(parsed) ? parsed : named(file, parsed);
}

/** Reads every document of a YAML file. */
export async function readAllYaml(
  world: CheckWorld,
  file: string,
): Promise<readonly NamedFile[] | Finding> {
  const documents = await readYamlDocuments(world, file);
  return isFinding(documents) ? documents : documents.map((each) => named(file, each));
}

/** The place of a value in a parsed file. */
export function placeAt(of: NamedFile, path: ValuePath): Place {
  return { file: of.file, line: of.lineOf(path) };
}

function named(file: string, parsed: ParsedFile): NamedFile {
  return { file, value: parsed.value, lineOf: (path) => parsed.lineOf(path) };
}
