import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { budgetTable, type Measured } from './testReport/budget.mts';
import { slowestTests } from './testReport/slowest.mts';
import { root } from './setup/places.mjs';

// npm test [-- --without-starters]: runs every kind of test, one line of result each, goes on after
// a failure, and says in the end what took how long. Without the starters' tests it is not the
// whole test: they need some gigabytes of disk for their Python environments.

interface Kind {
  readonly name: string;
  readonly script: string;
  /** False for a tool that counts no tests: the whole run counts as one. */
  readonly counted: boolean;
}

interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const withoutStarters = process.argv.includes('--without-starters');
const KINDS: readonly Kind[] = [
  { name: 'lint', script: 'lint', counted: false },
  { name: 'types', script: 'types', counted: false },
  ...['unit', 'programs', 'content', 'faults', 'package', 'host', 'ui', 'starters']
    .filter((name) => !(withoutStarters && name === 'starters'))
    .map((name) => ({ name, script: `test:${name}`, counted: true })),
];

const logs = path.join(root, 'out', 'logs');
mkdirSync(logs, { recursive: true });
rmSync(path.join(logs, 'starters-spent.json'), { force: true });
const sum = { passed: 0, failed: 0, skipped: 0 };
const measured: Measured[] = [];
for (const kind of KINDS) {
  const started = performance.now();
  const log = path.join(logs, `${kind.name}.log`);
  console.log(`… ${kind.name}`);
  const code = await runScript(kind.script, log);
  const text = readFileSync(log, 'utf8');
  const result = read(kind, code, text);
  sum.passed += result.passed;
  sum.failed += result.failed;
  sum.skipped += result.skipped;
  const seconds = (performance.now() - started) / 1000;
  measured.push({ kind: kind.name, seconds, log: text });
  const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : '';
  const verdict = result.failed === 0 ? 'ok  ' : 'FAIL';
  console.log(
    `${verdict} ${kind.name.padEnd(9)} ${result.passed} passed, ${result.failed} failed${skipped} (${seconds.toFixed(1)} s)`,
  );
  if (result.failed > 0) console.log(`${tail(text)}\n(the whole log: out/logs/${kind.name}.log)`);
}
console.log(`\n${slowestTests(measured)}\n\n${budgetTable(measured, logs)}`);
const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : '';
console.log(`\n${sum.passed} passed, ${sum.failed} failed${skipped}`);
if (withoutStarters) console.log('This was not the whole test: the starters were left out.');
process.exitCode = sum.failed > 0 ? 1 : 0;

function runScript(script: string, log: string): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', script], {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    const file = createWriteStream(log);
    child.stdout.pipe(file, { end: false });
    child.stderr.pipe(file, { end: false });
    child.on('close', (code) => file.end(() => resolve(code ?? 1)));
  });
}

/** Mocha's closing counts; a run that fails, or runs no test, counts as failed in any case. */
function read(kind: Kind, code: number, text: string): Result {
  const last = (word: string) =>
    Number([...text.matchAll(new RegExp(`^\\s*(\\d+) ${word}`, 'gm'))].at(-1)?.[1] ?? 0);
  if (!kind.counted) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const result = { passed: last('passing'), failed: last('failing'), skipped: last('pending') };
  const silent = code !== 0 || result.passed === 0;
  return result.failed === 0 && silent ? { ...result, failed: 1 } : result;
}

function tail(text: string): string {
  return text.trimEnd().split('\n').slice(-80).join('\n');
}
