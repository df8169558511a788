import * as fs from 'node:fs';
import { constants } from 'node:fs';
import type { ProcessResult } from '../../core/checks/world.ts';
import { NO_WAIT } from '../files/fileSystem.ts';
import { runProgram } from '../processes/runProcess.ts';
import type { Supervisor } from '../processes/supervisor.ts';
import { cleanEnvironment, projectPython, pythonPlace } from './environment.ts';

/** Why the project's own Python cannot run a check's program. */
export type NoPython = Pick<ProcessResult, 'remedy' | 'problem'> & {
  readonly end: 'missing' | 'cancelled';
};

const PATIENCE_MS = 60_000;
const REMEDY = 'Run “Set Up Project”, or python tasks.py setup at a terminal.';

/**
 * The Python of a project's environment, once it has been started: an environment whose Python was
 * removed, upgraded or made on another system is no fault of the learner's code.
 */
export async function startablePython(
  root: string,
  supervisor: Supervisor,
  signal: AbortSignal,
): Promise<string | NoPython> {
  const python = projectPython(root);
  if (python === undefined) {
    const dangling = fs.lstatSync(pythonPlace(root), { throwIfNoEntry: false }) !== undefined;
    return {
      end: 'missing',
      remedy: dangling ? REMEDY : `Set the project up first. ${REMEDY}`,
      ...(dangling ? { problem: `${SUBJECT} leads to a Python that is no longer there` } : {}),
    };
  }
  if (!isForThisSystem(python)) {
    return { end: 'missing', problem: `${SUBJECT} was made for another system`, remedy: REMEDY };
  }
  const { end, code, stderr, reason } = await runProgram({
    // Isolated and without packages: only the interpreter itself is in question.
    argv: [python, '-I', '-S', '-c', 'pass'],
    cwd: root,
    env: cleanEnvironment(process.env, {}),
    timeout: PATIENCE_MS,
    supervisor,
    signal,
  });
  if (end === 'cancelled') return { end };
  if (end === 'exit' && code === 0) return python;
  const why =
    end === 'timeout'
      ? `not within ${PATIENCE_MS / 1000} s`
      : end === 'missing'
        ? (reason ?? 'no reason was given')
        : (lastLine(stderr.toString('utf8')) ?? `exit code ${code}`);
  return { end: 'missing', problem: `${SUBJECT} does not start: ${why}`, remedy: REMEDY };
}

const SUBJECT = 'the Python of the project’s environment (.venv)';

// How programs of other systems begin; a shell would take them for scripts.
const BEGINNINGS: Readonly<Record<string, readonly string[]>> = {
  linux: ['7f454c46'],
  darwin: ['cffaedfe', 'cefaedfe', 'cafebabe'],
  win32: ['4d5a'],
};

/** Whether a file begins as a program of this system or as a script; true where nobody can tell. */
function isForThisSystem(file: string): boolean {
  const beginnings = BEGINNINGS[process.platform];
  try {
    const handle = fs.openSync(file, constants.O_RDONLY | NO_WAIT);
    try {
      const head = Buffer.alloc(4);
      fs.readSync(handle, head, 0, head.length, 0);
      const hex = head.toString('hex');
      return ['2321', ...(beginnings ?? [''])].some((each) => hex.startsWith(each));
    } finally {
      fs.closeSync(handle);
    }
  } catch {
    return true;
  }
}

function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1)
    ?.slice(0, 240);
}
