import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { CheckWorld, ProcessResult, ProcessSpec, Service } from '../../core/checks/world.ts';
import { lookFailed } from '../../core/checks/look.ts';
import { processKey } from '../../core/checks/processes.ts';
import { ExpectedError } from '../../core/errors.ts';
import { reasonOf } from '../files/fileSystem.ts';
import { cleanClone } from '../git/cleanClone.ts';
import { openGit, type Git } from '../git/openGit.ts';
import { repositoryState } from '../git/repository.ts';
import { removeFolder } from '../processes/removeFolder.ts';
import { runProcess } from '../processes/runProcess.ts';
import { Supervisor } from '../processes/supervisor.ts';
import { cleanEnvironment } from './environment.ts';
import { askLoopback, freePort } from './http.ts';
import { startablePython, type NoPython } from './interpreter.ts';
import { layFile } from './layFile.ts';
import { PatternWorker } from './patternWorker.ts';
import { ProjectCopies } from './projectCopies.ts';
import { folderAbove, projectGit } from './projectGit.ts';
import { ProjectFiles } from './projectFiles.ts';
import { startService } from './service.ts';

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
  /** Removes the files of programs that have run, but for those still needed. */
  release(needed: (spec: ProcessSpec) => boolean): Promise<void>;
  /** Ends all programs and removes all temporary folders. */
  dispose(): Promise<void>;
}

const SCRATCH = '{scratch}';
const REQUEST_TIMEOUT_MS = 30_000;

/** The world of a project on this machine. */
export function createWorld(options: WorldOptions): DisposableWorld {
  const rooms = new Rooms(options);
  const patterns = new PatternWorker(options.signal);
  const world = worldAt(options, rooms, patterns, new ProjectFiles(options.root));
  return {
    ...world,
    folder: () => rooms.folder,
    release: (needed) => rooms.release(needed),
    dispose: async () => {
      await Promise.all([rooms.dispose(), patterns.dispose()]);
    },
  };
}

/** One view of the project: its own folder, or where a command has run. */
function worldAt(
  options: WorldOptions,
  rooms: Rooms,
  patterns: PatternWorker,
  files: ProjectFiles,
  scratch?: ProjectFiles,
): CheckWorld {
  const place = (relative: string): readonly [ProjectFiles, string] | undefined => {
    if (!relative.startsWith(`${SCRATCH}/`)) return [files, relative];
    return scratch && [scratch, relative.slice(SCRATCH.length + 1)];
  };
  const goOn = () => {
    if (options.signal.aborted) throw new ExpectedError('cancelled', 'It was cancelled.');
  };
  return {
    consent: options.consent,
    cancelled: () => options.signal.aborted,
    async read(relative) {
      goOn();
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
        : worldAt(options, rooms, patterns, new ProjectFiles(top, '.github'));
    },
    async run(spec, laid = {}) {
      const ran = await rooms.run(spec, laid);
      const after = worldAt(
        options,
        rooms,
        patterns,
        new ProjectFiles(ran.cwd),
        new ProjectFiles(ran.scratch),
      );
      return { ...ran.result, after };
    },
    serve: (spec, ready) => rooms.serve(spec, ready),
    request: (port, request) =>
      askLoopback(port, request, { deadline: REQUEST_TIMEOUT_MS, signal: options.signal }),
    async turn() {
      await setImmediate();
      goOn();
    },
    search: (pattern, texts) => patterns.search(pattern, texts),
  };
}

/** Where a program runs. */
interface Room {
  readonly cwd: string;
  readonly scratch: string;
  /** Removes what was made for it. */
  readonly clear: () => Promise<void>;
}

interface Ran extends Room {
  readonly result: ProcessResult;
}

/** The folders that programs run in, and what has been run already. */
class Rooms {
  private readonly options: WorldOptions;
  readonly supervisor = new Supervisor();
  private readonly ran = new Map<string, { spec: ProcessSpec; running: Promise<Ran> }>();
  private copies: ProjectCopies | undefined;
  private python: Promise<string | NoPython> | undefined;
  private readonly gits = new Map<string, Promise<Git>>();
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

  /** The folder of all temporary folders, once there is one. */
  get folder(): string | undefined {
    return this.supervisor.folder;
  }

  /** Runs a program; an equal specification gives the first run's result. */
  run(spec: ProcessSpec, laid: Readonly<Record<string, string>>): Promise<Ran> {
    const key = processKey(spec);
    const known = this.ran.get(key);
    if (known) return known.running;
    const running = this.runAnew(spec, laid);
    this.ran.set(key, { spec, running });
    return running;
  }

  private async runAnew(spec: ProcessSpec, laid: Readonly<Record<string, string>>): Promise<Ran> {
    const room = await this.prepare(spec);
    const { cwd, scratch } = room;
    for (const [name, text] of Object.entries(laid)) await layFile(scratch, name, text);
    const argv = await this.resolve(spec.argv);
    if (isNoPython(argv)) {
      return { ...room, result: { code: -1, stdout: '', stderr: '', ...argv } };
    }
    const result = await runProcess({
      argv: argv.map((part) => fill(part, { scratch })),
      cwd,
      env: cleanEnvironment(process.env, fillAll(spec.env, { scratch })),
      stdin: spec.stdin,
      timeout: spec.timeout * 1000,
      signal: this.options.signal,
      supervisor: this.supervisor,
      ...(this.options.onOutput ? { onOutput: this.options.onOutput } : {}),
    });
    return { ...room, result };
  }

  /** Starts a service and waits until it answers on loopback. */
  async serve(spec: ProcessSpec, ready: string): Promise<Service> {
    const { cwd, scratch, clear } = await this.prepare(spec);
    const argv = await this.resolve(spec.argv);
    if (isNoPython(argv)) return { output: '', ...argv };
    const port = await freePort();
    const values = { scratch, port: String(port) };
    const service = await startService({
      argv: argv.map((part) => fill(part, values)),
      cwd,
      env: cleanEnvironment(process.env, fillAll(spec.env, values)),
      port,
      ready,
      timeout: spec.timeout * 1000,
      signal: this.options.signal,
      supervisor: this.supervisor,
      ...(this.options.onOutput ? { onOutput: this.options.onOutput } : {}),
    });
    if (service.end !== 'ready') {
      await clear();
      return service;
    }
    const stop = async () => {
      const output = await service.stop();
      await clear();
      return output;
    };
    return { ...service, stop };
  }

  async release(needed: (spec: ProcessSpec) => boolean): Promise<void> {
    for (const [key, { spec, running }] of this.ran) {
      if (needed(spec)) continue;
      this.ran.delete(key);
      await running.then(
        ({ clear }) => clear(),
        () => undefined,
      );
    }
  }

  async dispose(): Promise<void> {
    await Promise.allSettled([...this.ran.values()].map(({ running }) => running));
    await this.supervisor.end();
  }

  /** `python` as the project's own, which is started once to see that it works. */
  private async resolve(argv: readonly string[]): Promise<readonly string[] | NoPython> {
    if (argv[0] !== 'python') return argv;
    const { root, signal } = this.options;
    const python = await (this.python ??= startablePython(root, this.supervisor, signal));
    return typeof python === 'string' ? [python, ...argv.slice(1)] : python;
  }

  /** Makes the folders that a program needs: its scratch, and a copy or clone when asked for. */
  private async prepare(spec: ProcessSpec): Promise<Room> {
    const base = await this.makeFolder();
    this.count += 1;
    const scratch = path.join(base, `scratch-${this.count}`);
    await fs.mkdir(scratch);
    const { root, signal } = this.options;
    if (spec.place === 'project') {
      return { cwd: root, scratch, clear: () => removeFolder(scratch) };
    }
    const room = path.join(base, `${spec.place}-${this.count}`);
    const clear = async () => {
      await removeFolder(room);
      await removeFolder(scratch);
    };
    try {
      const cwd = spec.place === 'clone' ? await this.clone(room) : room;
      if (spec.place === 'copy') {
        this.copies ??= new ProjectCopies(root, path.join(base, 'pristine'), signal);
        await this.copies.copyTo(room);
      }
      await this.linkEnvironment(cwd);
      for (const [relative, text] of Object.entries(spec.write)) {
        await layFile(cwd, relative, text);
      }
      return { cwd, scratch, clear };
    } catch (error) {
      await clear();
      throw error;
    }
  }

  private async makeFolder(): Promise<string> {
    try {
      return await this.supervisor.makeFolder();
    } catch (error) {
      throw lookFailed(os.tmpdir(), reasonOf(error));
    }
  }

  /** @returns the project's folder in the clone. */
  private async clone(to: string): Promise<string> {
    const { root, signal } = this.options;
    const git = await this.gitAt(root)();
    const state = await repositoryState(git);
    const prefix = state.kind === 'ready' ? state.prefix : '';
    await cleanClone(git, to, { signal });
    return path.join(to, ...prefix.split('/'));
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

function isNoPython(resolved: readonly string[] | NoPython): resolved is NoPython {
  return !Array.isArray(resolved);
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
