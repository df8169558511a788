import assert from 'node:assert/strict';
import { checkHeldSentences } from '../../../src/core/roadmap/heldSentences.ts';
import { formatProblem } from '../../../src/core/roadmap/problem.ts';
import { readStepFolder } from '../../../src/core/roadmap/stepFolder.ts';
import { CHECKS, contentOf, stepMd, STEPS, stepTexts } from '../../harness/tinyProject.ts';

/** The problems of a step with this Goal, whose one check holds these sentences. */
async function problemsOf(goal: string, ...holds: readonly string[]): Promise<readonly string[]> {
  const problems: string[] = [];
  const quotes = holds.map((each) => `\n      - ${JSON.stringify(each)}`).join('');
  const texts = stepTexts('one', {
    'step.md': stepMd('one').replace('The file says it.', goal),
    'checks.yaml': CHECKS.replace(' [The file says it.]', quotes === '' ? ' []' : quotes),
  });
  const step = await readStepFolder(contentOf(texts), 'tiny', 'one', ({ message }) =>
    assert.fail(message),
  );
  assert.ok(step);
  checkHeldSentences(step, (problem) => problems.push(formatProblem(problem)));
  return problems;
}

const unheld = (line: number, sentence: string) =>
  `${STEPS}/one/step.md:${line}: No check holds “${sentence}”. Name it in the “holds” of a check, or move it below “### Why it matters”.`;
const unknown = (line: number, sentence: string) =>
  `${STEPS}/one/checks.yaml:${line}: The Goal has no sentence “${sentence}”. Quote a sentence of it word for word.`;

describe('the sentences that checks hold', () => {
  it('are all of the Goal’s, on as many lines as their author likes', async () => {
    assert.deepEqual(await problemsOf('It is\nso. It ends.', 'It is so.', 'It  ends.'), []);
  });

  it('are not those of why it matters', async () => {
    const goal = 'It is so.\n\n### Why it matters\n\nPeople wait.';
    assert.deepEqual(await problemsOf(goal, 'It is so.'), []);
  });

  // The Goal begins on line 11 of the page, and `holds` has its entries from line 5 of the checks on.
  it('are reported with the line of the Goal when no check holds one', async () => {
    const goal = 'It is so. It has:\n\n- a name;\n- an end.';
    assert.deepEqual(await problemsOf(goal, 'It is so.', 'an end.'), [unheld(13, 'a name;')]);
    assert.deepEqual(await problemsOf('It is so.'), [unheld(11, 'It is so.')]);
  });

  it('are reported with the line of the check when the Goal does not say one', async () => {
    assert.deepEqual(await problemsOf('It is so.', 'It is so.', 'It sings.'), [
      unknown(6, 'It sings.'),
    ]);
  });

  it('are quoted word for word: a changed sentence is both', async () => {
    assert.deepEqual(await problemsOf('It is so.', 'It was so.'), [
      unknown(5, 'It was so.'),
      unheld(11, 'It is so.'),
    ]);
  });

  it('are whole: a part of one is none', async () => {
    assert.deepEqual(await problemsOf('It is so, always.', 'It is so'), [
      unknown(5, 'It is so'),
      unheld(11, 'It is so, always.'),
    ]);
  });

  it('may not be quoted from why it matters', async () => {
    const goal = 'It is so.\n\n### Why it matters\n\nPeople wait.';
    assert.deepEqual(await problemsOf(goal, 'It is so.', 'People wait.'), [
      unknown(6, 'People wait.'),
    ]);
  });
});
