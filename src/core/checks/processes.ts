import * as v from 'valibot';
import { short } from './finding.ts';
import type { ProgramOfCheck } from './kind.ts';
import type { Finding } from './model.ts';
import { pathSchema } from './paths.ts';
import { commandText } from './programText.ts';
import type { ProcessResult, ProcessSpec } from './world.ts';

const argvSchema = v.pipe(
  v.array(v.string()),
  v.minLength(1, 'must name a program and its arguments'),
);

const oneLine = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^[^\p{Cc}]{1,200}$/u, 'must be one sentence of at most 200 characters'),
);

/** How authors describe a program. `{scratch}` stands for a temporary folder of its own. */
export const processEntries = {
  /** What it does with the learner's project, in one sentence: what consent is asked for. */
  does: v.optional(oneLine),
  /** Program and arguments, no shell; `python` is the project's own environment. */
  run: argvSchema,
  /** `copy`: in a copy of the project's files; `clone`: in a clean clone of the last commit. */
  in: v.optional(v.picklist(['project', 'copy', 'clone']), 'project'),
  /** Files to lay into the copy or clone first. */
  write: v.optional(v.record(pathSchema, v.string()), {}),
  env: v.optional(v.record(v.string(), v.string()), {}),
  stdin: v.optional(v.string(), ''),
  /** In seconds. */
  timeout: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(900)), 60),
};

interface DescribedProcess {
  readonly does?: string | undefined;
  readonly run: readonly string[];
  readonly in: ProcessSpec['place'];
  readonly write: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  readonly timeout: number;
}

/** What the world is asked to run. */
export function processSpec(spec: DescribedProcess): ProcessSpec {
  const { run, in: place, write, env, stdin, timeout } = spec;
  return { argv: run, place, write, env, stdin, timeout };
}

/** Equal for programs that run once in a verification. */
export function processKey(spec: ProcessSpec): string {
  return JSON.stringify(spec);
}

/** A program as the learner is asked about it. */
export function programOf(
  spec: DescribedProcess,
  requests: readonly string[] = [],
): ProgramOfCheck {
  const does = spec.does === undefined ? {} : { does: spec.does };
  return { ...does, spec: processSpec(spec), requests };
}

/** How a learner agrees to programs. */
export const AGREE = 'Agree in the editor, or add --yes at the terminal.';

/** The finding of a check that starts programs, before the learner has agreed. */
export function needsConsent({ does, run }: Pick<DescribedProcess, 'does' | 'run'>): Finding {
  return {
    status: 'unavailable',
    expected: `your consent to a program of this check: ${short(does ?? commandText(run))}`,
    found: 'none yet, so it was not started',
    next: AGREE,
  };
}

/** The finding for a program that did not run to its end; undefined when it did. */
export function notRun(
  spec: Pick<DescribedProcess, 'run' | 'stdin' | 'timeout'>,
  result: ProcessResult,
): Finding | undefined {
  const { run: argv, timeout } = spec;
  const command = programName(spec);
  switch (result.end) {
    case 'exit':
      return undefined;
    case 'missing':
      return {
        status: 'unavailable',
        expected: `${command} to run`,
        found: result.problem ?? whatIsMissing(argv),
        next: result.remedy ?? `Install ${argv[0] ?? 'it'}, then verify again.`,
      };
    case 'timeout':
      return {
        status: 'failed',
        expected: `${command} to end within ${timeout} s`,
        found: `it was still running and has been ended${tail(result.stderr || result.stdout)}`,
        next: 'Find out what it waits for: run it in a terminal.',
      };
    case 'flood':
      return {
        status: 'failed',
        expected: `${command} to print a readable amount`,
        found: 'it printed without end and has been ended',
        next: 'Run it in a terminal and look for a loop that prints.',
      };
    case 'cancelled':
      return cancelledFinding;
  }
}

/** What is missing, when a program could not be started: `python` is the project's own. */
export function whatIsMissing(argv: readonly string[]): string {
  return argv[0] === 'python'
    ? 'the project has no environment (.venv) yet'
    : `${argv[0] ?? 'the program'} is not there`;
}

/** The finding of a check that the learner stopped. */
export const cancelledFinding: Finding = {
  status: 'unavailable',
  expected: 'the check to run to its end',
  found: 'it was cancelled',
  next: 'Run it again.',
};

const TAIL_LINES = 6;
// Frames of a Python traceback in files below the folder that it ran in.
const FRAMES = /File "((?!\/|[A-Za-z]:|<)[^"]+)", line (\d+)/g;

/** The end of an output, to be put after a sentence. */
export function tail(output: string): string {
  const lines = output
    .trimEnd()
    .split('\n')
    .filter((line) => line.trim() !== '');
  if (lines.length === 0) return '';
  return `:\n${lines
    .slice(-TAIL_LINES)
    .map((line) => line.slice(0, 240))
    .join('\n')}`;
}

/** Whether a program comes with the check, and is read from its input: no command to repeat. */
export function isOwnProgram({ run, stdin }: Pick<DescribedProcess, 'run' | 'stdin'>): boolean {
  return stdin !== '' && run.includes('-');
}

/** How a program is called in a sentence. */
export function programName(spec: Pick<DescribedProcess, 'run' | 'stdin'>): string {
  return isOwnProgram(spec) ? 'the program of this check' : `“${spec.run.join(' ')}”`;
}

/**
 * The error that ended a check's own program, when no code of the project was running in it.
 * @returns undefined for a program of the project, and where the project's code raised the error
 */
export function ownCrash(
  spec: DescribedProcess,
  { code, stderr }: ProcessResult,
): string | undefined {
  const begin = stderr.lastIndexOf('Traceback (most recent call last):\n');
  if (code === 0 || begin < 0 || !isOwnProgram(spec)) return undefined;
  const traceback = stderr.slice(begin);
  const files = [...traceback.matchAll(FRAMES)].map(([, file = '']) => file);
  if (files.some((file) => !Object.hasOwn(spec.write, file))) return undefined;
  return traceback.trimEnd().split('\n').at(-1);
}

/** The innermost place of the project's own files that a Python traceback or a linter's line names. */
export function placeIn(output: string): { readonly file?: string; readonly line?: number } {
  const traced = [...output.matchAll(FRAMES)].at(-1);
  const listed = /^((?!\/)[\w./-]+\.\w+):(\d+)(?::\d+)?[: ]/m.exec(output);
  const [, file, line] = traced ?? listed ?? [];
  return file === undefined ? {} : { file: file.replace(/^\.\//, ''), line: Number(line) };
}
