import * as fs from 'node:fs/promises';
import * as http from 'node:http';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import type {
  CheckWorld,
  HttpAnswer,
  HttpRequest,
  ProcessResult,
  ProcessSpec,
  Service,
} from '../../core/checks/world.ts';
import { lookFailed } from '../../core/checks/look.ts';
import { reasonOf } from '../files/fileSystem.ts';
import { cleanClone } from '../git/cleanClone.ts';
import { openGit, type Git } from '../git/openGit.ts';
import { repositoryState } from '../git/repository.ts';
import { cleanEnvironment, projectPython } from './environment.ts';
import { folderAbove, projectGit } from './projectGit.ts';
import { ProjectFiles } from './projectFiles.ts';
import { endTree, runProcess, startProcess } from './runProcess.ts';
import { querySqlite } from './sqlite.ts';

/** How to look at one project. */
export interface WorldOptions {
  readonly root: string;
  readonly consent: boolean;
  readonly signal: AbortSignal;
  /** What the project's programs print, as they print it. */
  readonly onOutput?: (text: string) => void;
}

/** A world that must be disposed: it holds temporary folders. */
export interface DisposableWorld extends CheckWorld {
  /** The folder of all temporary folders, once there is one. */
  readonly folder: () => string | undefined;
  dispose(): Promise<void>;
}

const SCRATCH = '{scratch}';
const LARGEST_ANSWER = 4 * 1024 * 1024;
const REQUEST_TIMEOUT = 30_000;

/** The world of a project on this machine. */
export function createWorld(options: WorldOptions): DisposableWorld {
  const rooms = new Rooms(options);
  const world = worldAt(options, rooms, new ProjectFiles(options.root));
  return { ...world, folder: () => rooms.folder, dispose: () => rooms.dispose() };
}

/** One view of the project: its own folder, or where a command has run. */
function worldAt(
  options: WorldOptions,
  rooms: Rooms,
  files: ProjectFiles,
  scratch?: ProjectFiles,
): CheckWorld {
  const place = (relative: string): readonly [ProjectFiles, string] | undefined => {
    if (!relative.startsWith(`${SCRATCH}/`)) return [files, relative];
    return scratch && [scratch, relative.slice(SCRATCH.length + 1)];
  };
  return {
    consent: options.consent,
    cancelled: () => options.signal.aborted,
    async read(relative) {
      const found = place(relative);
      return found ? found[0].read(found[1]) : { kind: 'missing' };
    },
    async fact(relative) {
      const found = place(relative);
      return found ? found[0].fact(found[1]) : { kind: 'missing' };
    },
    list: () => files.list(),
    ...projectGit(rooms.gitAt(files.root)),
    async top() {
      const top = await folderAbove(files.root, await rooms.gitAt(files.root)());
      return top === undefined
        ? undefined
        : worldAt(options, rooms, new ProjectFiles(top, '.github'));
    },
    async run(spec) {
      const ran = await rooms.run(spec);
      const after = worldAt(
        options,
        rooms,
        new ProjectFiles(ran.cwd),
        new ProjectFiles(ran.scratch),
      );
      return { ...ran.result, after };
    },
    serve: (spec, ready) => rooms.serve(spec, ready),
    request: (port, request) => ask(port, request),
    query: async (database, sql) => {
      const found = place(database);
      const fact = await found?.[0].fact(found[1]);
      if (!found || fact?.kind !== 'file') {
        const problem = fact?.kind === 'failed' ? fact.reason : 'no such file';
        return { why: 'unreadable', problem };
      }
      // The project's own Python is a program of the project.
      const python = options.consent ? projectPython(options.root) : undefined;
      const file = path.join(found[0].root, ...found[1].split('/'));
      return querySqlite(file, sql, python === undefined ? ['python3'] : [python]);
    },
  };
}

interface Ran {
  readonly result: ProcessResult;
  readonly cwd: string;
  readonly scratch: string;
}

/** The folders that programs run in, and what has been run already. */
class Rooms {
  private readonly options: WorldOptions;
  private readonly ran = new Map<string, Promise<Ran>>();
  private readonly gits = new Map<string, Promise<Git>>();
  /** The folder of all temporary folders, once there is one. */
  folder: string | undefined;
  private base: Promise<string> | undefined;
  private count = 0;

  constructor(options: WorldOptions) {
    this.options = options;
  }

  /** Git in a folder, whose repository's settings are read when it is first asked. */
  gitAt(folder: string): () => Promise<Git> {
    return () => {
      const known = this.gits.get(folder);
      if (known) return known;
      const opening = openGit(folder, { signal: this.options.signal });
      this.gits.set(folder, opening);
      return opening;
    };
  }

  /** Runs a program; an equal specification gives the first run's result. */
  run(spec: ProcessSpec): Promise<Ran> {
    const key = JSON.stringify(spec);
    const known = this.ran.get(key);
    if (known) return known;
    const running = this.runAnew(spec);
    this.ran.set(key, running);
    return running;
  }

  private async runAnew(spec: ProcessSpec): Promise<Ran> {
    const { cwd, scratch } = await this.prepare(spec);
    const python = resolvePython(this.options.root, spec.argv);
    if (typeof python === 'string') {
      return {
        result: { end: 'missing', code: -1, stdout: '', stderr: '', remedy: python },
        cwd,
        scratch,
      };
    }
    const result = await runProcess({
      argv: python.map((part) => fill(part, { scratch })),
      cwd,
      env: cleanEnvironment(process.env, fillAll(spec.env, { scratch })),
      stdin: spec.stdin,
      timeout: spec.timeout * 1000,
      signal: this.options.signal,
      ...(this.options.onOutput ? { onOutput: this.options.onOutput } : {}),
    });
    return { result, cwd, scratch };
  }

  /** Starts a service and waits until it answers on loopback. */
  async serve(spec: ProcessSpec, ready: string): Promise<Service> {
    const { cwd, scratch } = await this.prepare(spec);
    const argv = resolvePython(this.options.root, spec.argv);
    if (typeof argv === 'string') return { end: 'missing', output: '', remedy: argv };
    const port = await freePort();
    const values = { scratch, port: String(port) };
    const child = startProcess({
      argv: argv.map((part) => fill(part, values)),
      cwd,
      env: cleanEnvironment(process.env, fillAll(spec.env, values)),
      stdin: '',
      timeout: 0,
    });
    let output = '';
    let ended: 'missing' | 'stopped' | undefined;
    const collect = (text: Buffer) => {
      if (output.length < LARGEST_ANSWER) output += text.toString('utf8');
      this.options.onOutput?.(text.toString('utf8'));
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', () => (ended = 'missing'));
    child.once('exit', () => (ended ??= 'stopped'));
    const stop = async () => {
      endTree(child);
      if (child.exitCode === null && child.signalCode === null && ended === undefined) {
        await new Promise((resolve) => child.once('exit', resolve));
      }
      return output;
    };
    const deadline = Date.now() + spec.timeout * 1000;
    for (;;) {
      if (ended) {
        await stop();
        return { end: ended, output };
      }
      const cancelled = this.options.signal.aborted;
      if (cancelled || Date.now() > deadline) {
        await stop();
        return { end: cancelled ? 'cancelled' : 'silent', output };
      }
      const answer = await ask(port, { method: 'GET', path: ready, headers: {} }, 2000);
      if (answer) return { end: 'ready', port, stop };
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async dispose(): Promise<void> {
    await Promise.allSettled(this.ran.values());
    const base = await this.base;
    if (base !== undefined) {
      await fs.rm(base, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
    }
  }

  /** Makes the folders that a program needs: its scratch, and a copy or clone when asked for. */
  private async prepare(
    spec: ProcessSpec,
  ): Promise<{ readonly cwd: string; readonly scratch: string }> {
    const base = await (this.base ??= this.makeFolder());
    this.count += 1;
    const scratch = path.join(base, `scratch-${this.count}`);
    await fs.mkdir(scratch);
    if (spec.place === 'project') return { cwd: this.options.root, scratch };
    const room = path.join(base, `${spec.place}-${this.count}`);
    const cwd = spec.place === 'clone' ? await this.clone(room) : await this.copy(room);
    for (const [relative, text] of Object.entries(spec.write)) {
      const file = path.join(cwd, ...relative.split('/'));
      await fs.mkdir(path.dirname(file), { recursive: true });
      await fs.writeFile(file, text);
    }
    return { cwd, scratch };
  }

  private async makeFolder(): Promise<string> {
    try {
      const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'mlops-roadmap-verify-'));
      return (this.folder = await fs.realpath(folder));
    } catch (error) {
      throw lookFailed(os.tmpdir(), reasonOf(error));
    }
  }

  private async copy(to: string): Promise<string> {
    const files = new ProjectFiles(this.options.root);
    for (const relative of await files.list()) {
      const from = path.join(this.options.root, ...relative.split('/'));
      const target = path.join(to, ...relative.split('/'));
      await fs.mkdir(path.dirname(target), { recursive: true });
      await fs.copyFile(from, target).catch(() => undefined);
    }
    await this.linkEnvironment(to);
    return to;
  }

  /** @returns the project's folder in the clone. */
  private async clone(to: string): Promise<string> {
    const { root, signal } = this.options;
    const git = await this.gitAt(root)();
    const state = await repositoryState(git);
    const prefix = state.kind === 'ready' ? state.prefix : '';
    await cleanClone(git, to, { signal });
    const cwd = path.join(to, ...prefix.split('/'));
    await this.linkEnvironment(cwd);
    return cwd;
  }

  // Programs of the project, such as its tasks.py, look for .venv beside them.
  private async linkEnvironment(to: string): Promise<void> {
    const from = path.join(this.options.root, '.venv');
    await fs.mkdir(to, { recursive: true });
    await fs
      .symlink(from, path.join(to, '.venv'), process.platform === 'win32' ? 'junction' : 'dir')
      .catch(() => undefined);
  }
}

/** `python` as the project's own; a sentence that says what to do when there is none. */
function resolvePython(root: string, argv: readonly string[]): readonly string[] | string {
  if (argv[0] !== 'python') return argv;
  const python = projectPython(root);
  if (python === undefined) {
    return 'Set the project up first: run “Set Up Project”, or python tasks.py setup at a terminal.';
  }
  return [python, ...argv.slice(1)];
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce(
    (filled, [name, value]) => filled.replaceAll(`{${name}}`, value),
    text,
  );
}

function fillAll(
  texts: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, fill(text, values)]),
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Asks a port of loopback; undefined when nobody answers in time. */
function ask(
  port: number,
  { method, path: at, headers, body }: HttpRequest,
  timeout = REQUEST_TIMEOUT,
): Promise<HttpAnswer | undefined> {
  const started = performance.now();
  return new Promise((resolve) => {
    const request = http.request(
      { host: '127.0.0.1', port, method, path: at, headers, agent: false, timeout },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
          if (text.length > LARGEST_ANSWER) response.destroy();
        });
        response.once('close', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
            ),
            text,
            milliseconds: Math.round(performance.now() - started),
          });
        });
      },
    );
    request.once('error', () => resolve(undefined));
    request.once('timeout', () => request.destroy());
    request.end(body);
  });
}
