import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { EnvironmentFact } from '../../core/doctor/facts.ts';
import { sha256 } from '../files/sha256.ts';

const LOCK_FILES = ['requirements-dev.txt', 'requirements.txt'];

/**
 * What a project's `.venv` is like by its files, as the project's own `tasks.py` would see it.
 * Nothing of it is run here.
 */
export async function readEnvironment(project: string): Promise<EnvironmentFact> {
  const venv = path.join(project, '.venv');
  if (!(await exists(venv))) return { state: 'missing', packages: new Map() };
  return { state: await stateOf(project, venv), packages: await packagesIn(venv) };
}

async function stateOf(project: string, venv: string): Promise<EnvironmentFact['state']> {
  const pythons = [path.join(venv, 'bin', 'python'), path.join(venv, 'Scripts', 'python.exe')];
  const hasPython = (await Promise.all(pythons.map(exists))).includes(true);
  const stamp = await fs.readFile(path.join(venv, '.installed'), 'utf8').catch(() => undefined);
  if (!hasPython || stamp === undefined) return 'broken';
  const wanted = await lockHash(project);
  return wanted === undefined || wanted === stamp.trim() ? 'ready' : 'stale';
}

async function lockHash(project: string): Promise<string | undefined> {
  for (const name of LOCK_FILES) {
    const bytes = await fs.readFile(path.join(project, name)).catch(() => undefined);
    if (bytes) return sha256(bytes);
  }
  return undefined;
}

async function packagesIn(venv: string): Promise<ReadonlyMap<string, string>> {
  const versions = await list(path.join(venv, 'lib'));
  const folders = [
    ...versions.map((version) => path.join(venv, 'lib', version, 'site-packages')),
    path.join(venv, 'Lib', 'site-packages'),
  ];
  const names = (await Promise.all(folders.map(list))).flat();
  const packages = new Map<string, string>();
  for (const name of names) {
    const [, id, version] = /^(.+?)-(\d[\w.+!]*)\.dist-info$/.exec(name) ?? [];
    if (id !== undefined && version !== undefined) packages.set(id.toLowerCase(), version);
  }
  return packages;
}

async function list(folder: string): Promise<readonly string[]> {
  return fs.readdir(folder).catch(() => []);
}

async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}
