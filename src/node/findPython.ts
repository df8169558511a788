import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ExpectedError } from '../core/errors.ts';

const run = promisify(execFile);

/** A Python that can set projects up. */
export interface Python {
  /** Program and first arguments, for a start without a shell. */
  readonly argv: readonly string[];
  /** The same as the learner would type it. */
  readonly command: string;
  readonly version: string;
}

const OLDEST_MINOR = 11;
const NEWEST_MINOR = 13;

/**
 * Finds Python 3.11 to 3.13: the configured one, or what the system calls by its usual names.
 * @throws ExpectedError `use` that says what was found and what to install.
 */
export async function findPython(
  configured: string,
  platform: string = process.platform,
): Promise<Python> {
  const found: string[] = [];
  for (const argv of pythonCandidates(configured.trim(), platform)) {
    const version = await versionOf(argv);
    if (version === undefined) continue;
    const [major, minor = 0] = version.split('.').map(Number);
    if (major === 3 && minor >= OLDEST_MINOR && minor <= NEWEST_MINOR) {
      return { argv, command: argv.join(' '), version };
    }
    found.push(`${argv.join(' ')} is ${version}`);
  }
  const range = `Python 3.${OLDEST_MINOR} to 3.${NEWEST_MINOR}`;
  const seen = found.length > 0 ? ` (${found.join('; ')})` : '';
  throw new ExpectedError(
    'use',
    configured.trim() === ''
      ? `Setting up needs ${range}, and none was found${seen}.`
      : `The setting mlopsRoadmap.pythonPath names “${configured}”, which is not ${range}${seen}.`,
    `${installHint(platform)} Then run “Set Up Project” again.`,
  );
}

/** How a Python may be called: the configured one alone, or the usual names of the system. */
export function pythonCandidates(
  configured: string,
  platform: string,
): readonly (readonly [string, ...string[]])[] {
  if (configured !== '') return [[configured]];
  const versions = [13, 12, 11];
  return platform === 'win32'
    ? [['python'], ...versions.map((minor) => ['py', `-3.${minor}`] as const)]
    : [['python3'], ['python'], ...versions.map((minor) => [`python3.${minor}`] as const)];
}

async function versionOf([command = '', ...args]: readonly string[]): Promise<string | undefined> {
  try {
    const code = 'import platform; print(platform.python_version())';
    const { stdout } = await run(command, [...args, '-c', code], { timeout: 15_000 });
    return /^\d+\.\d+\S*/.exec(stdout.trim())?.[0];
  } catch {
    return undefined;
  }
}

function installHint(platform: string): string {
  if (platform === 'win32') return 'Install it with “winget install Python.Python.3.13”.';
  if (platform === 'darwin') return 'Install it with “brew install python@3.13”.';
  return 'Install it with your package manager, such as “sudo apt install python3 python3-venv”.';
}
