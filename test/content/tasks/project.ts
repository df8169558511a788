import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { root } from '../../../scripts/setup/places.mjs';

// Projects to try a starter's tasks.py in: what it does with the programs that it starts, and with an
// environment that cannot be used. The programs are stand-ins: `check` starts `python -m ruff`, and
// src/ is on its path.

/** The folder of all projects. */
export const projects = path.join(root, 'roadmap', 'projects');
/** The projects that have a starter. */
export const STARTERS = fs
  .readdirSync(projects)
  .filter((id) => fs.existsSync(path.join(projects, id, 'starter', 'tasks.py')));
/** What all have in common is tried at length in one of them. */
export const ONE = 'versioned-data-script';

/** A folder for the projects of one test file. */
export const newFolder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'tasks-'));

/** How a program ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A program that was started. */
export interface Started {
  readonly process: ChildProcess;
  readonly pid: number;
  /** Resolves when the output holds what is looked for; rejects when the program ends before. */
  readonly says: (text: RegExp) => Promise<RegExpExecArray>;
  readonly ended: Promise<Ended>;
}

/** Starts a program in a group of its own, without settings of pip, proxies or MLflow but the given. */
export function start(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Started {
  const clean = Object.entries(process.env).filter(
    ([name]) => !/^(pip|uv)_|_proxy$|^MLFLOW_/i.test(name),
  );
  const [program = '', ...rest] = args;
  const child = spawn(program, rest, {
    cwd: folder,
    env: { ...Object.fromEntries(clean), ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      for (const look of waiting) look();
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, output }));
  });
  const says = (text: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = text.exec(output);
        if (found) resolve(found);
      };
      waiting.add(look);
      look();
      void ended.then(() => reject(new Error(`It ended without saying ${text}:\n${output}`)));
    });
  return { process: child, pid: child.pid ?? 0, says, ended };
}

/** Whether a process runs. */
export const isThere = (pid: number): boolean => {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
};

/** A project in `base`: a starter's tasks, an empty environment, and what `check` shall start. */
export function projectOf(base: string, id: string, program = 'pass'): string {
  const project = fs.mkdtempSync(path.join(base, `${id}-`));
  for (const part of ['tasks.py', 'tasks_support']) {
    fs.cpSync(path.join(projects, id, 'starter', part), path.join(project, part), {
      recursive: true,
    });
  }
  fs.writeFileSync(path.join(project, 'requirements-dev.txt'), '');
  fs.mkdirSync(path.join(project, 'src'));
  fs.writeFileSync(path.join(project, 'src', 'ruff.py'), program);
  for (const tool of ['pytest', 'mypy']) {
    fs.writeFileSync(path.join(project, 'src', `${tool}.py`), '');
  }
  const made = spawnSync('python3', ['-m', 'venv', '--without-pip', path.join(project, '.venv')]);
  assert.equal(made.status, 0, String(made.stderr));
  stamp(project);
  return project;
}

function stamp(project: string): void {
  const lock = fs.readFileSync(path.join(project, 'requirements-dev.txt'));
  const hash = createHash('sha256').update(lock).digest('hex');
  fs.writeFileSync(path.join(project, '.venv', '.installed'), hash);
}

/** Starts `python tasks.py` with arguments. */
export const tasks = (project: string, args: readonly string[], env?: NodeJS.ProcessEnv) =>
  start(project, ['python3', 'tasks.py', ...args], env);
