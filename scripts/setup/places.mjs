// Where set-up puts what is too large for the clone. Runs on Node 20 without packages.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** The clone. */
export const root = path.resolve(import.meta.dirname, '..', '..');

/** @returns {string} the cache folder: MLOPS_ROADMAP_CACHE, or the user's own. */
export function cacheFolder() {
  const set = process.env['MLOPS_ROADMAP_CACHE'];
  if (set) return path.resolve(set);
  const home = os.homedir();
  if (process.platform === 'win32') {
    return path.join(
      process.env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'),
      'mlops-roadmap',
    );
  }
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Caches', 'mlops-roadmap');
  return path.join(process.env['XDG_CACHE_HOME'] ?? path.join(home, '.cache'), 'mlops-roadmap');
}

/**
 * @param {...string} files paths relative to the clone
 * @returns {string} a short key of their content
 */
export function keyOf(...files) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of files) hash.update(readFileSync(path.join(root, file)));
  return hash.digest('hex').slice(0, 12);
}

/** Version of Node that builds and runs everything; the same as the devDependency `node`. */
export const nodeVersion = /** @type {{devDependencies: {node: string}}} */ (
  JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
).devDependencies.node;

/** @returns {string} the folder of the pinned Node with its headers. */
export function pinnedNodeFolder() {
  return path.join(cacheFolder(), `node-${nodeVersion}-${process.platform}-${process.arch}`);
}

/** @returns {string} the pinned Node's program. */
export function pinnedNode() {
  return path.join(pinnedNodeFolder(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** @returns {string} the folder of the served VS Code. */
export function servedFolder() {
  return path.join(cacheFolder(), `served-${keyOf('scripts/servedVscode/package-lock.json')}`);
}

/** @returns {string} the program of the served VS Code, for the pinned Node. */
export function servedMain() {
  return path.join(
    servedFolder(),
    'node_modules',
    'code-server',
    'lib',
    'vscode',
    'out',
    'server-main.js',
  );
}

/** Version of uv, which makes Python environments for the tests. */
export const uvVersion = '0.13.9';

/** @returns {string} the folder of the Python environment that holds the linters of the tests. */
export function pythonToolsFolder() {
  return path.join(cacheFolder(), `python-tools-${keyOf('scripts/setup/python-tools.txt')}`);
}

/** Version of actionlint, which is built with Go where Go is there. */
export const actionlintVersion = '1.7.12';

/** @returns {string} the folder of programs built with Go. */
export function goToolsFolder() {
  return path.join(cacheFolder(), `actionlint-${actionlintVersion}`);
}

/** @returns {string} the folder of the Python environment that holds uv. */
export function uvFolder() {
  return path.join(cacheFolder(), `uv-${uvVersion}`);
}
