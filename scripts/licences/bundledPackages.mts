import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { EMBEDDED, wholeOf } from './embedded.mts';

/** A package whose code is in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX identifier or expression. */
  readonly licence: string;
  /** Its licence, and the notices that it asks to pass on. */
  readonly text: string;
  /** Bundles with its code, relative to `dist`, sorted. */
  readonly bundles: readonly string[];
}

interface Manifest {
  readonly version: string;
  readonly license?: string;
}

const LICENCE_FILE = /^(licen[cs]e|copying)([.-].*)?$/i;
const NOTICE_FILE = /^(notice|third-?party-?notices?)([.-].*)?$/i;
/** `…/node_modules/<name>/…`, the innermost; pnpm has the version in a folder above. */
const SOURCE = /^(.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//;
const PNPM_VERSION = /\/\.pnpm\/(?:@[^/+]+\+)?[^/@]+@([^/_(]+)[^/]*\/$/;

/** The bundles in `dist`: every file that has a source map beside it. */
export async function bundlesIn(dist: string): Promise<readonly string[]> {
  const names = await fs.readdir(dist, { recursive: true });
  return names
    .filter((name) => name.endsWith('.map'))
    .map((name) => name.slice(0, -'.map'.length).replaceAll('\\', '/'))
    .sort();
}

/**
 * The packages in some bundles of `dist`, sorted by name. Source maps name them, because they also
 * name what came inside a package.
 * @throws Error for a package whose licence is not known.
 */
export async function bundledPackages(
  dist: string,
  bundles: readonly string[],
): Promise<readonly BundledPackage[]> {
  const found = new Map<string, { source: Source; bundles: Set<string> }>();
  for (const bundle of bundles) {
    const map = path.join(dist, ...`${bundle}.map`.split('/'));
    const { sources } = JSON.parse(await fs.readFile(map, 'utf8')) as {
      readonly sources: readonly string[];
    };
    for (const each of sources) {
      const source = sourceOf(path.resolve(path.dirname(map), each).replaceAll('\\', '/'));
      if (!source) continue;
      const key = `${source.name}@${source.version ?? source.folder}`;
      const entry = found.get(key) ?? { source, bundles: new Set() };
      entry.bundles.add(bundle);
      found.set(key, entry);
    }
  }
  const packages = await Promise.all(
    [...found.values()].map(async (entry) => ({
      ...(await described(entry.source)),
      bundles: [...entry.bundles].sort(),
    })),
  );
  return packages.sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Source {
  readonly name: string;
  readonly folder: string;
  /** Known from the path for what came inside another package. */
  readonly version: string | undefined;
}

function sourceOf(file: string): Source | undefined {
  const match = SOURCE.exec(file);
  if (!match) return undefined;
  const [, above = '', inner = ''] = match;
  const name = wholeOf(inner);
  const version = PNPM_VERSION.exec(above)?.[1];
  return { name, folder: `${above}node_modules/${name}`, version };
}

async function described({ name, folder, version }: Source) {
  if (version !== undefined) {
    const known = EMBEDDED[`${name}@${version}`];
    if (!known) throw unknown(`${name}@${version}`, 'add it to scripts/licences/embedded.mts');
    const file = path.join(import.meta.dirname, 'texts', known.text);
    return { name, version, licence: known.licence, text: tidy(await fs.readFile(file, 'utf8')) };
  }
  const names = await fs.readdir(folder).catch(() => []);
  const licences = names.filter((each) => LICENCE_FILE.test(each)).sort();
  if (licences.length === 0) throw unknown(name, `${folder} has no licence file`);
  const manifest = JSON.parse(
    await fs.readFile(path.join(folder, 'package.json'), 'utf8'),
  ) as Manifest;
  if (typeof manifest.license !== 'string') throw unknown(name, 'its package.json names none');
  const notices = names.filter((each) => NOTICE_FILE.test(each)).sort();
  const texts = await Promise.all(
    [...licences, ...notices].map((each) => fs.readFile(path.join(folder, each), 'utf8')),
  );
  const text = texts.map(tidy).join('\n\n');
  return { name, version: manifest.version, licence: manifest.license, text };
}

function unknown(name: string, why: string): Error {
  return new Error(`The licence of the bundled package ${name} is not known: ${why}.`);
}

/** Without a byte order mark, carriage returns, and white space at the end of lines. */
function tidy(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .replaceAll('\f', '')
    .replace(/[ \t]+$/gm, '')
    .trim();
}
