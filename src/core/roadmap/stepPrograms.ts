import type { Problem } from './problem.ts';
import type { StepChecksFile } from './schema.ts';
import type { YamlSource } from './yamlSource.ts';

/** Files beside a step's checks, by name. */
export type Programs = ReadonlyMap<string, string>;

type Body = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];
type Report = (problem: Problem) => void;

/**
 * A step's checks as the product reads them: with the defaults of their kind, and with the text of
 * each program, and of the modules that it imports, in place of its name.
 */
export function withPrograms(
  source: YamlSource<StepChecksFile>,
  programs: Programs,
  report: Report,
): readonly Body[] {
  const { defaults, checks } = source.value;
  const tell = (path: Path, message: string, remedy: string) =>
    report({ file: source.file, line: source.lineOf(path), message, remedy });
  const expand = (body: Body, path: Path): Body =>
    Object.fromEntries(
      Object.entries(body).map(([key, value]) => {
        const at = [...path, key];
        if (key === 'all' || key === 'any') return [key, expandAll(value, at)];
        if (!isMapping(value)) return [key, value];
        if (key === 'not') return [key, expand(value, at)];
        const { after, ...spec } = withProgram(merged(defaults[key], value), at);
        return [key, after === undefined ? spec : { ...spec, after: expandAll(after, at) }];
      }),
    );
  const expandAll = (value: unknown, path: Path): unknown =>
    Array.isArray(value)
      ? value.map((each: unknown, index) =>
          isMapping(each) ? expand(each, [...path, index]) : each,
        )
      : value;
  const textOf = (name: string, path: Path): string => {
    const text = programs.get(name);
    if (text === undefined) {
      tell(path, `There is no file "${name}".`, 'Put it beside checks.yaml or into checks/.');
    }
    return text ?? '';
  };
  const withProgram = (spec: Body, path: Path): Body => {
    const { program, args, write, ...rest } = spec;
    const laid = Object.fromEntries(
      Object.entries(isMapping(write) ? write : {}).map(([target, text]) => {
        const name = isMapping(text) ? text['file'] : undefined;
        return [target, typeof name === 'string' ? textOf(name, [...path, 'write']) : text];
      }),
    );
    if (typeof program !== 'string') {
      return write === undefined ? spec : { ...rest, write: laid };
    }
    const text = textOf(program, [...path, 'program']);
    const modules = modulesOf(text, programs);
    if (modules.size > 0 && rest['in'] !== 'copy' && rest['in'] !== 'clone') {
      const names = [...modules.keys()].join(', ');
      tell(path, `"${program}" imports ${names}.`, 'Give the check “in: copy” or “in: clone”.');
    }
    const all = { ...Object.fromEntries(modules), ...laid };
    return {
      run: ['python', '-', ...(Array.isArray(args) ? (args as unknown[]) : [])],
      ...rest,
      ...(Object.keys(all).length === 0 ? {} : { write: all }),
      stdin: text,
    };
  };
  return checks.map((check, index) => {
    const { holds: _holds, ...own } = check;
    return expand(own, ['checks', index]);
  });
}

/** The files that a program imports, directly or through others, by their names. */
function modulesOf(text: string, programs: Programs): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const follow = (python: string) => {
    for (const name of importedBy(python)) {
      const file = `${name}.py`;
      const module = programs.get(file);
      if (module === undefined || found.has(file)) continue;
      found.set(file, module);
      follow(module);
    }
  };
  follow(text);
  return found;
}

/** The first names of all modules that a program imports. */
function importedBy(python: string): readonly string[] {
  const statements = python.matchAll(/^\s*(?:from\s+(\w+)|import\s+(.+))/gm);
  return [...statements].flatMap(([, from, names = '']) =>
    from === undefined ? names.split(',').flatMap((each) => /\w+/.exec(each) ?? []) : [from],
  );
}

/**
 * A kind's defaults under what a check says itself; variables of the environment are joined. A
 * command of its own takes nothing from the defaults of a program.
 */
function merged(defaults: Body | undefined, own: Body): Body {
  if (!defaults || (own['run'] !== undefined && defaults['program'] !== undefined)) return own;
  const [ours, theirs] = [defaults['env'], own['env']];
  const env = isMapping(ours) && isMapping(theirs) ? { env: { ...ours, ...theirs } } : {};
  return { ...defaults, ...own, ...env };
}

function isMapping(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
