import { isFinding } from '../documents.ts';
import { failed, passed, short, type Place } from '../finding.ts';
import type { Finding } from '../model.ts';
import { placeAt, readYaml } from '../namedFile.ts';
import { searchPattern } from '../pattern.ts';
import { makeScript } from '../shell/makefile.ts';
import { whenItFails } from '../shell/shellRun.ts';
import {
  CannotFollow,
  commandsOf,
  readScript,
  type FoundCommand,
  type OpenScript,
  type ShellScript,
  type ShellText,
} from '../shell/shellScript.ts';
import { entries, get, list, text } from '../untyped.ts';
import type { CheckWorld } from '../world.ts';
import { placeInRun, type Job, type Step, type Workflow } from './workflowJobs.ts';

/** A step of a workflow whose script was read, or why it was not. */
interface Read {
  readonly step: Step;
  readonly script?: ShellScript;
  readonly problem?: CannotFollow;
  /** An action from elsewhere that the step, or an action of the repository that it calls, uses. */
  readonly action?: { readonly uses: string; readonly value: unknown; readonly place: Place };
}

/** Expressions of GitHub, which are filled in before a shell reads the script. */
const EXPRESSION = /\$\{\{.*?\}\}/gs;
const SHELLS: Readonly<Record<string, Pick<ShellText, 'errexit' | 'pipefail'>>> = {
  '': { errexit: true },
  bash: { errexit: true, pipefail: true },
  sh: { errexit: true },
};
const DEEPEST_ACTION = 4;
const MAKEFILES = ['GNUmakefile', 'makefile', 'Makefile'] as const;

/**
 * Looks for a step that runs a command, and fails when the command fails; into the scripts, rules of
 * make and actions of the repository that steps call.
 */
export async function findCommand(
  world: CheckWorld,
  pattern: string,
  steps: readonly Step[],
  of: Workflow,
  job: string | undefined,
): Promise<Finding> {
  const where = job === undefined ? of.file : `the job ${job}`;
  const expected = `a step in ${where} that runs something like /${pattern}/`;
  const next = 'Add a step with that command, and let it stop the job when it fails.';
  const read = await readSteps(world, steps, of);
  const commands = commandsIn(read);
  const matches = await searchPattern(
    world,
    pattern,
    commands.map(({ command }) => ({ text: command.text, from: command.file })),
  );
  const found = commands.filter((_, index) => matches[index] !== undefined);
  const judged = judge(expected, next, found);
  if (judged) return judged;
  const unread = read.find(({ problem }) => problem)?.problem;
  if (unread) return cannotFollow(expected, unread, unread.message);
  return failed(expected, 'no such step', next, placeAt(of, ['jobs', job ?? '']));
}

/** Looks for a step that builds an image with a build argument: by a command, or by an action. */
export async function findBuildArgument(
  world: CheckWorld,
  name: string,
  steps: readonly Step[],
  of: Workflow,
  job: string | undefined,
): Promise<Finding> {
  const where = job === undefined ? of.file : `the job ${job}`;
  const expected = `a step in ${where} that builds the image with the build argument ${name}`;
  const next = `Build it with --build-arg "${name}=…", or with build-args: ${name}=… for an action.`;
  const read = await readSteps(world, steps, of);
  const byAction = read.find(({ step, action }) => {
    return step.idle === undefined && action && argumentsOf(action.value).has(name);
  });
  if (byAction?.action) {
    return passed(expected, `${byAction.action.uses} with ${name}`, byAction.action.place);
  }
  const builds = commandsIn(read).filter(({ command }) => isBuild(command.argv));
  const given = builds.filter(({ step, command }) => {
    const variables = [of.value, jobOf(of, step)?.value, step.value].flatMap((each) =>
      entries(get(each, 'env')).map(([variable]) => variable),
    );
    return passesArgument(command.argv, name, new Set(variables));
  });
  const judged = judge(expected, next, given);
  if (judged) return judged;
  const unread = read.find(({ problem }) => problem)?.problem;
  if (unread) return cannotFollow(expected, unread, unread.message);
  const [build] = builds;
  const action = read.find((each) => each.action && isBuildAction(each.action.uses))?.action;
  const found = build?.command.text ?? action?.uses;
  return failed(
    expected,
    found === undefined ? 'no step that builds an image' : `${short(found)}, without ${name}`,
    next,
    build?.command ?? action?.place ?? placeAt(of, ['jobs', job ?? '']),
  );
}

interface CommandOfStep {
  readonly step: Step;
  readonly script: ShellScript;
  readonly command: FoundCommand;
}

function commandsIn(read: readonly Read[]): readonly CommandOfStep[] {
  return read.flatMap(({ step, script }) =>
    script ? commandsOf(script).map((command) => ({ step, script, command })) : [],
  );
}

/** The finding about commands that are what was looked for; undefined when there is none. */
function judge(
  expected: string,
  next: string,
  found: readonly CommandOfStep[],
): Finding | undefined {
  const judged = found.map(({ step, script, command }) => ({
    command,
    fault: step.idle ?? faultOf(script, command),
  }));
  const good = judged.find(({ fault }) => fault === undefined);
  if (good) {
    const at = { file: good.command.file, line: good.command.line };
    return passed(expected, short(good.command.text), at);
  }
  const [first] = judged;
  if (first?.fault === UNCLEAR) {
    return cannotFollow(expected, first.command, 'a script with very many ways through it');
  }
  if (!first) return undefined;
  const { file, line } = first.command;
  return failed(expected, `one that ${first.fault}`, next, { file, line });
}

const BUILDERS = /^(?:docker|podman|nerdctl|buildah|docker-compose)$/;

/** Whether a command builds an image. */
function isBuild(argv: readonly string[]): boolean {
  const at = argv.findIndex((word) => BUILDERS.test(word));
  const words = argv.slice(at + 1).filter((word) => !word.startsWith('-'));
  const [first, second] = words;
  return (
    at >= 0 &&
    at < 2 &&
    (/^(?:build|bud|bake)$/.test(first ?? '') ||
      (/^(?:buildx|image|builder|compose)$/.test(first ?? '') &&
        words.slice(1).some((word) => /^(?:build|bake)$/.test(word)) &&
        second !== undefined))
  );
}

/** `--build-arg NAME=value`, or `--build-arg NAME` with a variable of that name; for bake, `--set`. */
function passesArgument(
  argv: readonly string[],
  name: string,
  variables: ReadonlySet<string>,
): boolean {
  return argv.some((word, place) => {
    const [, option = '', own] = /^(--build-arg|--set)(?:=(.*))?$/s.exec(word) ?? [];
    if (option === '') return false;
    const given = own ?? argv[place + 1] ?? '';
    const value = option === '--set' ? given.replace(/^[^=]*?\.args?\./, '') : given;
    return value === name
      ? variables.has(name)
      : value.length > name.length + 1 && value.startsWith(`${name}=`);
  });
}

function isBuildAction(uses: string): boolean {
  return /build|bake|kaniko/i.test(uses.split('@')[0] ?? '');
}

/** The build arguments that an action is given, a line each. */
function argumentsOf(step: unknown): ReadonlySet<string> {
  const uses = text(get(step, 'uses')) ?? '';
  if (!isBuildAction(uses)) return new Set();
  const lines = ['build-args', 'build_args', 'set'].flatMap((input) =>
    (text(get(step, 'with', input)) ?? '').split(/[\n,]/),
  );
  return new Set(
    lines.flatMap((line) => {
      const [, argument] = /^\s*(?:[^=\s]*\.args?\.)?["']?(\w+)=\s*["']?[^\s"']/.exec(line) ?? [];
      return argument ?? [];
    }),
  );
}

const UNCLEAR = 'cannot be followed';

/** Why a command that fails does not end its step; undefined when it does. */
function faultOf(script: ShellScript, { node }: FoundCommand): string | undefined {
  switch (whenItFails(script, node)) {
    case 'stops':
      return undefined;
    case 'goes-on':
      return 'goes on when it fails';
    case 'not-reached':
      return 'never runs';
    case 'unclear':
      return UNCLEAR;
  }
}

function cannotFollow(
  expected: string,
  { file, line }: Pick<FoundCommand, 'file' | 'line'>,
  what: string,
): Finding {
  return {
    status: 'unavailable',
    expected,
    found: `cannot follow line ${line} of ${file}: ${what}`,
    next: 'Write the command into a step of its own, with nothing else in it.',
    file,
    line,
  };
}

/** The scripts and actions of steps, and of what they call in the repository. */
export async function readSteps(
  world: CheckWorld,
  steps: readonly Step[],
  of: Workflow,
): Promise<readonly Read[]> {
  return (await Promise.all(steps.map((step) => readStep(world, step, of)))).flat();
}

async function readStep(world: CheckWorld, step: Step, of: Workflow): Promise<readonly Read[]> {
  if (step.uses.startsWith('./')) return readAction(world, step, step.uses);
  if (step.uses !== '') {
    const place = placeAt(of, [...step.path, 'uses']);
    return [{ step, action: { uses: step.uses, value: step.value, place } }];
  }
  if (step.run === '') return [];
  const shell = text(get(step.value, 'shell')) ?? shellOf(of, step);
  const modes = SHELLS[shell] ?? modesOf(shell);
  const { line = 1 } = placeInRun(of, step, 0);
  if (!modes) {
    return [{ step, problem: new CannotFollow(of.file, line, `a script for ${short(shell)}`) }];
  }
  const folder = folderOf(of, step);
  return readText(world, step, { text: step.run, file: of.file, line, ...modes }, folder);
}

async function readText(
  world: CheckWorld,
  step: Step,
  source: ShellText,
  folder: string,
): Promise<readonly Read[]> {
  const filled = source.text.replace(EXPRESSION, (each) => 'G'.repeat(each.length));
  try {
    const script = await readScript({ ...source, text: filled }, opener(world, folder));
    return [{ step, script }];
  } catch (problem) {
    if (problem instanceof CannotFollow) return [{ step, problem }];
    throw problem;
  }
}

/** The steps of an action of the repository, and of those that it calls. */
async function readAction(
  world: CheckWorld,
  step: Step,
  uses: string,
  depth = 0,
): Promise<readonly Read[]> {
  if (depth > DEEPEST_ACTION) return [];
  for (const name of ['action.yml', 'action.yaml']) {
    const file = inside(`${uses.slice(2).replace(/\/$/, '')}/${name}`);
    if (file === undefined) return [];
    const action = await readYaml(world, file);
    if (isFinding(action)) continue;
    const read: Read[] = [];
    for (const [index, value] of list(get(action.value, 'runs', 'steps')).entries()) {
      const run = text(get(value, 'run')) ?? '';
      const called = text(get(value, 'uses')) ?? '';
      const path = ['runs', 'steps', index];
      if (called.startsWith('./')) read.push(...(await readAction(world, step, called, depth + 1)));
      else if (called !== '') {
        const place = placeAt(action, [...path, 'uses']);
        read.push({ step, action: { uses: called, value, place } });
      } else {
        const modes = SHELLS[text(get(value, 'shell')) ?? ''] ?? { errexit: true };
        const { line = 1 } = placeInRun(action, { path, value, run }, 0);
        read.push(...(await readText(world, step, { text: run, file, line, ...modes }, '')));
      }
    }
    return read;
  }
  return [];
}

/** Reads the scripts and the rules of make that commands run, from the folder in which they run. */
function opener(world: CheckWorld, folder: string): OpenScript {
  const read = async (name: string): Promise<{ text: string; file: string } | undefined> => {
    const file = inside(folder === '' ? name : `${folder}/${name}`);
    if (file === undefined) return undefined;
    const content = await world.read(file);
    // Git may have written the line ends of Windows.
    return content.kind === 'text'
      ? { text: content.text.replaceAll('\r\n', '\n'), file }
      : undefined;
  };
  return async ([program = '', ...args]) => {
    if (program === 'make') {
      const targets = args.filter((each) => !/^-|=/.test(each));
      for (const name of MAKEFILES) {
        const found = await read(name);
        if (found) return makeScript(found.text, found.file, targets);
      }
      return undefined;
    }
    const isShell = /^(?:ba|da)?sh$|^(?:source|\.)$/.test(program);
    const name = isShell ? args.find((each) => !/^[-+]|^pipefail$/.test(each)) : program;
    if (name === undefined || (!isShell && !/^\.\/|\.sh$/.test(name))) return undefined;
    const found = await read(name);
    if (!found) return undefined;
    const flags = isShell ? args : (/^#!.*sh\b(.*)$/m.exec(found.text)?.[1] ?? '').split(' ');
    return { ...found, line: 1, ...modesIn(flags) };
  };
}

/** What a shell of one's own does, such as `bash -x {0}`; undefined for what is no shell. */
function modesOf(shell: string): Pick<ShellText, 'errexit' | 'pipefail'> | undefined {
  const [program = '', ...flags] = shell.split(/\s+/);
  return /^(?:ba|da)?sh$/.test(program) ? modesIn(flags) : undefined;
}

function modesIn(flags: readonly string[]): Pick<ShellText, 'errexit' | 'pipefail'> {
  const errexit = flags.some((each) => /^-[a-z]*e/.test(each));
  return { errexit, pipefail: flags.includes('pipefail') };
}

function shellOf(of: Workflow, step: Step): string {
  return defaultOf(of, step, 'shell') ?? '';
}

function folderOf(of: Workflow, step: Step): string {
  const own = text(get(step.value, 'working-directory'));
  return own ?? defaultOf(of, step, 'working-directory') ?? '';
}

function jobOf(of: Workflow, step: Step): Job | undefined {
  return of.jobs.find(({ steps }) => steps.includes(step));
}

function defaultOf(of: Workflow, step: Step, key: string): string | undefined {
  const job = jobOf(of, step);
  return (
    text(get(job?.value, 'defaults', 'run', key)) ?? text(get(of.value, 'defaults', 'run', key))
  );
}

/** A path without `.` and `..`; undefined when it leads out of the project. */
function inside(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return path.startsWith('/') || /[$*\\]/.test(path) ? undefined : parts.join('/');
}
