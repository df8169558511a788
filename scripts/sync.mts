import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A starter's file that should be as `roadmap/common/` has it. */
export interface Copy {
  readonly file: string;
  readonly wanted: Buffer;
  /** What is there now; undefined when the file is missing. */
  readonly found: Buffer | undefined;
}

/**
 * The copies of `roadmap/common/` in all starters: each file is the same, whole, in each starter.
 * Solutions are patches on these, and stop the build when they no longer fit.
 */
export function commonCopies(root: string): Copy[] {
  const common = path.join(root, 'roadmap', 'common');
  const projects = path.join(root, 'roadmap', 'projects');
  const whole = filesIn(common);
  return fs
    .readdirSync(projects)
    .map((id) => path.join(projects, id, 'starter'))
    .filter((folder) => fs.existsSync(folder))
    .flatMap((starter) =>
      whole.map((name) => {
        const file = path.join(starter, name);
        const found = fs.existsSync(file) ? fs.readFileSync(file) : undefined;
        return { file, found, wanted: fs.readFileSync(path.join(common, name)) };
      }),
    );
}

/** Whether a copy is as it should be. */
export function isCurrent({ found, wanted }: Copy): boolean {
  return found?.equals(wanted) ?? false;
}

function filesIn(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => fs.statSync(path.join(folder, file)).isFile())
    .filter((file) => !file.includes('__pycache__'))
    .map((file) => file.replaceAll('\\', '/'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = path.join(import.meta.dirname, '..');
  const stale = commonCopies(root).filter((copy) => !isCurrent(copy));
  for (const { file, wanted } of stale) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, wanted);
    console.log(`Updated ${path.relative(root, file)}`);
  }
  if (stale.length === 0) console.log('Every starter has the common files as they are.');
}
