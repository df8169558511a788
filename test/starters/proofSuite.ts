import assert from 'node:assert/strict';
import type { AuthoredStep } from '../../src/core/scaffold/generate.ts';
import { mutantsOf, ProvedProject, words, type Mutant } from './proof.ts';

/** Set by `npm run test:starters -- ID --proof`: prints what the learner would read. */
const TELL = process.env['MLOPS_ROADMAP_PROOF'] === '1';

/** Wrong variants that are verified at the same time; each mostly waits for one processor. */
const AT_A_TIME = 2;

/**
 * The proof of a project's steps: each fails on the bare starter (but a given one); with the
 * solutions laid over in order each passes in turn; wrong variants fail with the right reason.
 * With options, only the wrong variants of the steps that are for these alone are tried: those of
 * the others are proved without.
 */
export function proveSteps(id: string, options: Readonly<Record<string, string>> = {}): void {
  const mutants = mutantsOf(id);
  const chosen = Object.values(options).join(', ');
  describe(`the steps of ${id}${chosen === '' ? '' : ` (${chosen})`}`, () => {
    let project: ProvedProject;
    before(() => {
      project = ProvedProject.scaffolded(id, options);
    });
    after(() => project.dispose());

    it('fail on the bare starter, each with a reason and a next step', () => {
      const { report, status } = project.verify();
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
      for (const step of project.steps) {
        const own = mutants.filter((mutant) => mutant.step === step.id);
        assert.ok(own.length >= 2, `${step.id} has ${own.length} wrong variants; it needs two`);
        const proved = chosen === '' || Object.keys(step.when).length > 0 ? own : [];
        const waiting = [...proved];
        const refuseAll = async () => {
          for (let next = waiting.shift(); next; next = waiting.shift())
            await refuse(project, step, next);
        };
        await Promise.all(Array.from({ length: AT_A_TIME }, refuseAll));
        project.solve(step);
        const { report, status } = project.verify(step.id);
        tell(`${step.id}, solved`, words(report.results) || 'passed');
        assert.equal(status(step.id), 'passed', `${step.id}: ${words(report.results)}`);
      }
    });

    it('all pass together in the end, and the project’s own check is green', () => {
      const { report } = project.verify();
      assert.equal(words(report.results), '');
      project.apply([['python', 'tasks.py', 'check']]);
    });
  });
}

/** Holds that a wrong variant fails where it should, and with the right words. */
async function refuse(project: ProvedProject, step: AuthoredStep, mutant: Mutant): Promise<void> {
  const wrong = project.mutated(step, mutant);
  try {
    const { report } = await wrong.verifying(step.id);
    tell(`${step.id}, wrong: ${mutant.variant} (${mutant.why})`, words(report.results));
    const hit = report.results.find(({ check }) => check === mutant.fails);
    const said = `${step.id}/${mutant.variant}: ${words(report.results)}`;
    assert.equal(hit?.status, 'failed', said);
    assert.match(hit.found, new RegExp(mutant.found), said);
  } finally {
    wrong.dispose();
  }
}

function tell(what: string, text: string): void {
  if (TELL) console.log(`\n--- ${what}\n${text}\n`);
}
