import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { formatProblem } from '../src/core/roadmap/problem.ts';
import { AuthorError, authoredAt, authoredNow, type Authored } from './author/authored.mts';
import { carry, type Clash } from './author/carry.mts';
import { newStep } from './author/newStep.mts';
import { doesNotApply, headOfWay, workedAt, type Place } from './author/place.mts';
import { patchBetween, unresolvedIn, writeInto, writeSolution } from './author/rewrite.mts';
import { Scratch } from './author/scratch.mts';
import { GitTrees } from './content/gitTrees.mts';

// `npm run author`: how the patches of a project's steps are written. CONTENT.md has recipes.

const USAGE = `npm run author -- PROJECT STEP            lay the step out, to edit its solution
npm run author -- PROJECT STEP --save     write what you edited back as its patch
npm run author -- PROJECT --carry         carry a change of the starter or of an earlier solution
                                          through all later solutions, right and wrong ways
npm run author -- PROJECT STEP --new      make a new step; --after STEP puts it behind another
npm run author -- PROJECT STEP --mutate   try mutants of its solution, and list those that its checks
                                          accept; without STEP, of all steps

  --way right/NAME, --way wrong/NAME      edit this way instead of the solution; a new name begins one
  --set OPTION=VALUE                      with another value of an option
  --add PATH                              save a file that .gitignore leaves out
  --discard                               give up edits that are not saved
  --from COMMIT                           carry from the project of this commit (HEAD)`;

const { values, positionals } = readArguments();
const root = path.resolve(values.root ?? path.join(import.meta.dirname, '..'));
const roadmap = path.join(root, 'roadmap');
const trees = new GitTrees();

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof AuthorError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const [id, step] = positionals;
  if (values.help || id === undefined) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  if (values.carry) return carryThrough(id);
  if (values.mutate) {
    // What proves a project is loaded for this alone.
    const { mutate } = await import('./mutate/command.mts');
    return mutate(root, await authoredNow(root, id, trees), { step, set: setOf(values.set) });
  }
  if (step === undefined) throw new AuthorError(`Name a step of ${id}.\n\n${USAGE}`);
  if (values.new) {
    for (const file of newStep(roadmap, id, step, values.after)) {
      console.log(`Wrote ${path.relative(root, file)}`);
    }
    console.log(`Fill them in, then: npm run author -- ${id} ${step}`);
    return 0;
  }
  const place: Place = { step, set: setOf(values.set), way: wayOf(values.way) };
  const now = await authoredNow(root, id, trees);
  return values.save ? save(now, place) : layOut(now, place);
}

/** Lays a patch out in its scratch repository. */
function layOut(now: Authored, place: Place): number {
  const worked = workedAt(now, place);
  if (worked.end === undefined) throw doesNotApply(now);
  const scratch = scratchOf(now, place);
  scratch.layOut(worked.base, worked.end, values.discard);
  console.log(`${path.relative(process.cwd(), scratch.folder)} is laid out.`);
  console.log('What the patch begins with is committed; what it changes lies uncommitted.');
  console.log(`Edit, then: ${commandOf(now, place)} --save`);
  return 0;
}

/** Writes a scratch repository back as a patch, and says what no longer fits. */
async function save(before: Authored, place: Place): Promise<number> {
  const worked = workedAt(before, place);
  const scratch = scratchOf(before, place);
  const laid = scratch.laid();
  const { work, ignored } = scratch.now(values.add);
  if (laid?.base !== worked.base) {
    throw new AuthorError(
      `${scratch.folder} was laid out from files that have changed since.\nCarry the change first: npm run author -- ${before.project.value.id} --carry`,
    );
  }
  const conflicted = unresolvedIn(before.context, worked.base, work);
  if (conflicted.length > 0) {
    throw new AuthorError(
      `${conflicted.join(', ')}: the marks of the conflict are still there.\nResolve them, then save again.`,
    );
  }
  const write = writeInto(roadmap);
  const { context } = before;
  if (place.way && worked.wayFile !== undefined) {
    const head = headOfWay(context.patches.read(worked.wayFile), place.way.kind);
    write(worked.wayFile, `${head}\n${patchBetween(context, worked.base, work)}`);
    console.log(`Wrote roadmap/${worked.wayFile}`);
  } else {
    const { step, options, base } = worked;
    for (const file of writeSolution(before, step, options, base, work, write)) {
      console.log(`Wrote roadmap/${file}`);
    }
  }
  scratch.saved(work);
  for (const name of ignored) console.log(`Left out, as .gitignore says: ${name} (--add ${name})`);
  const after = await authoredNow(root, before.project.value.id, trees);
  const again = workedAt(after, place);
  if (again.end !== work) throw new AuthorError('The patch does not give back what was saved.');
  return 0;
}

/** Carries a change through a project, and lays out the first solution that clashes. */
async function carryThrough(id: string): Promise<number> {
  const from = values.from ?? 'HEAD';
  const [old, now] = [await authoredAt(root, id, from, trees), await authoredNow(root, id, trees)];
  const { rewritten, clashes } = carry(old, now, writeInto(roadmap));
  for (const file of rewritten) console.log(`Carried roadmap/${file}`);
  if (old.problems.length > 0) {
    console.error(`The patches of ${from} do not apply to its own files; name another --from.`);
  }
  for (const problem of now.problems) console.error(`roadmap/${formatProblem(problem)}`);
  for (const clash of clashes) tellClash(now, clash);
  if (clashes.length + now.problems.length + old.problems.length > 0) return 1;
  console.log(rewritten.length === 0 ? 'Every patch applies as it is.' : 'Every patch applies.');
  return 0;
}

function tellClash(now: Authored, clash: Clash): void {
  const defaults = Object.fromEntries(
    now.project.value.options.map((option) => [option.id, option.default]),
  );
  const set = Object.entries(clash.options).filter(([key, value]) => defaults[key] !== value);
  const way = /\/((?:right|wrong)\/.+)\.patch$/.exec(clash.file)?.[1];
  const place: Place = { step: clash.step, set: Object.fromEntries(set), way: wayOf(way) };
  const scratch = scratchOf(now, place);
  scratch.layOut(clash.base, clash.merged, values.discard);
  console.error(`roadmap/${clash.file} needs you: both changed ${clash.paths.join(', ')}.`);
  console.error(`  ${path.relative(process.cwd(), scratch.folder)} has the marks of the conflict.`);
  console.error(`  Resolve them, then: ${commandOf(now, place)} --save, and --carry again.`);
}

function scratchOf({ project }: Authored, { step, set, way }: Place): Scratch {
  const options = Object.entries(set).map(([key, value]) => `${key}-${value}`);
  const name = [step, ...options, ...(way ? [way.kind, way.name] : [])].join('.');
  return new Scratch(path.join(root, 'out', 'author', project.value.id, name), trees);
}

function commandOf({ project }: Authored, { step, set, way }: Place): string {
  const options = Object.entries(set).map(([key, value]) => ` --set ${key}=${value}`);
  const ways = way ? ` --way ${way.kind}/${way.name}` : '';
  return `npm run author -- ${project.value.id} ${step}${options.join('')}${ways}`;
}

function setOf(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key = '', value] = pair.split('=');
      if (value === undefined) throw new AuthorError(`“${pair}” is not OPTION=VALUE.`);
      return [key, value];
    }),
  );
}

function wayOf(text: string | undefined): Place['way'] {
  if (text === undefined) return undefined;
  const [, kind, name] = /^(right|wrong)\/([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(text) ?? [];
  if (name === undefined) throw new AuthorError(`“${text}” is not right/NAME or wrong/NAME.`);
  return { kind: kind as 'right' | 'wrong', name };
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        save: { type: 'boolean', default: false },
        carry: { type: 'boolean', default: false },
        new: { type: 'boolean', default: false },
        mutate: { type: 'boolean', default: false },
        discard: { type: 'boolean', default: false },
        after: { type: 'string' },
        from: { type: 'string' },
        way: { type: 'string' },
        set: { type: 'string', multiple: true, default: [] },
        add: { type: 'string', multiple: true, default: [] },
        // Another clone's folder, for tests.
        root: { type: 'string' },
      },
    });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}
