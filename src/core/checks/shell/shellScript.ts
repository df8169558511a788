import { forEachChild, parse, type Command, type ParsedScript, type SyntaxNode } from 'unbash';

/** A script of a shell, as it is written in a file, or in a value of one. */
export interface ShellText {
  readonly text: string;
  /** The file that holds it, relative to the project. */
  readonly file: string;
  /** The line of the file on which it begins, 1-based. */
  readonly line: number;
  /** The line of the file for each of its lines, where they do not follow each other there. */
  readonly lines?: readonly number[];
  /** Whether it ends at the first command that fails, as `set -e` says; false by default. */
  readonly errexit?: boolean;
  /** Whether a pipe fails with any of its parts; false by default. */
  readonly pipefail?: boolean;
}

/** A script that was parsed, with the scripts that its commands run. */
export interface ShellScript extends ShellText {
  readonly tree: ParsedScript;
  /** Scripts that commands run in a shell of their own, by the command. */
  readonly inner: ReadonlyMap<Command, ShellScript>;
}

/** A command of a script that may be what is looked for. */
export interface FoundCommand {
  readonly node: Command;
  /** Its words, without quotes and continuation lines. */
  readonly argv: readonly string[];
  /** The words with one space between them. */
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

/** Where a script cannot be followed, and what is there. */
export class CannotFollow extends Error {
  readonly file: string;
  readonly line: number;

  constructor(file: string, line: number, what: string) {
    super(what);
    this.file = file;
    this.line = line;
  }
}

/** Gives the script that a command runs, such as `bash gate.sh` or `make gate`; undefined for any other program. */
export type OpenScript = (argv: readonly string[]) => Promise<ShellText | undefined>;

/** Commands that print, test or go somewhere, and run nothing that they are given. */
const RUNS_NOTHING =
  /^(?:echo|printf|cat|true|false|:|cd|test|\[|grep|export|local|declare|set|trap|exit|return)$/;
const SHELL = /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|k|z)?sh$/;
const DEEPEST = 6;
const LONGEST = 64 * 1024;

/**
 * Parses a script, and the scripts that it gives to shells of its own.
 * @throws CannotFollow at what is no shell script, or too long or deep to be followed.
 */
export function parseScript(source: ShellText, depth = 0): ShellScript {
  const { text, file, line } = source;
  if (text.length > LONGEST || depth > DEEPEST) {
    throw new CannotFollow(file, line, 'a script that is too long, or calls others too deeply');
  }
  const tree = parse(text);
  const [error] = tree.errors ?? [];
  if (error) {
    throw new CannotFollow(file, lineAt(source, error.pos), 'something that is no shell script');
  }
  const inner = new Map<Command, ShellScript>();
  for (const node of commandsIn(tree)) {
    const nested = innerText(source, node);
    if (nested) inner.set(node, parseScript(nested, depth + 1));
  }
  return { ...source, tree, inner };
}

/**
 * Parses a script, and all scripts that its commands run.
 * @throws CannotFollow as `parseScript` does.
 */
export async function readScript(
  source: ShellText,
  open: OpenScript,
  depth = 0,
): Promise<ShellScript> {
  const script = parseScript(source, depth);
  const inner = new Map(script.inner);
  for (const node of commandsIn(script.tree)) {
    const nested = innerText(source, node) ?? (await open(argvOf(node)));
    if (nested) inner.set(node, await readScript(nested, open, depth + 1));
  }
  return { ...script, inner };
}

/** Every command of a script and of the scripts that it runs, in the order in which they are written. */
export function commandsOf(script: ShellScript): readonly FoundCommand[] {
  return commandsIn(script.tree).flatMap((node) => {
    const inner = script.inner.get(node);
    const argv = argvOf(node);
    // What a shell is given to run is found in there.
    const own =
      RUNS_NOTHING.test(argv[0] ?? '') || innerText(script, node)
        ? []
        : [{ node, argv, text: argv.join(' '), file: script.file, line: lineAt(script, node.pos) }];
    return inner ? [...own, ...commandsOf(inner)] : own;
  });
}

/** Whether a command, such as a probe's, runs nothing that could fail, such as `true` or `sh -c "exit 0"`. */
export function commandDoesNothing(argv: readonly string[]): boolean {
  const text = argv.map(quoted).join(' ');
  try {
    return commandsOf(parseScript({ text, file: '', line: 1 })).every(({ argv: [program = ''] }) =>
      /^(?:\/usr)?\/bin\/(?:true|echo)$/.test(program),
    );
  } catch (problem) {
    if (problem instanceof CannotFollow) return false;
    throw problem;
  }
}

/** A word as a shell is given it, whatever stands in it. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** The words of a command without quotes; what only a run can tell stays as it is written. */
export function argvOf({ name, args }: Command): readonly string[] {
  const words = args.map((each) => (each.type === 'Word' ? each.value : each.text));
  return name ? [name.value, ...words] : [];
}

/** The line of the file on which an offset of a script is. */
export function lineAt({ text, line, lines }: ShellText, offset: number): number {
  const before = text.slice(0, offset).split('\n').length - 1;
  return lines?.[before] ?? line + before;
}

function commandsIn(tree: ParsedScript): readonly Command[] {
  const found: Command[] = [];
  const visit = (node: SyntaxNode) => {
    if (node.type === 'Command') found.push(node);
    forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** The script in `bash -c '…'`, or between the marks of `bash <<EOF`. */
function innerText(outer: ShellText, node: Command): ShellText | undefined {
  const [program = '', ...args] = argvOf(node);
  if (!SHELL.test(program)) return undefined;
  const place = { file: outer.file, line: lineAt(outer, node.pos) };
  const modes = {
    errexit: args.some((each) => /^-[a-z]*e/.test(each)),
    pipefail: args.includes('pipefail'),
  };
  const at = args.findIndex((each) => /^-[a-z]*c$/.test(each));
  if (at >= 0) return { ...place, ...modes, text: args[at + 1] ?? '' };
  const here = node.redirects.find((each) => each.type === 'HereDoc');
  return here && args.every((each) => /^[-+]/.test(each) || each === 'pipefail')
    ? { ...place, ...modes, text: here.body.text }
    : undefined;
}
