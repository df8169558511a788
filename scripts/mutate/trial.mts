import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { AuthoredStep } from '../../src/core/scaffold/generate.ts';
import type { ProjectFile } from '../../src/core/scaffold/archive.ts';
import { ProvedProject, shownBy, TimedOut } from '../../test/starters/proof.ts';
import type { GitTrees } from '../content/gitTrees.mts';
import type { Solved } from '../content/solutions.mts';
import { hashOf, type Mutant } from './mutant.mts';
import type { Outcome, Outcomes } from './outcomes.mts';
import { said, TOOLS, type Tool } from './tools.mts';

/** Raised when mutants are tried otherwise, so that all are tried again. */
const PROCESS = 1;
/** A trial may take so many times as long as the solution's own, and never less than this. */
const PATIENCE = { times: 5, leastMs: 60_000, solutionMs: 840_000 };

/** The project's tests. */
const TESTS = /^tests\/|_test\.go$/;

/** A step whose mutants are tried. */
export interface TrialParts {
  readonly solved: readonly Solved[];
  /** The step's place in `solved`. */
  readonly at: number;
  /** Keys of everything that decides what the step's checks say of its solution, and all checks of all. */
  readonly keys: { readonly own: string; readonly all: string };
  readonly trees: GitTrees;
  readonly outcomes: Outcomes;
  /** The project with the solutions before the step. */
  readonly before: () => Promise<ProvedProject>;
}

/** A later step whose solution is laid over a mutant, with what the mutant makes of its files. */
interface Laid {
  readonly solved: Solved;
  readonly instead: readonly ProjectFile[];
}

interface TimedTool extends Tool {
  readonly seconds: number;
}

/** Tries the mutants of one step. */
export class Trial {
  private readonly parts: TrialParts;
  private readonly solved: Solved;
  private warmed: Promise<string> | undefined;

  constructor(parts: TrialParts) {
    this.parts = parts;
    this.solved = parts.solved[parts.at]!;
  }

  /** What the step's checks say of the solution itself; its time is the measure for mutants. */
  ofSolution(): Promise<Outcome> {
    return this.own(undefined, PATIENCE.solutionMs);
  }

  /** The tools of the project's own check that accept the solution, each with its seconds for it. */
  async tools(): Promise<readonly TimedTool[]> {
    const accepting: TimedTool[] = [];
    const paths = this.parts.trees.entries(this.solved.after).map((entry) => entry.path);
    for (const tool of TOOLS.filter(({ files }) => paths.some((name) => files.test(name)))) {
      const outcome = await this.refusedBy([tool], undefined, PATIENCE.solutionMs);
      if (outcome.ended === 'passed') accepting.push({ ...tool, seconds: outcome.seconds });
    }
    return accepting;
  }

  /** Whether the project's own check refuses a mutant. */
  left(mutant: Mutant, tools: readonly TimedTool[]): Promise<Outcome> {
    const own = tools.filter(({ files }) => files.test(mutant.path));
    const seconds = own.reduce((sum, tool) => sum + tool.seconds, 0);
    return this.refusedBy(own, mutant, limitFor({ seconds }));
  }

  /** What the step's checks say of a mutant. */
  checked(mutant: Mutant, solution: Outcome): Promise<Outcome> {
    return this.own(mutant, limitFor(solution));
  }

  /**
   * What the checks of other steps say of a mutant that survives its own: of the steps before, and
   * of the later ones, whose solutions are laid over it as far as they leave its line.
   */
  async checkedByOthers(mutant: Mutant): Promise<Outcome> {
    const { at, solved } = this.parts;
    const later: Laid[] = [];
    for (const each of solved.slice(at + 1)) {
      const instead = this.carried(mutant, each);
      if (!instead) break;
      later.push({ solved: each, instead });
    }
    const outcome = await this.others(mutant, later);
    if (outcome.ended !== 'refused') return outcome;
    // Before the last step is solved, nothing says that the checks of all others pass.
    const usual = await this.others(
      undefined,
      later.map((each) => ({ ...each, instead: [] })),
    );
    const by = outcome.by.filter((check) => !usual.by.includes(check));
    return by.length > 0 ? { ...outcome, by } : { ...outcome, ended: 'passed', by };
  }

  async dispose(): Promise<void> {
    const folder = await this.warmed?.catch(() => undefined);
    if (folder !== undefined) fs.rmSync(folder, { recursive: true, force: true });
  }

  private own(mutant: Mutant | undefined, timeoutMs: number): Promise<Outcome> {
    return this.remembered('own', this.parts.keys.own, mutant, () =>
      this.inCopy(mutant, timeoutMs, (copy) => verdictOf(copy, [this.solved.step.step.id])),
    );
  }

  /** What the checks of the steps before say, and those of later ones whose solutions are laid. */
  private others(mutant: Mutant | undefined, later: readonly Laid[]): Promise<Outcome> {
    const { at, solved, keys } = this.parts;
    const before = solved.slice(0, at).map(({ step }) => step.step.id);
    const after = later.map((each) => each.solved.step.step.id);
    const key = hashOf(keys.all, this.solved.step.step.id, after);
    return this.remembered('others', key, mutant, () =>
      this.inCopy(mutant, PATIENCE.solutionMs, async (copy) => {
        for (const each of later) {
          try {
            await copy.solve(stepOf(copy, each.solved), each.instead);
          } catch (problem) {
            if (!mutant || problem instanceof TimedOut) throw problem;
            return { ended: 'refused', by: [`${each.solved.step.step.id}/commands`] };
          }
        }
        const others = [...before, ...after];
        return others.length === 0 ? { ended: 'passed', by: [] } : await verdictOf(copy, others);
      }),
    );
  }

  private refusedBy(
    tools: readonly Tool[],
    mutant: Mutant | undefined,
    timeoutMs: number,
  ): Promise<Outcome> {
    const { before, after, step } = this.solved;
    const key = hashOf(
      before,
      after,
      step.step.apply,
      tools.map(({ command }) => command),
    );
    return this.remembered('tools', key, mutant, () =>
      this.inCopy(mutant, timeoutMs, async (copy) => {
        const types = tools.some(({ name }) => name === 'mypy');
        if (types && mutant) {
          const cache = path.join(copy.folder, '.mypy_cache');
          fs.cpSync(await this.warm(), cache, { recursive: true, preserveTimestamps: true });
        }
        this.layEarlierTests(copy);
        for (const tool of tools) {
          const ended = await said(tool, copy.folder, timeoutMs);
          if (ended !== 'passed') return { ended, by: [tool.name] };
        }
        return { ended: 'passed', by: [] };
      }),
    );
  }

  /**
   * Lays the tests that were there before the step over a project: a learner has these, and need not
   * write those of the solution.
   */
  private layEarlierTests(copy: ProvedProject): void {
    const { trees } = this.parts;
    const { before, after } = this.solved;
    const names = trees.changed(before, after).filter((name) => TESTS.test(name));
    const earlier = trees.read(before, names);
    const added = names.filter((name) => !earlier.some((file) => file.path === name));
    copy.replace(earlier, added);
  }

  /** What mypy knows of the solution: with it a mutant's types take a second in place of many. */
  private warm(): Promise<string> {
    return (this.warmed ??= (async () => {
      const copy = (await this.parts.before()).copied();
      try {
        await copy.solve(stepOf(copy, this.solved));
        this.layEarlierTests(copy);
        const mypy = TOOLS.filter(({ name }) => name === 'mypy');
        for (const tool of mypy) await said(tool, copy.folder, PATIENCE.solutionMs);
        const kept = fs.mkdtempSync(path.join(os.tmpdir(), 'mypy-'));
        const cache = path.join(copy.folder, '.mypy_cache');
        if (fs.existsSync(cache)) {
          fs.cpSync(cache, kept, { recursive: true, preserveTimestamps: true });
        }
        return kept;
      } finally {
        copy.dispose();
      }
    })());
  }

  private remembered(
    stage: string,
    key: string,
    mutant: Mutant | undefined,
    find: () => Promise<Omit<Outcome, 'seconds'>>,
  ): Promise<Outcome> {
    const text = mutant && [mutant.path, mutant.text];
    return this.parts.outcomes.of(hashOf(PROCESS, stage, key, text), find);
  }

  private async inCopy(
    mutant: Mutant | undefined,
    timeoutMs: number,
    use: (copy: ProvedProject) => Promise<Omit<Outcome, 'seconds'>>,
  ): Promise<Omit<Outcome, 'seconds'>> {
    const copy = (await this.parts.before()).copied(timeoutMs);
    try {
      try {
        await copy.solve(stepOf(copy, this.solved), mutant && [fileOf(mutant.path, mutant.text)]);
      } catch (problem) {
        // The solution's own commands succeed; those of a mutant may not.
        if (!mutant || problem instanceof TimedOut) throw problem;
        return { ended: 'refused', by: ['commands'] };
      }
      return await use(copy);
    } catch (problem) {
      if (problem instanceof TimedOut && mutant) return { ended: 'timed out', by: [] };
      throw problem;
    } finally {
      copy.dispose();
    }
  }

  /**
   * The mutated file as a later step leaves it, or nothing where that step leaves it alone.
   * @returns undefined when the later step changes the mutated lines
   */
  private carried(mutant: Mutant, later: Solved): readonly ProjectFile[] | undefined {
    const { trees } = this.parts;
    const { after } = this.solved;
    if (!trees.changed(later.before, later.after).includes(mutant.path)) return [];
    const mutated = trees
      .read(after)
      .map((file) =>
        file.path === mutant.path ? { ...file, bytes: Buffer.from(mutant.text) } : file,
      );
    const { tree, clashes } = trees.merge(after, trees.write(mutated), later.after);
    if (clashes.includes(mutant.path)) return undefined;
    const merged = trees.read(tree, [mutant.path]);
    const [same] = trees.read(later.after, [mutant.path]);
    const [only] = merged;
    // Nothing is left of the mutant when the later solution has taken its lines away.
    return only && same && Buffer.compare(only.bytes, same.bytes) !== 0 ? merged : undefined;
  }
}

function limitFor({ seconds }: Pick<Outcome, 'seconds'>): number {
  return Math.max(PATIENCE.leastMs, PATIENCE.times * seconds * 1000);
}

function fileOf(name: string, text: string): ProjectFile {
  return { path: name, bytes: Buffer.from(text), executable: false };
}

function stepOf(project: ProvedProject, { step }: Solved): AuthoredStep {
  const found = project.steps.find(({ id }) => id === step.step.id);
  if (!found) throw new Error(`The archive has no step ${step.step.id}.`);
  return found;
}

async function verdictOf(
  copy: ProvedProject,
  steps: readonly string[],
): Promise<Omit<Outcome, 'seconds'>> {
  const { report } = await copy.verify(steps);
  const { outcome } = shownBy(report.results);
  if (outcome !== 'refused') return { ended: 'passed', by: [] };
  const failed = report.results.filter(
    ({ status }) => status !== 'passed' && status !== 'unavailable',
  );
  return { ended: 'refused', by: failed.map(({ step, check }) => `${step}/${check}`) };
}
