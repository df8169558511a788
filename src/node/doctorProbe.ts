import {
  questionKey,
  type Answer,
  type EnvironmentFact,
  type Facts,
  type PythonFact,
} from '../core/doctor/facts.ts';
import { NO_VENV } from '../core/doctor/python.ts';
import { toolsIn, type Scope } from '../core/doctor/scope.ts';
import type { Installer, Question, Tool } from '../core/doctor/tool.ts';
import { readRecord } from '../core/project/projectFolder.ts';
import type { ProjectRecord } from '../core/scaffold/projectRecord.ts';
import { ask } from './doctor/ask.ts';
import { isShim, locate, pathsOf, type Avoided } from './doctor/locate.ts';
import { thisMachine, type Machine } from './doctor/machine.ts';
import { readEnvironment } from './doctor/projectEnvironment.ts';
import { projectReader } from './files/readInside.ts';
import { pythonCandidates } from './findPython.ts';

/** What to look at. */
export interface ProbeRequest {
  readonly table: readonly Tool[];
  readonly scope: Scope;
  /** The Python that the learner's settings name; empty when they name none. */
  readonly pythonSetting: string;
  /** Folder of the project whose own environment is looked into. */
  readonly environmentOf?: string;
  /** Whether the Python of that environment is started once: it is a program of the project. */
  readonly startsEnvironment?: boolean;
  /** Folders whose programs are not started, whatever PATH says. */
  readonly avoid?: readonly string[];
}

/** Asks all tools that a scope names at once. It takes some seconds at most, and no network. */
export async function probe(request: ProbeRequest, machine?: Machine): Promise<Facts> {
  const on = machine ?? (await thisMachine());
  const avoided = { folders: request.avoid ?? [] };
  const questions = toolsIn(request.table, request.scope, on.system).flatMap((tool) => [
    ...tool.ask,
    ...(tool.engine ? [tool.engine.ask] : []),
  ]);
  const [answers, pythons, installers, environment] = await Promise.all([
    answersTo(questions, on, avoided),
    askPythons(request.pythonSetting.trim(), on, avoided),
    installersOn(on, avoided),
    request.environmentOf === undefined
      ? undefined
      : environmentOf(request.environmentOf, request.startsEnvironment === true, on),
  ]);
  return {
    system: on.system,
    installers,
    answers,
    pythons,
    pythonSetting: request.pythonSetting.trim(),
    ...(environment ? { environment } : {}),
  };
}

/**
 * The record of the project in a folder; undefined when it holds none.
 * @throws ExpectedError `state` when the record is damaged or cannot be read.
 */
export async function projectIn(folder: string): Promise<ProjectRecord | undefined> {
  return readRecord(projectReader(folder));
}

// A Python that was upgraded starts, and looks for the packages in a folder of its own version.
const FINDS_PACKAGES =
  "import os, sysconfig; raise SystemExit(0 if os.path.isdir(sysconfig.get_path('purelib')) else 'made for another version of Python')";

async function environmentOf(
  project: string,
  starts: boolean,
  machine: Machine,
): Promise<EnvironmentFact> {
  const environment = await readEnvironment(project);
  if (!starts || environment.state === 'missing') return environment;
  const program = machine.system === 'windows' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const python = pathsOf(machine).resolve(project, '.venv', ...program);
  const answer = await ask([python, '-I', '-c', FINDS_PACKAGES], machine, { folders: [] });
  return { ...environment, python: answer };
}

async function answersTo(
  questions: readonly Question[],
  machine: Machine,
  avoided: Avoided,
): Promise<ReadonlyMap<string, Answer>> {
  const once = new Map(questions.map((question) => [questionKey(question), question]));
  return new Map(
    await Promise.all(
      [...once].map(
        async ([key, question]) => [key, await ask(question, machine, avoided)] as const,
      ),
    ),
  );
}

const PYTHON_SAYS = `import importlib.util as u, platform; print(platform.python_version(), '' if u.find_spec('ensurepip') else '${NO_VENV}')`;

async function askPythons(
  setting: string,
  machine: Machine,
  avoided: Avoided,
): Promise<readonly PythonFact[]> {
  const platform = machine.system === 'windows' ? 'win32' : process.platform;
  return Promise.all(
    pythonCandidates(setting, platform).map(async (argv) => {
      const question: Question = [...argv, '-I', '-c', PYTHON_SAYS];
      // Set-up starts a Python itself, which cannot be done with a script of Windows.
      const file = await locate(argv[0], machine, avoided);
      const answer: Answer =
        file !== undefined && isShim(file, machine)
          ? { end: 'missing' }
          : await ask(question, machine, avoided);
      return { command: argv.join(' '), answer };
    }),
  );
}

const INSTALLERS: Readonly<Record<Installer, string>> = {
  winget: 'winget',
  brew: 'brew',
  apt: 'apt-get',
  dnf: 'dnf',
  pacman: 'pacman',
  snap: 'snap',
  uv: 'uv',
};

async function installersOn(machine: Machine, avoided: Avoided): Promise<ReadonlySet<Installer>> {
  const there = async (installer: Installer) =>
    (await locate(INSTALLERS[installer], machine, avoided)) !== undefined;
  const all = Object.keys(INSTALLERS) as Installer[];
  const found = await Promise.all(all.map(there));
  return new Set(all.filter((_, index) => found[index]));
}
