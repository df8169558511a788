import type { ProjectSource } from '../../src/core/roadmap/sources.ts';
import type { StepSource } from '../../src/core/roadmap/stepFolder.ts';
import type { ProjectFile } from '../../src/core/scaffold/archive.ts';
import type { GitTrees, Tree } from './gitTrees.mts';
import { choicesOf, solutionsOf, type Solved, type SolutionsContext } from './solutions.mts';

/** What a starter writes where a step asks the learner for code. */
const MARK = 'TODO(learner)';

/**
 * Reports files that a step's `marks` names although its solution takes no mark out of them, for any
 * option, and files that it leaves out although its solution takes one out of them.
 * @param files what Git knows of the project's starter and options
 */
export function checkMarks(
  project: ProjectSource,
  files: readonly ProjectFile[],
  context: SolutionsContext,
): void {
  const taken = new Map<StepSource, Set<string>>();
  for (const options of choicesOf(project)) {
    for (const solved of solutionsOf(project, files, options, context)) {
      const paths = taken.get(solved.step) ?? new Set();
      for (const name of marksTaken(solved, context.trees)) paths.add(name);
      taken.set(solved.step, paths);
    }
  }
  for (const [{ step, placeOf }, paths] of taken) {
    step.marks.forEach((name, index) => {
      if (paths.has(name)) return;
      const message = `The solution takes no ${MARK} out of "${name}".`;
      const remedy = `Take it out of “marks”, or let the starter have a ${MARK} there and the solution take it out.`;
      context.report({ ...placeOf(['marks', index]), message, remedy });
    });
    for (const name of [...paths].filter((each) => !step.marks.includes(each)).sort()) {
      const message = `The solution takes a ${MARK} out of "${name}".`;
      context.report({ ...placeOf(['marks']), message, remedy: 'Add that file to “marks”.' });
    }
  }
}

/** The files that have fewer marks after a step's solution than before. */
function marksTaken({ before, after }: Solved, trees: GitTrees): readonly string[] {
  const paths = trees.changed(before, after);
  const left = marksIn(after, paths, trees);
  return [...marksIn(before, paths, trees)]
    .filter(([name, count]) => count > (left.get(name) ?? 0))
    .map(([name]) => name);
}

function marksIn(
  tree: Tree,
  paths: readonly string[],
  trees: GitTrees,
): ReadonlyMap<string, number> {
  return new Map(
    trees.read(tree, paths).map(({ path: name, bytes }) => {
      return [name, Buffer.from(bytes).toString('utf8').split(MARK).length - 1];
    }),
  );
}
