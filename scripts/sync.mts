import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A starter's file that should be as `roadmap/common/` has it. */
export interface Copy {
  readonly file: string;
  readonly wanted: string;
  /** What is there now; undefined when the file is missing. */
  readonly found: string | undefined;
}

/** The file of which starters share functions, not the whole. */
const TASKS = 'tasks.py';

/**
 * The copies of `roadmap/common/` in all starters. Whole files are the same in each starter; in
 * every `tasks.py`, also of options, solutions and wrong variants, the functions of the common one
 * are.
 */
export function commonCopies(root: string): Copy[] {
  const common = path.join(root, 'roadmap', 'common');
  const projects = path.join(root, 'roadmap', 'projects');
  const starters = fs
    .readdirSync(projects)
    .map((id) => path.join(projects, id, 'starter'))
    .filter((folder) => fs.existsSync(folder));
  const whole = filesIn(common).filter((file) => file !== TASKS);
  const copies = starters.flatMap((starter) =>
    whole.map((file) => copy(path.join(starter, file), () => read(path.join(common, file)))),
  );
  const functions = functionsOf(read(path.join(common, TASKS)));
  const tasks = [projects, path.join(root, 'test', 'starters', 'mutants')].flatMap((folder) =>
    filesIn(folder)
      .filter((file) => path.basename(file) === TASKS)
      .map((file) => path.join(folder, file)),
  );
  return [
    ...copies,
    ...tasks.map((file) => copy(file, (found) => withFunctions(found, functions))),
  ];
}

/** A Python text in which each top-level function is as given; further functions stay. */
export function withFunctions(python: string, functions: ReadonlyMap<string, string>): string {
  return python.replace(FUNCTION, (own: string, name: string) => functions.get(name) ?? own);
}

/** The top-level functions of a Python text, by name. */
export function functionsOf(python: string): ReadonlyMap<string, string> {
  return new Map([...python.matchAll(FUNCTION)].map(([text, name]) => [name ?? '', text]));
}

// From `def` at the start of a line to the last line before one that is not indented.
const FUNCTION = /^def (\w+)\(.*\n(?:(?:[ \t)].*)?\n)*(?:[ \t)].*\n)/gm;

function copy(file: string, wanted: (found: string) => string): Copy {
  const found = fs.existsSync(file) ? read(file) : undefined;
  return { file, found, wanted: wanted(found ?? '') };
}

function read(file: string): string {
  return fs.readFileSync(file, 'utf8');
}

function filesIn(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => fs.statSync(path.join(folder, file)).isFile())
    .map((file) => file.replaceAll('\\', '/'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = path.join(import.meta.dirname, '..');
  const stale = commonCopies(root).filter(({ found, wanted }) => found !== wanted);
  for (const { file, wanted } of stale) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, wanted);
    console.log(`Updated ${path.relative(root, file)}`);
  }
  if (stale.length === 0) console.log('Every starter has the common files as they are.');
}
