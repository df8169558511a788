import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';
import { statusOf } from '../../src/core/checks/report.ts';
import { compiledContent } from '../../src/node/compiledContent.ts';
import { ProvedProject, words } from '../starters/proof.ts';
import type { Measure } from './measure.mts';

/** How long a learner should wait for the checks of a step, in seconds on two idle cores. */
const LIMIT = 15;
const LIMIT_WITH_SERVER = 45;

/** Steps in whose checks a server of its own process must start. */
const WITH_SERVER = new Set(['tracked-experiments/server']);

/** The projects that have steps, in the roadmap's order. */
export async function projectsWithSteps(): Promise<readonly string[]> {
  const { projects } = await compiledContent(path.join(root, 'dist')).roadmap();
  return projects.filter(({ steps }) => steps.length > 0).map(({ id }) => id);
}

/**
 * What the checks of each step take, after its solution is laid over those before: one verification
 * alone, as a learner starts it. A solution that its checks do not accept ends the bench, except
 * where this machine has not what the step needs.
 */
export async function measureSteps(
  projects: readonly string[],
  onMeasure: (measure: Measure) => void = () => undefined,
): Promise<readonly Measure[]> {
  const measures: Measure[] = [];
  for (const id of projects) {
    const project = ProvedProject.scaffolded(id);
    try {
      for (const step of project.steps) {
        await project.solve(step);
        const started = performance.now();
        const { report } = await project.verify([step.id]);
        const seconds = (performance.now() - started) / 1000;
        const name = `${id}/${step.id}`;
        const status = statusOf(report.results);
        if (status === 'failed' || status === 'error') throw new Error(words(report.results));
        const measure: Measure = {
          name: `checks of ${name}${status === 'passed' ? '' : `, ${status} here`}`,
          value: seconds,
          unit: 's',
          aim: { of: 'value', atMost: WITH_SERVER.has(name) ? LIMIT_WITH_SERVER : LIMIT },
        };
        measures.push(measure);
        onMeasure(measure);
      }
    } finally {
      project.dispose();
    }
  }
  return measures;
}
