import type { Command, PipelineNode, Redirection, Statement, SyntaxNode } from 'unbash';
import { forEachChild } from 'unbash';
import { readText } from '../documents.ts';
import { isFile } from '../look.ts';
import { argvOf, CannotFollow, lineAt, type ShellScript } from '../shell/shellScript.ts';
import type { CheckWorld } from '../world.ts';
import { scriptOf } from './dockerfileCommands.ts';
import { parseDockerfile, type Instruction, type Stage } from './dockerfileStages.ts';
import { ignoredByDocker } from './ignoreRules.ts';

/** A command of a RUN line. */
interface PlannedCommand {
  readonly line: number;
  readonly argv: readonly string[];
  /** Variables that are set for it alone; for the shell, where it has no words. */
  readonly variables: Readonly<Record<string, string>>;
  /** True when only a run can tell whether it runs. */
  readonly maybe: boolean;
  /** The file that its output goes to. */
  readonly output?: { readonly path: string; readonly append: boolean };
  /** The here-document that is its input. */
  readonly input?: string;
}

/** Where a line cannot be followed. */
interface Problem {
  readonly line: number;
  readonly what: string;
}

const LARGEST = 128 * 1024;

/**
 * What a Dockerfile says about its image, for a program that lays it out without building it, as
 * JSON: the stages with their instructions, and the files that a clean clone gives to the build.
 */
export async function imagePlan(world: CheckWorld, path: string): Promise<string> {
  const source = await readText(world, path);
  if (typeof source !== 'string') return JSON.stringify({ stages: [], context: [] });
  const { stages } = parseDockerfile(source.slice(0, LARGEST));
  return JSON.stringify({
    context: await contextOf(world, path),
    stages: stages.map((stage) => ({
      name: stage.name,
      image: stage.image,
      parent: stage.parent?.index,
      line: stage.line,
      instructions: stage.instructions.map((each) => planned(each, stages)),
    })),
  });
}

/** The file with the rules of what does not get into a build. */
export async function ignoreFileOf(
  world: CheckWorld,
  dockerfile: string,
  context = '',
): Promise<string> {
  const own = `${dockerfile}.dockerignore`;
  return (await isFile(world, own))
    ? own
    : [context, '.dockerignore'].filter((part) => part !== '').join('/');
}

/** Files that get into the build from a clean clone; beside them settings and history, if they would. */
async function contextOf(world: CheckWorld, path: string): Promise<readonly string[]> {
  const rules = await readText(world, await ignoreFileOf(world, path));
  const listed = await world.list();
  const { kind } = await world.repository();
  let files = listed;
  if (kind === 'ready' || kind === 'no-commit') {
    const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'] as const;
    const known = new Set((await world.git(args)).stdout.split('\0'));
    files = listed.filter((file) => known.has(file));
  }
  const all = new Set([...files, '.env', '.git/HEAD']);
  return [...all].filter((file) => typeof rules !== 'string' || !ignoredByDocker(rules, file));
}

function planned(instruction: Instruction, stages: readonly Stage[]): unknown {
  const { keyword, line, words, json, flags, variables } = instruction;
  const base = { keyword, line };
  switch (keyword) {
    case 'RUN':
      return { ...base, mounts: mountsOf(flags, stages), ...commandsOrProblem(instruction) };
    case 'COPY':
    case 'ADD': {
      const all = json ?? words;
      const from = valueOf(flags, 'from');
      return {
        ...base,
        ...(from === undefined ? {} : { from: stageOrImage(from, stages) }),
        chmod: valueOf(flags, 'chmod'),
        sources: all.slice(0, -1),
        target: all.at(-1) ?? '',
        documents: json ? {} : documentsOf(instruction),
      };
    }
    case 'ENV':
    case 'ARG':
      return { ...base, variables: Object.fromEntries(variables) };
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK':
      return { ...base, ...commandOf(instruction) };
    case 'SHELL':
      return { ...base, argv: json ?? [] };
    default:
      return { ...base, words };
  }
}

/** What starts with the container: a list, or a text for a shell. */
function commandOf({
  keyword,
  json,
  written,
  words,
}: Instruction): Readonly<Record<string, unknown>> {
  if (keyword === 'HEALTHCHECK' && words[0]?.toUpperCase() !== 'CMD') return {};
  return json ? { argv: json } : { shell: shellText(written) };
}

/** The text of a command as the builder hands it to the shell. */
function shellText(written: string): string {
  return written
    .replace(/^[ \t]*#.*\n/gm, '')
    .replace(/\\[ \t]*\n/g, '')
    .trim();
}

function mountsOf(flags: readonly string[], stages: readonly Stage[]): readonly unknown[] {
  return flags.flatMap((flag) => {
    if (!flag.startsWith('--mount=')) return [];
    const options = new Map(
      flag
        .slice('--mount='.length)
        .split(',')
        .map((option) => {
          const [name = '', ...value] = option.split('=');
          return [name.toLowerCase(), value.join('=')] as const;
        }),
    );
    const type = options.get('type') ?? 'bind';
    if (type !== 'bind') return [];
    const from = options.get('from');
    return {
      ...(from === undefined ? {} : { from: stageOrImage(from, stages) }),
      source: options.get('source') ?? options.get('src') ?? '.',
      target: options.get('target') ?? options.get('dst') ?? options.get('destination') ?? '',
    };
  });
}

/** A stage's number, or the name of an image from elsewhere. */
function stageOrImage(from: string, stages: readonly Stage[]): number | string {
  const named = stages.find(({ name }) => name === from.toLowerCase());
  if (named) return named.index;
  return /^\d+$/.test(from) ? Number(from) : from;
}

function valueOf(flags: readonly string[], name: string): string | undefined {
  const start = `--${name}=`;
  return flags.find((flag) => flag.startsWith(start))?.slice(start.length);
}

/** The here-documents of a COPY line, by their names. */
function documentsOf({ raw }: Instruction): Readonly<Record<string, string>> {
  const [first = '', ...lines] = raw.split('\n');
  const found: Record<string, string> = {};
  for (const [, dash, , name = ''] of first.matchAll(/<<(-?)(["']?)(\w[\w.-]*)\2/g)) {
    const end = lines.findIndex((line) => (dash ? line.trimStart() : line).trimEnd() === name);
    const own = lines
      .splice(0, end < 0 ? lines.length : end + 1)
      .slice(0, end < 0 ? undefined : -1);
    found[name] = own.map((line) => `${dash ? line.replace(/^\t+/, '') : line}\n`).join('');
  }
  return found;
}

function commandsOrProblem(
  instruction: Instruction,
): { readonly commands: readonly PlannedCommand[] } | { readonly problem: Problem } {
  try {
    return { commands: commandsIn(scriptOf(instruction)) };
  } catch (problem) {
    if (!(problem instanceof CannotFollow)) throw problem;
    return { problem: { line: problem.line, what: problem.message } };
  }
}

/** The commands of a script in their order, and those of the scripts that shells are given in it. */
function commandsIn(script: ShellScript): readonly PlannedCommand[] {
  const found: PlannedCommand[] = [];
  const statements = (all: readonly Statement[], maybe: boolean) => {
    for (const { command } of all) {
      if (command.type !== 'AndOr') visit(command, maybe);
      else {
        command.commands.forEach((each: PipelineNode, place) => {
          visit(each, maybe || command.operators[place - 1] === '||');
        });
      }
    }
  };
  const visit = (node: SyntaxNode, maybe: boolean) => {
    switch (node.type) {
      case 'Command': {
        const inner = script.inner.get(node);
        if (inner)
          found.push(...commandsIn(inner).map((each) => (maybe ? { ...each, maybe } : each)));
        else found.push(plannedCommand(node, script, maybe));
        return;
      }
      case 'Pipeline':
        node.commands.forEach((each) => visit(each, maybe));
        return;
      case 'Subshell':
      case 'BraceGroup':
        statements(node.body.commands, maybe);
        return;
      default:
        // A condition, a loop or a function: whether it runs is seen only when it runs.
        forEachChild(node, (child) => {
          if (child.type === 'CompoundList') statements(child.commands, true);
          else visit(child, true);
        });
    }
  };
  statements(script.tree.commands, false);
  return found;
}

function plannedCommand(node: Command, script: ShellScript, maybe: boolean): PlannedCommand {
  const variables = node.prefix.flatMap((each) =>
    each.type === 'Assignment' && each.value.type === 'Word'
      ? [[each.name, each.value.value] as const]
      : [],
  );
  return {
    line: lineAt(script, node.pos),
    argv: argvOf(node),
    variables: Object.fromEntries(variables),
    maybe,
    ...outputOf(node.redirects),
    ...inputOf(node.redirects),
  };
}

function outputOf(redirects: readonly Redirection[]): Pick<PlannedCommand, 'output'> {
  for (const each of redirects) {
    if (each.type !== 'Redirect' || each.descriptor || !each.operator.startsWith('>')) continue;
    const path = each.target?.value ?? '';
    if (each.operator !== '>&') return { output: { path, append: each.operator === '>>' } };
  }
  return {};
}

function inputOf(redirects: readonly Redirection[]): Pick<PlannedCommand, 'input'> {
  const here = redirects.find((each) => each.type === 'HereDoc');
  return here ? { input: here.body.text } : {};
}
