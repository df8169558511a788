import type { ShellText } from './shellScript.ts';

interface Rule {
  readonly line: number;
  readonly needs: readonly string[];
  readonly recipe: readonly RecipeLine[];
}

interface RecipeLine {
  readonly text: string;
  readonly line: number;
}

/** A line of a Makefile that begins a rule, such as `gate: model`; no assignment. */
const RULE = /^([^\s:=#][^:=#]*):(?![:=])\s*([^#]*)/;
const ASSIGNMENT = /^(\w+)\s*(?::|\?)?=\s*(.*)$/;

/**
 * What `make` runs for targets, and for all that they need, as one script: each line of a recipe in a
 * shell of its own, up to the first that fails. Undefined when there is no such rule.
 */
export function makeScript(
  text: string,
  file: string,
  targets: readonly string[],
): ShellText | undefined {
  const { rules, variables } = read(text);
  const [first] = rules.keys();
  const wanted = targets.length > 0 ? targets : first === undefined ? [] : [first];
  const found = wanted.flatMap((name) => rules.get(name) ?? []);
  if (found.length < wanted.length || found.length === 0) return undefined;
  const recipe: RecipeLine[] = [];
  const done = new Set<string>();
  const build = (name: string) => {
    const rule = rules.get(name);
    if (!rule || done.has(name)) return;
    done.add(name);
    rule.needs.forEach(build);
    recipe.push(...rule.recipe);
  };
  wanted.forEach(build);
  return {
    text: recipe.map((each) => shellLine(each.text, variables)).join('\n'),
    file,
    line: found[0]?.line ?? 1,
    // Each line of a recipe is two of the script.
    lines: recipe.flatMap(({ line }) => [line, line]),
    errexit: true,
  };
}

function read(text: string): {
  readonly rules: ReadonlyMap<string, Rule>;
  readonly variables: ReadonlyMap<string, string>;
} {
  const rules = new Map<string, Rule & { readonly recipe: RecipeLine[] }>();
  const variables = new Map<string, string>();
  let open: (Rule & { readonly recipe: RecipeLine[] })[] = [];
  let before = '';
  text.split('\n').forEach((written, index) => {
    const whole = before + written;
    if (whole.endsWith('\\')) {
      before = `${whole.slice(0, -1)} `;
      return;
    }
    before = '';
    if (whole.startsWith('\t')) {
      for (const rule of open) rule.recipe.push({ text: whole.slice(1), line: index + 1 });
      return;
    }
    const assigned = ASSIGNMENT.exec(whole);
    if (assigned) variables.set(assigned[1] ?? '', assigned[2] ?? '');
    const [, names = '', needs = ''] = RULE.exec(whole) ?? [];
    if (whole.trim() === '') return;
    open = words(names).map((name) => {
      const rule = rules.get(name) ?? { line: index + 1, needs: [], recipe: [] };
      const all = { ...rule, needs: [...rule.needs, ...words(needs)] };
      rules.set(name, all);
      return all;
    });
  });
  return { rules, variables };
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((each) => each !== '');
}

/** A line of a recipe as a shell runs it; with `-` before it, it may fail. */
function shellLine(line: string, variables: ReadonlyMap<string, string>): string {
  const [, marks = '', command = ''] = /^([@+\s-]*)(.*)$/.exec(line) ?? [];
  const filled = command
    .replace(/\$[({](\w+)[)}]/g, (_, name: string) => variables.get(name) ?? name)
    .replaceAll('$$', '$');
  const alone = `( set +e; ${filled === '' ? ':' : filled}\n)`;
  return marks.includes('-') ? `${alone} || true` : alone;
}
