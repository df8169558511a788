import assert from 'node:assert/strict';
import type { AuthoredStep } from '../../src/core/scaffold/generate.ts';
import type { Proof } from '../../scripts/proofs/keys.mts';
import {
  disagreement,
  masked,
  refutes,
  type Line,
  type Shown,
} from '../../scripts/proofs/ledger.mts';
import type { Choice } from '../../scripts/proofs/sources.mts';
import type { RightWay, WrongWay } from '../../scripts/content/ways.mts';
import { placeOfProofs, ProvedProject, shownBy, words } from './proof.ts';
import { proving, type Proving } from './proofPlan.ts';

/** Verifications at the same time; each mostly keeps one processor busy. */
const AT_A_TIME = 2;

/**
 * The proof of a project's steps: each fails on the bare starter (but a given one); with the
 * solutions laid over in order all pass in the end. What each step, right way and wrong way shows
 * alone is in the project's ledger: what it does not know is proved and written down, and a sample
 * of what it knows is tried again.
 */
export function proveSteps(choice: Choice): void {
  const { project: id, options } = choice;
  describe(`the steps of ${[id, ...Object.values(options)].join(', ')}`, () => {
    let project: ProvedProject;
    let work: Proving;
    let together: readonly Promise<void>[] = [];
    before(async () => {
      work = await proving();
      project = ProvedProject.scaffolded(id, options);
    });
    after(() => project.dispose());

    it('fail on the bare starter, each with a reason and a next step', async () => {
      const started = performance.now();
      const { report } = await project.verify();
      const seconds = (performance.now() - started) / 1000 / project.steps.length;
      for (const result of report.results.filter((each) => each.status !== 'passed')) {
        const place = `${result.step}/${result.check}`;
        assert.ok(result.expected !== '' && result.found !== '', place);
        assert.ok((result.next ?? '') !== '', `${place} says no next step`);
        assert.notEqual(result.status, 'error', words([result]));
      }
      for (const step of project.steps) {
        const results = report.results.filter((result) => result.step === step.id);
        const bare = ({ step: of, tried }: Proof) => of === step.id && tried === 'bare';
        const proof = work.of(choice).unknown.find(bare);
        const shown = shownBy(results);
        assert.equal(shown.outcome, step.given ? 'accepted' : 'refused', step.id);
        if (proof) work.add(proof, lineOf(proof, shown, seconds));
      }
    });

    it('show what the ledger says of them, one after the other with their solutions', async () => {
      const { unknown, sample } = work.of(choice);
      const pool = new Pool();
      const refuted: Sampled[] = [];
      for (const step of project.steps) {
        const of = ({ step: its, tried }: Proof) => its === step.id && tried !== 'bare';
        const fresh = unknown.filter(of);
        const again = sample.filter(({ proof }) => of(proof));
        const start = (solved: boolean) => {
          const isSolved = ({ tried }: Proof) => (tried === 'solved') === solved;
          for (const proof of fresh.filter(isSolved)) {
            pool.add(proves(project.copied(), step, proof, work));
          }
          for (const sampled of again.filter(({ proof }) => isSolved(proof))) {
            pool.add(triesAgain(project.copied(), step, sampled, () => refuted.push(sampled)));
          }
        };
        start(false);
        await project.solve(step);
        start(true);
      }
      // The longest go first, and are told by the next test.
      together = [pool.first(checksItself(project.copied())), pool.first(holdsTogether(project))];
      await Promise.allSettled(together);
      await pool.ended();
      for (const sampled of refuted) await triesAlone(choice, sampled);
      tellCounts(fresh(unknown), sample.length);
    });

    it('all pass together in the end, and the project’s own check is green', async () => {
      assert.equal(together.length, 2, 'the steps did not come to their end');
      await Promise.all(together);
    });

    it('are all in the ledger', () => {
      const { left } = work.of(choice);
      const command = `npm run test:starters -- ${id} --rest`;
      const said = `${left.length} proofs are left, for which there was no time. Run “${command}” and commit the ledger.`;
      assert.equal(left.length, 0, said);
    });
  });
}

const fresh = (unknown: readonly Proof[]) => unknown.filter(({ tried }) => tried !== 'bare').length;

function tellCounts(proved: number, tried: number): void {
  console.log(
    `      (${proved} proved for the first time, ${tried} lines of the ledger tried again)`,
  );
}

type Sampled = Proving['plan']['sample'][number];

function lineOf({ key, step, tried, options }: Proof, shown: Shown, seconds: number): Line {
  const day = new Date().toISOString().slice(0, 10);
  const { outcome, found } = shown;
  const rounded = Math.round(seconds * 10) / 10;
  return {
    key,
    step,
    tried,
    options,
    outcome,
    found,
    day,
    seconds: rounded,
    where: placeOfProofs(),
  };
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

/** Does what a proof says in a copy of the project, and verifies its step. */
async function shows(copy: ProvedProject, step: AuthoredStep, proof: Proof): Promise<Shown> {
  try {
    if (proof.way && 'fails' in proof.way.head) await copy.spoil(step, proof.way as WrongWay);
    else if (proof.way) await copy.otherwise(step, proof.way as RightWay);
    const { report } = await copy.verify([step.id]);
    const errors = report.results.filter(({ status }) => status === 'error');
    assert.equal(errors.length, 0, `${step.id}, ${proof.tried}: ${words(errors)}`);
    return shownBy(report.results);
  } finally {
    copy.dispose();
  }
}

/** Proves what no ledger knows, and writes it down. */
function proves(copy: ProvedProject, step: AuthoredStep, proof: Proof, work: Proving): Work {
  return async () => {
    const started = performance.now();
    const shown = await shows(copy, step, proof);
    const problem = disagreement(proof, shown);
    if (problem !== undefined) throw new Error(problem);
    work.add(proof, lineOf(proof, shown, (performance.now() - started) / 1000));
  };
}

/** Tries a line of the ledger again. */
function triesAgain(
  copy: ProvedProject,
  step: AuthoredStep,
  { proof, line }: Sampled,
  refuted: () => void,
): Work {
  return async () => {
    const shown = await shows(copy, step, proof);
    if (refutes(line, shown)) refuted();
    else if (masked(JSON.stringify(line.found)) !== masked(JSON.stringify(shown.found))) {
      const said = [line.found, shown.found].map((each) => JSON.stringify(each));
      console.log(
        `      ${step.id}, ${proof.tried}: other words.\n        ${said.join('\n        ')}`,
      );
    }
  };
}

/** Tries a refuted line once more, alone on the machine: refuted twice, it is wrong. */
async function triesAlone(choice: Choice, { proof, line }: Sampled): Promise<void> {
  const project = ProvedProject.scaffolded(choice.project, choice.options);
  try {
    for (const step of project.steps) {
      const here = step.id === proof.step;
      if (!here || proof.tried === 'solved') await project.solve(step);
      if (!here) continue;
      tellRefuted({ proof, line }, await shows(project.copied(), step, proof));
      return;
    }
  } finally {
    project.dispose();
  }
}

function tellRefuted({ proof, line }: Sampled, shown: Shown): void {
  const place = `${proof.project}, ${proof.step}, ${proof.tried}`;
  if (refutes(line, shown)) {
    const said = [line, shown].map(({ outcome, found }) => `${outcome} ${JSON.stringify(found)}`);
    assert.fail(
      `The ledger is refuted twice, the second time alone on the machine: ${place}.\n` +
        `It says: ${said[0]}\nIt shows: ${said[1]}`,
    );
  }
  console.log(
    `      Flaky: ${place} was refuted once. List it in CONTRIBUTING.md until it is fixed.`,
  );
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
