import assert from 'node:assert/strict';
import type { AuthoredStep } from '../../src/core/scaffold/generate.ts';
import { remember, wasProved } from './memory.ts';
import { mutantsOf, ProvedProject, words, type Mutant } from './proof.ts';

/** Set by `npm run test:starters -- ID --proof`: proves all afresh, and prints what the learner would read. */
const TELL = process.env['MLOPS_ROADMAP_PROOF'] === '1';

/** Verifications at the same time; each mostly keeps one processor busy. */
const AT_A_TIME = 2;

/**
 * The proof of a project's steps: each fails on the bare starter (but a given one); with the
 * solutions laid over in order each passes in turn; wrong variants fail with the right reason.
 * With options, only the wrong variants of the steps that are for these alone are tried: those of
 * the others are proved without. A wrong variant that was proved before, from the same files, is
 * not proved again.
 */
export function proveSteps(id: string, options: Readonly<Record<string, string>> = {}): void {
  const mutants = mutantsOf(id);
  const chosen = Object.values(options).join(', ');
  describe(`the steps of ${id}${chosen === '' ? '' : ` (${chosen})`}`, () => {
    let project: ProvedProject;
    let together: readonly Promise<void>[] = [];
    before(() => {
      project = ProvedProject.scaffolded(id, options);
    });
    after(() => project.dispose());

    it('fail on the bare starter, each with a reason and a next step', async () => {
      const { report, status } = await project.verify();
      tell('bare', words(report.results));
      for (const step of project.steps) {
        assert.equal(status(step.id), step.given ? 'passed' : 'failed', step.id);
      }
      for (const result of report.results.filter((each) => each.status !== 'passed')) {
        const place = `${result.step}/${result.check}`;
        assert.ok(result.expected !== '' && result.found !== '', place);
        assert.ok((result.next ?? '') !== '', `${place} says no next step`);
        assert.notEqual(result.status, 'error', words([result]));
      }
    });

    it('pass one after the other with the solution, and wrong variants fail', async () => {
      const pool = new Pool();
      let known = 0;
      for (const step of project.steps) {
        const own = mutants.filter((mutant) => mutant.step === step.id);
        assert.ok(own.length >= 2, `${step.id} has ${own.length} wrong variants; it needs two`);
        const proved = chosen === '' || Object.keys(step.when).length > 0 ? own : [];
        for (const mutant of proved) {
          const key = project.fingerprint(step, mutant);
          if (wasProved(key) && !TELL) known += 1;
          else pool.add(refuses(project.copied(), step, mutant, key));
        }
        await project.solve(step);
        pool.add(accepts(project.copied(), step));
      }
      if (known > 0) console.log(`      (${known} wrong variants were proved before, as they are)`);
      // The longest go first, and are told by the next test.
      together = [pool.first(checksItself(project.copied())), pool.first(holdsTogether(project))];
      await Promise.allSettled(together);
      await pool.ended();
    });

    it('all pass together in the end, and the project’s own check is green', async () => {
      assert.equal(together.length, 2, 'the steps did not come to their end');
      await Promise.all(together);
    });
  });
}

type Work = () => Promise<void>;

/** Does work while more of it comes in, some at a time. */
class Pool {
  private readonly waiting: Work[] = [];
  private readonly running = new Set<Promise<void>>();
  private readonly failures: unknown[] = [];

  add(work: Work): void {
    this.waiting.push(work);
    this.next();
  }

  /** Puts work before all that waits; what becomes of it is the caller's. */
  first(work: Work): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.unshift(() => work().then(resolve, reject));
      this.next();
    });
  }

  /** Waits for everything; fails with all that failed. */
  async ended(): Promise<void> {
    while (this.running.size > 0) await Promise.race(this.running);
    if (this.failures.length === 1) throw this.failures[0];
    if (this.failures.length > 1) throw new Error(this.failures.map(String).join('\n'));
  }

  private next(): void {
    if (this.running.size >= AT_A_TIME) return;
    const work = this.waiting.shift();
    if (!work) return;
    const running: Promise<void> = work()
      .catch((problem: unknown) => void this.failures.push(problem))
      .finally(() => {
        this.running.delete(running);
        this.next();
      });
    this.running.add(running);
  }
}

/** Holds that a wrong variant fails where it should, and with the right words. */
function refuses(copy: ProvedProject, step: AuthoredStep, mutant: Mutant, key: string): Work {
  return async () => {
    try {
      await copy.spoil(step, mutant);
      const { report } = await copy.verify([step.id]);
      tell(`${step.id}, wrong: ${mutant.variant} (${mutant.why})`, words(report.results));
      const hit = report.results.find(({ check }) => check === mutant.fails);
      const said = `${step.id}/${mutant.variant}: ${words(report.results)}`;
      assert.equal(hit?.status, 'failed', said);
      assert.match(hit.found, new RegExp(mutant.found), said);
      remember(key, said);
    } finally {
      copy.dispose();
    }
  };
}

/** Holds that all steps pass as a whole. */
function holdsTogether(project: ProvedProject): Work {
  return async () => {
    const { report } = await project.verify();
    assert.equal(words(report.results), '');
  };
}

/** Holds that the project's own check is green. */
function checksItself(copy: ProvedProject): Work {
  return async () => {
    try {
      await copy.apply([['python', 'tasks.py', 'check']]);
    } finally {
      copy.dispose();
    }
  };
}

/** Holds that a step passes with its solution. */
function accepts(copy: ProvedProject, step: AuthoredStep): Work {
  return async () => {
    try {
      const { report, status } = await copy.verify([step.id]);
      tell(`${step.id}, solved`, words(report.results) || 'passed');
      assert.equal(status(step.id), 'passed', `${step.id}: ${words(report.results)}`);
    } finally {
      copy.dispose();
    }
  };
}

function tell(what: string, text: string): void {
  if (TELL) console.log(`\n--- ${what}\n${text}\n`);
}
