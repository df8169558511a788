import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { goalSentences } from '../../src/core/roadmap/goalSentences.ts';
import { formatProblem, type Problem } from '../../src/core/roadmap/problem.ts';
import { ProvedProject } from '../../test/starters/proof.ts';
import { AuthorError, type Authored } from '../author/authored.mts';
import { doesNotApply, workedAt } from '../author/place.mts';
import { solutionsOf, type Solved } from '../content/solutions.mts';
import { ALL_STEPS, proofsOf, type Proof } from '../proofs/keys.mts';
import { kindNumbers } from '../proofs/sources.mts';
import { mutantsOfFolder, mutantsOfStep } from './generate.mts';
import { Outcomes } from './outcomes.mts';
import {
  MUTANTS_OF_A_STEP,
  openSurvivors,
  runMutants,
  tableOf,
  weakGoal,
  type StepRun,
  type Tried,
} from './run.mts';
import { entryFor, readSurvivors, survivorsFile, type Verdicts } from './survivors.mts';
import { Trial } from './trial.mts';

/** Which mutants are tried. */
export interface Wanted {
  /** A step; undefined for all of them. */
  readonly step: string | undefined;
  readonly set: Readonly<Record<string, string>>;
}

/**
 * Tries mutants of the solutions of a project's steps, and lists those that survive.
 * @param root the clone
 * @returns the exit code: 1 when a survivor has no verdict
 */
export async function mutate(root: string, authored: Authored, wanted: Wanted): Promise<number> {
  const { project, files, context, problems } = authored;
  const [first] = project.steps;
  const named = wanted.step ?? first?.step.id ?? '';
  const { options } = workedAt(authored, { step: named, set: wanted.set, way: undefined });
  const solved = solutionsOf(project, files, options, context);
  if (problems.length > 0) throw doesNotApply(authored);
  const source = { project, files, ways: { right: [], wrong: [] }, numbers: kindNumbers() };
  const proofs = proofsOf(source, options, context);
  const keyOf = (step: string, tried: Proof['tried']) =>
    proofs.find((proof) => proof.step === step && proof.tried === tried)?.key ?? '';

  prepare(root);
  // Two mutants may have the same size and the same second: Python would take one for the other.
  process.env['PYTHONDONTWRITEBYTECODE'] = '1';
  const growing = new Growing(() => ProvedProject.scaffolded(project.value.id, options), solved);
  const outcomes = new Outcomes();
  const runs: (StepRun & { readonly verdicts: Verdicts; readonly each: Solved })[] = [];
  try {
    for (const [at, each] of solved.entries()) {
      const { step } = each.step;
      if (wanted.step !== undefined && step.id !== wanted.step) continue;
      const mutants = mutantsOfStep(context.trees, each.step, each.before, each.after);
      const report = (problem: Problem) => problems.push(problem);
      const text = context.patches.read(survivorsFile(each.step));
      const known =
        text === undefined ? [] : mutantsOfFolder(project, files, each.step.folder, context);
      const verdicts = readSurvivors(each.step, text, known, report);
      const keys = { own: keyOf(step.id, 'solved'), all: keyOf(ALL_STEPS, 'together') };
      const before = () => growing.before(at);
      const { trees } = context;
      const trial = new Trial({ solved, at, keys, trees, outcomes, before });
      try {
        const tried =
          mutants.length === 0 ? [] : await runMutants(trial, mutants, MUTANTS_OF_A_STEP, tell);
        runs.push({ step: step.id, generated: mutants.length, tried, verdicts, each });
      } finally {
        await trial.dispose();
      }
    }
  } finally {
    await growing.dispose();
  }
  for (const run of runs) tellStep(run, run.each, run.verdicts);
  for (const line of tableOf(runs)) console.log(line);
  for (const problem of problems) console.error(`roadmap/${formatProblem(problem)}`);
  const open = runs.some((run) => openSurvivors(run, run.verdicts).length > 0);
  return open || problems.length > 0 ? 1 : 0;
}

/** The project with the solutions before a step, made when it is needed and taken further for later steps. */
class Growing {
  private readonly make: () => ProvedProject;
  private readonly solved: readonly Solved[];
  private project: ProvedProject | undefined;
  private done = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(make: () => ProvedProject, solved: readonly Solved[]) {
    this.make = make;
    this.solved = solved;
  }

  /** Two mutants may ask at the same time. */
  before(at: number): Promise<ProvedProject> {
    const next = this.last.then(async () => {
      const project = (this.project ??= this.make());
      for (; this.done < at; this.done += 1) {
        const id = this.solved[this.done]?.step.step.id;
        const step = project.steps.find((each) => each.id === id);
        if (step) await project.solve(step);
      }
      return project;
    });
    this.last = next;
    return next;
  }

  async dispose(): Promise<void> {
    await this.last.catch(() => undefined);
    this.project?.dispose();
  }
}

/** Installs what the proofs need, and builds the project that they scaffold. */
function prepare(root: string): void {
  for (const args of [
    ['scripts/setup.mjs', 'python'],
    ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', 'scripts/build.mts'],
  ]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
    });
    if (status !== 0) throw new AuthorError(`${stdout}${stderr}`);
  }
  if (!fs.existsSync(path.join(root, 'dist', 'cli.js'))) throw new AuthorError('Run the build.');
}

function tell({ mutant, ended, by }: Tried): void {
  const why = by.length > 0 ? ` (${by.join(', ')})` : '';
  console.log(`  ${mutant.path}:${mutant.line}  ${mutant.kind}: ${ended}${why}`);
}

/** Lists what survives, below the Goal that it may break. */
function tellStep(run: StepRun, { step }: Solved, verdicts: Verdicts): void {
  const open = openSurvivors(run, verdicts);
  if (open.length > 0) {
    console.log(`\n${run.step}: ${open.length} mutants survive. Its Goal:\n`);
    for (const sentence of goalSentences(step.step.goal)) console.log(`- ${sentence.text}`);
    console.log('');
    console.log('Make each one that breaks a sentence a wrong way that a check refuses.');
    console.log(`List the others with their reason in roadmap/${survivorsFile(step)}:\n`);
  }
  for (const mutant of open) {
    console.log(`# ${mutant.path}:${mutant.line}  ${mutant.kind}\n${entryFor(mutant)}`);
  }
  const weak = weakGoal(run, verdicts);
  if (weak !== undefined) console.log(`${run.step}: ${weak}`);
}
