// Sets up what building and testing need. Runs on Node 20 without packages; a second run is quick.
// node scripts/setup.mjs [packages] [served] [browser] [python] [starters]; all of them by default.
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  actionlintVersion,
  cacheFolder,
  goToolsFolder,
  keyOf,
  nodeVersion,
  pinnedNodeFolder,
  pythonToolsFolder,
  root,
  servedFolder,
  uvFolder,
  uvVersion,
} from './setup/places.mjs';
import { installOnce, needSpace, run, say, SetupError, works } from './setup/steps.mjs';
import { ensureSystemPackages } from './setup/systemPackages.mjs';

const windows = process.platform === 'win32';
const npm = windows ? 'npm.cmd' : 'npm';

/** The npm packages of the lock file, in the clone. */
function packages() {
  const stamp = path.join(root, 'node_modules', '.mlops-roadmap-lock');
  const key = keyOf('package-lock.json');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === key) return;
  needSpace(root, 400);
  say('installing npm packages (about 250 MB)');
  run('npm ci', npm, ['ci', '--no-audit', '--no-fund'], { cwd: root, shell: windows });
  fs.writeFileSync(stamp, key);
}

/** Node with its headers, and the VS Code that runs on it. */
function served() {
  if (fs.existsSync(servedFolder())) return;
  needSpace(cacheFolder(), 1500);
  installOnce(pinnedNodeFolder(), `Node ${nodeVersion} (about 120 MB)`, (temporary) => {
    const name = `node-${windows ? 'win' : process.platform}-${process.arch}`;
    const holder = `${temporary}-npm`;
    fs.mkdirSync(holder, { recursive: true });
    fs.writeFileSync(path.join(holder, 'package.json'), '{"private":true}');
    run(`npm install ${name}`, npm, ['install', `${name}@${nodeVersion}`], {
      cwd: holder,
      shell: windows,
    });
    fs.cpSync(path.join(holder, 'node_modules', name), temporary, { recursive: true });
    fs.rmSync(holder, { recursive: true });
  });
  installOnce(servedFolder(), 'the served VS Code (about 620 MB, 3 minutes)', (temporary) => {
    for (const file of ['package.json', 'package-lock.json']) {
      fs.copyFileSync(path.join(root, 'scripts', 'servedVscode', file), path.join(temporary, file));
    }
    const node = pinnedNodeFolder();
    const env = {
      ...withoutNpm(process.env),
      PATH: `${path.join(node, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
      npm_config_nodedir: node,
    };
    // Its install scripts build native parts and install its own packages: all of them are wanted.
    const args = ['ci', '--unsafe-perm', '--foreground-scripts', '--dangerously-allow-all-scripts'];
    run('Installing the served VS Code', npm, args, { cwd: temporary, env, shell: windows });
  });
}

/**
 * An npm that starts another one hands its own settings down, the version of its Node among them.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function withoutNpm(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_/i.test(name)));
}

/** uv, which makes the Python environments of the tests. */
function python() {
  installOnce(uvFolder(), `uv ${uvVersion} (about 60 MB)`, (temporary) => {
    run('Making a Python environment', 'python3', ['-m', 'venv', temporary]);
    run('Installing uv', path.join(temporary, 'bin', 'python'), [
      '-m',
      'pip',
      'install',
      '--quiet',
      `uv==${uvVersion}`,
    ]);
  });
  installOnce(pythonToolsFolder(), 'linters for notes and starters (about 150 MB)', (temporary) => {
    const uv = path.join(uvFolder(), 'bin', 'uv');
    run('Making a Python environment', uv, [
      'venv',
      '--quiet',
      '--relocatable',
      temporary,
      '--allow-existing',
    ]);
    const list = path.join(root, 'scripts', 'setup', 'python-tools.txt');
    run('Installing the linters', uv, [
      ...['pip', 'install', '--quiet', '--python', path.join(temporary, 'bin', 'python')],
      ...['-r', list],
    ]);
  });
}

/** actionlint, where Go is there; without it the tests that use it say that they are skipped. */
function starters() {
  if (!works('go', ['version'])) {
    say('Go is not there: workflows are not checked by actionlint.');
    return;
  }
  installOnce(goToolsFolder(), `actionlint ${actionlintVersion}`, (temporary) => {
    const env = { ...process.env, GOBIN: temporary, GOFLAGS: '-mod=mod' };
    const module = `github.com/rhysd/actionlint/cmd/actionlint@v${actionlintVersion}`;
    run('Building actionlint', 'go', ['install', module], { env });
  });
}

/** @type {Readonly<Record<string, () => void>>} */
const PARTS = { packages, served, browser: () => undefined, python, starters };

/**
 * Keeps for `npm test` how long its set-up took; those that its parts start are quick.
 * @param {number} seconds
 */
function noteSeconds(seconds) {
  if (process.env['npm_lifecycle_event'] !== 'test') return;
  const logs = path.join(root, 'out', 'logs');
  fs.mkdirSync(logs, { recursive: true });
  fs.writeFileSync(path.join(logs, 'set-up.json'), JSON.stringify({ seconds }));
}

const asked = process.argv.slice(2);
// A desktop VS Code downloads itself and brings its own window.
const desktop = process.env['VSCODE_DESKTOP'] === '1';
const parts = (asked.length > 0 ? asked : Object.keys(PARTS)).filter(
  (part) => !(desktop && (part === 'served' || part === 'browser')),
);
const started = performance.now();
try {
  const unknown = parts.filter((part) => !(part in PARTS));
  if (unknown.length > 0)
    throw new SetupError(
      `There is no part “${unknown.join(', ')}”. Parts: ${Object.keys(PARTS).join(', ')}.`,
    );
  ensureSystemPackages(parts);
  for (const part of parts) PARTS[part]?.();
  noteSeconds((performance.now() - started) / 1000);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`set-up: ${error.message}`);
  process.exitCode = 1;
}
