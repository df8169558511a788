import type {
  AndOr,
  Command,
  CompoundList,
  If,
  Pipeline,
  PipelineNode,
  Statement,
  SyntaxNode,
} from 'unbash';
import { forEachChild } from 'unbash';
import { argvOf, type ShellScript } from './shellScript.ts';

/** An exit code; undefined when only a run can tell. */
type Status = number | undefined;

/** What a shell knows at a moment. */
interface Shell {
  errexit: boolean;
  pipefail: boolean;
  /** The exit code of the last command: `$?`. */
  last: Status;
  /** Variables that hold an exit code. */
  readonly variables: Map<string, Status>;
  readonly functions: Map<string, SyntaxNode>;
}

/** How a status is used: by a condition, which `set -e` does not end, and which a run may decide either way. */
interface Use {
  readonly checked: boolean;
  readonly decides: boolean;
}

const PLAIN: Use = { checked: false, decides: false };
const CONDITION: Use = { checked: true, decides: true };
const MOST_RUNS = 128;
const DEEPEST_CALL = 8;

/** The shell ends. */
class Exit extends Error {
  readonly status: Status;
  constructor(status: Status) {
    super();
    this.status = status;
  }
}
/** A function ends. */
class Return extends Exit {}

/** What becomes of a script when one of its commands fails and all others do their work. */
export type Outcome = 'not-reached' | 'stops' | 'goes-on' | 'unclear';

/**
 * Goes through a script in the ways that its conditions allow. Wherever the command is run, it fails;
 * `stops` when the script then fails too, in each of these ways; `unclear` when there are too many.
 */
export function whenItFails(script: ShellScript, command: Command): Outcome {
  const choices: boolean[] = [];
  let reached = false;
  for (let runs = 0; runs < MOST_RUNS; runs += 1) {
    const run = new Run(command, choices);
    const status = run.wholeScript(script);
    if (run.reached && status === 0) return 'goes-on';
    if (run.reached && status === undefined) return 'unclear';
    reached ||= run.reached;
    // The next way: the last choice that was not tried otherwise yet.
    choices.length = run.taken;
    while (choices.at(-1) === false) choices.pop();
    if (choices.length === 0) return reached ? 'stops' : 'not-reached';
    choices[choices.length - 1] = false;
  }
  return 'unclear';
}

class Run {
  reached = false;
  taken = 0;
  private depth = 0;
  private readonly command: Command;
  private readonly choices: boolean[];

  constructor(command: Command, choices: boolean[]) {
    this.command = command;
    this.choices = choices;
  }

  /** Runs a script in a shell of its own. */
  wholeScript(script: ShellScript): Status {
    const shell: Shell = {
      errexit: script.errexit ?? false,
      pipefail: script.pipefail ?? false,
      last: 0,
      variables: new Map(),
      functions: new Map(),
    };
    return this.ended(() => this.statements(script.tree.commands, shell, PLAIN, script), shell);
  }

  /** The exit code of a shell, however it ends. */
  private ended(work: () => void, shell: Shell): Status {
    try {
      work();
      return shell.last;
    } catch (end) {
      if (end instanceof Exit) return end.status;
      throw end;
    }
  }

  private statements(all: readonly Statement[], shell: Shell, use: Use, script: ShellScript): void {
    all.forEach((statement, place) => {
      const isLast = place === all.length - 1;
      const own = { ...use, decides: use.decides && isLast };
      if (statement.background === true) {
        this.apart(shell, (other) => this.andOr(statement.command, other, own, script));
        shell.last = 0;
      } else this.andOr(statement.command, shell, own, script);
    });
  }

  private list({ commands }: CompoundList, shell: Shell, use: Use, script: ShellScript): void {
    if (commands.length === 0) shell.last = 0;
    this.statements(commands, shell, use, script);
  }

  /** Does something in a copy of the shell, which changes nothing of it. */
  private apart(shell: Shell, work: (copy: Shell) => void): Status {
    const copy = { ...shell, variables: new Map(shell.variables) };
    return this.ended(() => work(copy), copy);
  }

  private andOr(node: AndOr | PipelineNode, shell: Shell, use: Use, script: ShellScript): void {
    if (node.type !== 'AndOr') {
      this.pipeline(node, shell, use, script);
      return;
    }
    node.commands.forEach((each, place) => {
      const operator = node.operators[place - 1];
      if (operator !== undefined && this.succeeded(shell.last) === (operator === '||')) return;
      const isLast = place === node.commands.length - 1;
      this.pipeline(each, shell, isLast ? use : CONDITION, script);
    });
  }

  private pipeline(node: PipelineNode, shell: Shell, use: Use, script: ShellScript): void {
    if (node.type !== 'Pipeline') {
      this.node(node, shell, use, script);
      return;
    }
    const negated = node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1;
    const own = negated ? CONDITION : use;
    shell.last = this.statusOfPipe(node, shell, own, script);
    if (negated) shell.last = shell.last === undefined ? undefined : shell.last === 0 ? 1 : 0;
    else this.endOnError(shell, use);
  }

  private statusOfPipe(node: Pipeline, shell: Shell, use: Use, script: ShellScript): Status {
    const [only, ...more] = node.commands;
    if (only && more.length === 0) {
      this.node(only, shell, use, script);
      return shell.last;
    }
    const statuses = node.commands.map((each, place) => {
      const isLast = place === node.commands.length - 1;
      const own = { checked: use.checked, decides: use.decides && isLast };
      return this.apart(shell, (copy) => this.node(each, copy, own, script));
    });
    const failed = statuses.findLast((status) => status !== 0);
    return shell.pipefail && failed !== undefined ? failed : statuses.at(-1);
  }

  private endOnError(shell: Shell, { checked }: Use): void {
    if (shell.errexit && !checked && shell.last !== 0 && shell.last !== undefined) {
      throw new Exit(shell.last);
    }
  }

  private node(node: SyntaxNode, shell: Shell, use: Use, script: ShellScript): void {
    switch (node.type) {
      case 'Command':
        shell.last = this.simple(node, shell, use, script);
        this.endOnError(shell, use);
        return;
      case 'If':
        this.ifNode(node, shell, use, script);
        return;
      case 'While':
        this.list(node.clause, shell, CONDITION, script);
        if (this.succeeded(shell.last) === (node.kind === 'while')) {
          this.list(node.body, shell, use, script);
        } else shell.last = 0;
        return;
      case 'For':
      case 'Select':
      case 'ArithmeticFor':
      case 'BraceGroup':
        this.list(node.body, shell, use, script);
        return;
      case 'Subshell':
        shell.last = this.apart(shell, (copy) => this.list(node.body, copy, use, script));
        this.endOnError(shell, use);
        return;
      case 'Case': {
        const chosen = node.items.find(() => this.choose());
        shell.last = 0;
        if (chosen) this.list(chosen.body, shell, use, script);
        return;
      }
      case 'Redirected':
        this.node(node.command, shell, use, script);
        return;
      case 'Function':
        shell.functions.set(node.name.value, node.body);
        shell.last = 0;
        return;
      case 'CompoundList':
        this.list(node, shell, use, script);
        return;
      case 'Coproc':
        this.apart(shell, (copy) => this.node(node.body, copy, use, script));
        shell.last = 0;
        return;
      case 'TestCommand':
      case 'ArithmeticCommand': {
        const text = script.text.slice(node.pos, node.end);
        shell.last = this.tested(text, shell) ?? this.unknown(use);
        this.endOnError(shell, use);
        return;
      }
      default:
        shell.last = 0;
    }
  }

  private ifNode(node: If, shell: Shell, use: Use, script: ShellScript): void {
    const branches = [{ clause: node.clause, then: node.then }, ...node.elif];
    for (const { clause, then } of branches) {
      this.list(clause, shell, CONDITION, script);
      if (!this.succeeded(shell.last)) continue;
      this.list(then, shell, use, script);
      return;
    }
    if (node.else) this.list(node.else, shell, use, script);
    else shell.last = 0;
  }

  /** A command of words: its exit code. */
  private simple(node: Command, shell: Shell, use: Use, script: ShellScript): Status {
    const substituted = this.substitutions(node, shell, script);
    const argv = argvOf(node);
    const [program, ...args] = argv;
    if (program === undefined) return this.assign(node, shell, substituted);
    if (node === this.command) {
      this.reached = true;
      if (program === 'exec') throw new Exit(1);
      return 1;
    }
    const inner = script.inner.get(node);
    if (inner) {
      const status = this.wholeScript(inner);
      if (program === 'exec') throw new Exit(status);
      return status;
    }
    const called = shell.functions.get(program);
    if (called) return this.call(called, shell, use, script);
    switch (program) {
      case 'set':
        setModes(args, shell);
        return 0;
      case 'exit':
        throw new Exit(args[0] === undefined ? shell.last : statusIn(args[0], shell));
      case 'return':
        throw new Return(args[0] === undefined ? shell.last : statusIn(args[0], shell));
      case 'false':
        return 1;
      case 'test':
      case '[':
        return this.tested(argv.join(' '), shell) ?? this.unknown(use);
      case 'true':
      case ':':
      case 'echo':
      case 'printf':
      case 'cd':
      case 'export':
        return 0;
      default:
        return this.unknown(use);
    }
  }

  private call(body: SyntaxNode, shell: Shell, use: Use, script: ShellScript): Status {
    if (this.depth >= DEEPEST_CALL) return 0;
    this.depth += 1;
    try {
      this.node(body, shell, use, script);
      return shell.last;
    } catch (end) {
      if (end instanceof Return) return end.status;
      throw end;
    } finally {
      this.depth -= 1;
    }
  }

  /** Runs `$(…)` in a command's words; gives the exit code of the last one. */
  private substitutions(node: Command, shell: Shell, script: ShellScript): Status {
    let status: Status = 0;
    const visit = (part: SyntaxNode) => {
      if (part.type === 'CommandExpansion' || part.type === 'ProcessSubstitution') {
        const inside = part.script?.commands ?? [];
        status = this.apart(shell, (copy) => this.statements(inside, copy, PLAIN, script));
        return;
      }
      forEachChild(part, visit);
    };
    forEachChild(node, visit);
    return status;
  }

  /** `name=value`: keeps what is an exit code. */
  private assign({ prefix }: Command, shell: Shell, substituted: Status): Status {
    for (const each of prefix) {
      if (each.type !== 'Assignment') continue;
      const { name, value } = each;
      const text = value.type === 'Word' ? value.value : '';
      const isStatus = text === '$?' || /^\d+$/.test(text) || shell.variables.has(nameIn(text));
      if (isStatus) shell.variables.set(name, statusIn(text, shell));
      else shell.variables.delete(name);
    }
    return substituted;
  }

  /** A comparison of an exit code with a number, such as `[ $? -ne 0 ]`; undefined for any other test. */
  private tested(text: string, shell: Shell): Status {
    const inside = text
      .replace(/^(?:test |\[\[?|\(\()|(?:\]\]?|\)\))$/g, '')
      .replaceAll('"', '')
      .trim();
    const match = /^(\S+?)\s*(-eq|-ne|-gt|==|=|!=|>)\s*(\d+)$/.exec(inside);
    const [, left = '', operator = '', right = ''] = match ?? [];
    const bare = /^\w+$/.test(left) && text.startsWith('((') ? `$${left}` : left;
    if (!match || (bare !== '$?' && !shell.variables.has(nameIn(bare)))) return undefined;
    const status = statusIn(bare, shell);
    if (status === undefined) return undefined;
    const equal = status === Number(right);
    const holds = /^(?:-eq|==|=)$/.test(operator)
      ? equal
      : /^(?:-gt|>)$/.test(operator)
        ? status > Number(right)
        : !equal;
    return holds ? 0 : 1;
  }

  /** What only a run can tell: either way where it decides something, well otherwise. */
  private unknown({ decides }: Use): Status {
    return !decides || this.choose() ? 0 : 1;
  }

  private succeeded(status: Status): boolean {
    return status === undefined ? this.choose() : status === 0;
  }

  private choose(): boolean {
    if (this.taken === this.choices.length) this.choices.push(true);
    this.taken += 1;
    return this.choices[this.taken - 1] ?? true;
  }
}

function setModes(args: readonly string[], shell: Shell): void {
  args.forEach((each, place) => {
    const on = each.startsWith('-');
    if (!/^[-+]/.test(each)) return;
    if (/^[-+][a-z]*e/.test(each)) shell.errexit = on;
    if (!/^[-+][a-z]*o$/.test(each)) return;
    if (args[place + 1] === 'pipefail') shell.pipefail = on;
    if (args[place + 1] === 'errexit') shell.errexit = on;
  });
}

/** `$name` or `${name}`, as the name. */
function nameIn(text: string): string {
  return /^\$\{?(\w+)\}?$/.exec(text)?.[1] ?? '';
}

function statusIn(text: string, shell: Shell): Status {
  if (text === '$?') return shell.last;
  if (/^\d+$/.test(text)) return Number(text);
  return shell.variables.get(nameIn(text));
}
