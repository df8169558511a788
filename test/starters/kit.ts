import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import {
  cacheFolder,
  goToolsFolder,
  pythonToolsFolder,
  root,
  uvFolder,
} from '../../scripts/setup/places.mjs';
import { spend } from './spent.ts';

/** What a program printed, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly output: string;
  /** Whether it was ended because it took too long. */
  readonly timedOut?: boolean;
}

// Rich takes any FORCE_COLOR for a wish, 0 too, and then splits words with colours.
const plain = (): NodeJS.ProcessEnv => ({
  ...process.env,
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
  COLUMNS: '200',
});

/** Runs a program to its end; its output is plain text. */
export function run(
  folder: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Ran {
  const { status, stdout, stderr, error } = spawnSync(command, [...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...plain(), ...env },
    maxBuffer: 64 * 1024 * 1024,
    timeout: 840_000,
  });
  return { code: status ?? 1, output: `${stdout}${stderr}${error ? String(error) : ''}` };
}

/** The same without waiting for it here, so that two programs may run at a time. */
export function start(
  folder: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  timeoutMs = 840_000,
): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      command,
      [...args],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...plain(), ...env },
        maxBuffer: 64 * 1024 * 1024,
        timeout: timeoutMs,
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, output: `${stdout}${stderr}`, timedOut: error?.killed === true });
      },
    );
  });
}

/** Writes a starter with the product's own command line, as a learner would. */
export function scaffold(project: string, target: string, args: readonly string[] = []): Ran {
  return run(root, process.execPath, [
    path.join(root, 'dist', 'cli.js'),
    'new',
    project,
    target,
    ...args,
  ]);
}

/** A linter of the tests' own Python environment. */
export const pythonTool = (name: string) => path.join(pythonToolsFolder(), 'bin', name);

/** actionlint's program, or undefined where Go could not build it. */
export function actionlint(): string | undefined {
  const program = path.join(goToolsFolder(), 'actionlint');
  return fs.existsSync(program) ? program : undefined;
}

/**
 * Gives a project its environment: made once for each lock file's content, then linked into every
 * project with the same lock.
 */
export function linkEnvironment(project: string): void {
  const lock = fs.readFileSync(path.join(project, 'requirements-dev.txt'));
  const hash = createHash('sha256').update(lock).digest('hex');
  const environment = path.join(cacheFolder(), 'python-compiled', hash.slice(0, 16));
  if (!fs.existsSync(path.join(environment, '.installed'))) {
    const started = performance.now();
    fs.rmSync(environment, { recursive: true, force: true });
    const uv = path.join(uvFolder(), 'bin', 'uv');
    must(run(project, uv, ['venv', '--quiet', '--python', 'python3', environment]));
    const python = path.join(environment, 'bin', 'python');
    must(
      run(project, uv, [
        'pip',
        'install',
        '--quiet',
        '--compile-bytecode',
        '--python',
        python,
        '-r',
        'requirements-dev.txt',
      ]),
    );
    fs.writeFileSync(path.join(environment, '.installed'), hash);
    spend('environments', started);
  }
  fs.symlinkSync(environment, path.join(project, '.venv'));
}

/** Fails with the program's own words when it did not succeed. */
export function must({ code, output }: Ran): string {
  if (code !== 0) throw new Error(`Exit code ${code}.\n${output}`);
  return output;
}

/** A port that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** A server that was started, with what it printed. */
export interface Server {
  readonly address: string;
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts a server and waits until its address answers; fails with its output when it ends first. */
export async function serve(
  folder: string,
  command: string,
  args: readonly string[],
  port: number,
  env: NodeJS.ProcessEnv = {},
): Promise<Server> {
  const child = spawn(command, [...args], {
    cwd: folder,
    env: { ...plain(), ...env },
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const address = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 60_000;
  while (!(await answers(address))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await end(child);
      throw new Error(`The server did not answer.\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { address, output: () => output, stop: () => end(child) };
}

async function answers(address: string): Promise<boolean> {
  try {
    await fetch(`${address}/health`);
    return true;
  } catch {
    return false;
  }
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const { pid } = child;
    if (child.exitCode !== null || pid === undefined) {
      resolve();
      return;
    }
    const signal = (name: NodeJS.Signals) => {
      try {
        process.kill(-pid, name);
      } catch {
        // It has ended since.
      }
    };
    const impatient = setTimeout(() => signal('SIGKILL'), 10_000);
    child.once('exit', () => {
      clearTimeout(impatient);
      resolve();
    });
    signal('SIGTERM');
  });
}
