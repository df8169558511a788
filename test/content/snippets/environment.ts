import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { installOnce, run } from '../../../scripts/setup/steps.mjs';
import { cacheFolder, keyOf, uvFolder } from '../../../scripts/setup/places.mjs';

const FOLDER = 'test/content/environments';
const SCRIPT = 'test/content/snippets/environment.ts';

/** The names of the Python environments that notes may ask for with `env=NAME`. */
export function environmentNames(): readonly string[] {
  return fs
    .readdirSync(path.join(import.meta.dirname, '..', 'environments'))
    .filter((name) => name.endsWith('.txt'))
    .map((name) => name.slice(0, -'.txt'.length));
}

/** The folder with the programs of an environment; made once for each content of its lock file. */
export function environmentFolder(name: string): string {
  const lock = `${FOLDER}/${name}.txt`;
  const folder = path.join(cacheFolder(), `notes-${name}-${keyOf(lock, SCRIPT)}`);
  installOnce(folder, `packages for the notes (${name})`, (temporary) => {
    const uv = path.join(uvFolder(), 'bin', 'uv');
    run('Making a Python environment', uv, [
      ...['venv', '--quiet', '--relocatable', '--allow-existing', '--python', 'python3', temporary],
    ]);
    run('Installing packages', uv, [
      // Compiled once here, as pip does it, and not by each block anew.
      ...['pip', 'install', '--quiet', '--compile-bytecode'],
      ...['--python', path.join(temporary, 'bin', 'python')],
      ...['-r', path.join(import.meta.dirname, '..', 'environments', `${name}.txt`)],
    ]);
  });
  return path.join(folder, 'bin');
}

/** Whether Go is there; blocks in Go are skipped without it. */
export function hasGo(): boolean {
  return spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0;
}

/** Where Go keeps what it has built and fetched, so that every page does not do it anew. */
export function goVariables(): Readonly<Record<string, string>> {
  const folder = path.join(cacheFolder(), 'go');
  const own = (name: string) => spawnSync('go', ['env', name], { encoding: 'utf8' }).stdout.trim();
  return {
    GOCACHE: path.join(folder, 'build'),
    GOMODCACHE: path.join(folder, 'modules'),
    GOFLAGS: '-mod=mod -modcacherw',
    GOPROXY: own('GOPROXY'),
    GOSUMDB: own('GOSUMDB'),
  };
}
