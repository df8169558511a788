import * as path from 'node:path';
import type { Machine } from './machine.ts';

/** What is not looked at. */
export interface Avoided {
  /** Folders whose programs are not started, whatever PATH says. */
  readonly folders: readonly string[];
}

const PROGRAMS = ['.com', '.exe'];
/** Scripts of Windows, which only its command interpreter can start. */
const SHIMS = ['.bat', '.cmd'];

/**
 * Finds a program on PATH, so that what is started is known before it is; the current folder is
 * never searched.
 */
export async function locate(
  name: string,
  machine: Machine,
  avoided: Avoided,
): Promise<string | undefined> {
  const paths = pathsOf(machine);
  if (paths.isAbsolute(name)) return (await machine.isProgram(name)) ? name : undefined;
  if (/[/\\]/.test(name)) return undefined;
  for (const folder of await foldersFor(name, machine, avoided)) {
    for (const file of namesOf(name, machine)) {
      const candidate = paths.join(folder, file);
      if (await machine.isProgram(candidate)) return candidate;
    }
  }
  return undefined;
}

/** Whether a program is a script that Windows starts through its command interpreter. */
export function isShim(file: string, { system }: Machine): boolean {
  return system === 'windows' && SHIMS.includes(path.win32.extname(file).toLowerCase());
}

/** The path rules of a machine. */
export function pathsOf({ system }: Machine): path.PlatformPath {
  return system === 'windows' ? path.win32 : path.posix;
}

function namesOf(name: string, { system }: Machine): readonly string[] {
  if (system !== 'windows') return [name];
  const whole = [...PROGRAMS, ...SHIMS].includes(path.win32.extname(name).toLowerCase());
  return whole ? [name] : [...PROGRAMS, ...SHIMS].map((extension) => name + extension);
}

async function foldersFor(
  name: string,
  machine: Machine,
  avoided: Avoided,
): Promise<readonly string[]> {
  const folders = searchPath(machine, avoided);
  if (machine.system !== 'windows') return folders;
  switch (name) {
    case 'wsl': {
      // The wsl.exe of every Windows waits for a key when WSL is not installed.
      const programs = variable(machine.env, 'ProgramFiles');
      return programs === undefined ? [] : [path.win32.join(programs, 'WSL')];
    }
    case 'bash':
      return bashFolders(folders, machine, avoided);
    default:
      return folders;
  }
}

// The bash.exe of Windows itself starts WSL. Git brings one, beside the folder that is on PATH.
async function bashFolders(
  folders: readonly string[],
  machine: Machine,
  avoided: Avoided,
): Promise<readonly string[]> {
  const own = folders.filter((folder) => !/\\(system32|windowsapps)\\?$/i.test(folder));
  const git = await locate('git', machine, avoided);
  const besideGit = git ? [path.win32.join(path.win32.dirname(git), '..', 'bin')] : [];
  return [...own, ...besideGit];
}

function searchPath(machine: Machine, { folders }: Avoided): readonly string[] {
  const paths = pathsOf(machine);
  const isInside = (folder: string) =>
    folders.some((each) => {
      const relative = paths.relative(each, folder);
      return !relative.startsWith('..') && !paths.isAbsolute(relative);
    });
  return (variable(machine.env, 'PATH') ?? '')
    .split(paths.delimiter)
    .map((folder) => (machine.system === 'windows' ? folder.replaceAll('"', '') : folder))
    .filter((folder) => paths.isAbsolute(folder) && !isInside(folder));
}

// Windows does not tell the case of a variable's name apart; a copy of its environment does.
function variable(env: NodeJS.ProcessEnv, name: string): string | undefined {
  if (env[name] !== undefined) return env[name];
  const entry = Object.entries(env).find(([key]) => key.toUpperCase() === name.toUpperCase());
  return entry?.[1];
}
