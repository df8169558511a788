import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parse } from 'yaml';
import { root } from '../../scripts/setup/places.mjs';
import { linkEnvironment, must, scaffold, start } from './kit.ts';
import { filesOf, lintFiles } from './linters.ts';
import { testsTogether } from '../harness/pool.ts';

/** Names that people give to folders. */
const NAMES = [
  'Odd.Name-42',
  'a',
  '42 things',
  'a project with a name that goes on for sixty characters or so',
  'vendor',
  'Grüße',
] as const;

const OWN_NAMES = /mlr-starter|mlr_starter|MLR_STARTER|Mlr Starter/;

interface Options {
  readonly options?: readonly {
    readonly id: string;
    readonly values: readonly { readonly id: string }[];
  }[];
}

/**
 * What holds for every starter, under an odd name for each value of each option: the names are its
 * own, linters have nothing to say, and its check is green on the first run, once for each lock and
 * each choice of tests.
 * @param names odd names that this project must be tried with, before the common ones
 */
export function scaffoldsWell(id: string, names: readonly string[] = []): void {
  describe(`${id}, scaffolded`, () => {
    const base = fs.mkdtempSync(path.join(os.tmpdir(), 'starter-'));
    after(() => fs.rmSync(base, { recursive: true, force: true }));
    const variants = variantsOf(id, [...names, ...NAMES]);
    const checked = new Set<string>();

    testsTogether(
      variants.map(({ name, set }) => ({
        title: `is whole as “${name}”${set.length === 0 ? '' : ` with ${set.join(', ')}`}`,
        work: async () => {
          const project = path.join(base, name);
          must(
            scaffold(
              id,
              project,
              set.flatMap((each) => ['--set', each]),
            ),
          );
          assert.deepEqual(withOwnNames(project), []);
          await lintFiles(project);
          const decides = whatIsChecked(project);
          if (checked.has(decides)) return;
          checked.add(decides);
          linkEnvironment(project);
          const ran = await start(project, 'python3', ['tasks.py', 'check']);
          assert.equal(ran.code, 0, ran.output);
          assert.match(ran.output, /All green\./);
        },
      })),
    );
  });
}

interface Variant {
  readonly name: string;
  readonly set: readonly string[];
}

/** A variant for each value of each option, the others as they are by default; one where there is no option. */
function variantsOf(id: string, names: readonly string[]): readonly Variant[] {
  const file = path.join(root, 'roadmap', 'projects', id, 'project.yaml');
  const { options = [] } = parse(fs.readFileSync(file, 'utf8')) as Options;
  const sets = options.flatMap((option) =>
    option.values.map((value) => [`${option.id}=${value.id}`]),
  );
  return (sets.length === 0 ? [[]] : sets).map((set, place) => ({
    name: names[place % names.length] ?? id,
    set,
  }));
}

function withOwnNames(project: string): readonly string[] {
  return filesOf(project).filter(
    (file) =>
      OWN_NAMES.test(file) || OWN_NAMES.test(fs.readFileSync(path.join(project, file), 'utf8')),
  );
}

/** What decides whether the check of one variant says anything of another's. */
function whatIsChecked(project: string): string {
  const tests = filesOf(project).filter((file) => /(?:^|\/)tests?\/|_test\.go$/.test(file));
  const lock = fs.readFileSync(path.join(project, 'requirements-dev.txt'));
  return createHash('sha256').update(lock).update(tests.sort().join('\n')).digest('hex');
}
