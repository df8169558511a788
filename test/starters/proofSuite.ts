import assert from 'node:assert/strict';
import type { AuthoredStep } from '../../src/core/scaffold/generate.ts';
import { ALL_STEPS, type Proof } from '../../scripts/proofs/keys.mts';
import {
  disagreement,
  masked,
  refutes,
  type Line,
  type Shown,
} from '../../scripts/proofs/ledger.mts';
import type { Choice } from '../../scripts/proofs/sources.mts';
import type { RightWay, WrongWay } from '../../scripts/content/ways.mts';
import { allOf, Pool, type Work } from '../harness/pool.ts';
import { placeOfProofs, ProvedProject, shownBy, words } from './proof.ts';
import { proving, type Proving } from './proofPlan.ts';
import { spend } from './spent.ts';
import { showsAllSteps } from './waysOfWorking.ts';

/**
 * The proof of a project's steps: each fails on the bare starter (but a given one). What each step,
 * right way and wrong way shows alone, and all steps together after every way of working, is in the
 * project's ledger: what it does not know is proved and written down, and a sample of what it knows
 * is tried again.
 */
export function proveSteps(choice: Choice): void {
  const { project: id, options } = choice;
  describe(`the steps of ${[id, ...Object.values(options)].join(', ')}`, () => {
    let project: ProvedProject;
    let work: Proving;
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
        // What waits for another check says so, and that one says what to do.
        const waits = result.found.startsWith('not looked at');
        assert.ok(waits || (result.next ?? '') !== '', `${place} says no next step`);
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

    it('show what the ledger says of them, alone and together', async () => {
      const { unknown, sample } = work.of(choice);
      const pool = new Pool();
      const refuted: Sampled[] = [];
      const all: Promise<void>[] = [];
      const start = (which: (proof: Proof) => boolean, step?: AuthoredStep) => {
        for (const proof of unknown.filter(which)) {
          all.push(pool.add(proves(project.copied(), step, proof, work)));
        }
        for (const sampled of sample.filter(({ proof }) => which(proof))) {
          const tell = () => refuted.push(sampled);
          all.push(pool.add(triesAgain(project.copied(), step, sampled, tell)));
        }
      };
      for (const step of project.steps) {
        const isOther = ({ tried }: Proof) => tried !== 'bare' && tried !== 'solved';
        start((proof) => proof.step === step.id && isOther(proof), step);
        await project.solve(step);
        start(({ step: of, tried }) => of === step.id && tried === 'solved', step);
      }
      start(({ step }) => step === ALL_STEPS);
      await allOf(all);
      for (const sampled of refuted) await triesAlone(choice, sampled);
      tellCounts(unknown.length, sample.length);
    });

    it('are all in the ledger', () => {
      const { left } = work.of(choice);
      const command = `npm run test:starters -- ${id} --rest`;
      const said = `${left.length} proofs are left, for which there was no time. Run “${command}” and commit the ledger.`;
      assert.equal(left.length, 0, said);
    });
  });
}

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

/** Does what a proof says in a copy of the project, and verifies its step or all steps. */
async function shows(
  copy: ProvedProject,
  step: AuthoredStep | undefined,
  proof: Proof,
): Promise<Shown> {
  try {
    if (!step) return await showsAllSteps(copy, proof.tried);
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
function proves(
  copy: ProvedProject,
  step: AuthoredStep | undefined,
  proof: Proof,
  work: Proving,
): Work {
  return async () => {
    const started = performance.now();
    const shown = await shows(copy, step, proof);
    const problem = disagreement(proof, shown);
    if (problem !== undefined) throw new Error(problem);
    work.add(proof, lineOf(proof, shown, (performance.now() - started) / 1000));
    spend('new', started);
  };
}

/** Tries a line of the ledger again. */
function triesAgain(
  copy: ProvedProject,
  step: AuthoredStep | undefined,
  { proof, line }: Sampled,
  refuted: () => void,
): Work {
  return async () => {
    const started = performance.now();
    const shown = await shows(copy, step, proof);
    if (refutes(line, shown)) refuted();
    else if (masked(JSON.stringify(line.found)) !== masked(JSON.stringify(shown.found))) {
      const said = [line.found, shown.found].map((each) => JSON.stringify(each));
      console.log(
        `      ${proof.step}, ${proof.tried}: other words.\n        ${said.join('\n        ')}`,
      );
    }
    spend('sample', started);
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
    tellRefuted({ proof, line }, await shows(project.copied(), undefined, proof));
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
