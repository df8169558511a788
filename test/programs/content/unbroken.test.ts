import assert from 'node:assert/strict';
import { checkUnbroken } from '../../../scripts/content/unbroken.mts';
import { waysOf } from '../../../scripts/content/ways.mts';
import { formatProblem } from '../../../src/core/roadmap/problem.ts';
import {
  file,
  projectYaml,
  STEPS,
  stepMd,
  stepTexts,
  storeOfTrees,
  tinyProject,
} from '../../harness/tinyProject.ts';

const FIRST = 'The file says it.';
const SECOND = 'The file ends.';

const checks = `checks:
  - id: says
    title: It says it
    holds:
      - ${FIRST}
      - ${SECOND}
    next: Write it.
    file: { path: a.txt }
`;

describe('the sentences that no wrong way breaks', () => {
  const store = storeOfTrees();
  const problemsOf = async (list: string | undefined, ...broken: readonly string[]) => {
    const ways = broken.map((sentence, index) => [
      `${STEPS}/one/wrong/way-${index}.patch`,
      `fails: says\nbreaks: ${sentence}\nfound: nothing\nwhy: So.\n---\n`,
    ]);
    const texts = {
      'projects/tiny/project.yaml': projectYaml('one'),
      [`${STEPS}/one/step.md`]: stepMd('one').replace(FIRST, `${FIRST} ${SECOND}`),
      [`${STEPS}/one/checks.yaml`]: checks,
      ...(Object.fromEntries(ways) as Record<string, string>),
    };
    const { project, context, problems } = await tinyProject(texts, store.trees);
    const { wrong } = waysOf(project, [file('starter/a.txt', 'a\n')], context);
    assert.deepEqual(problems, []);
    const found: string[] = [];
    checkUnbroken(list, project.steps, wrong, (problem) => found.push(formatProblem(problem)));
    return found;
  };
  const listOf = (...sentences: readonly string[]) =>
    `tiny:\n  one:\n${sentences.map((each) => `    - ${each}\n`).join('')}`;
  const needless = (line: number, sentence: string, step = 'one') =>
    `unbroken.yaml:${line}: “${sentence}” is broken by a wrong way of tiny/${step}, or is no sentence that its checks hold. Take it out of the list.`;

  it('are none when each is broken', async () => {
    assert.deepEqual(await problemsOf(undefined, FIRST, SECOND), []);
  });

  it('are reported where the check quotes them', async () => {
    assert.deepEqual(await problemsOf(undefined, FIRST), [
      `${STEPS}/one/checks.yaml:6: No wrong way breaks “${SECOND}”. Write one in the step’s wrong/, and quote the sentence in its “breaks”.`,
    ]);
  });

  it('may be in the list', async () => {
    assert.deepEqual(await problemsOf(listOf(SECOND), FIRST), []);
    assert.deepEqual(await problemsOf(listOf(FIRST, SECOND)), []);
  });

  it('leave the list when a wrong way breaks them', async () => {
    assert.deepEqual(await problemsOf(listOf(FIRST, SECOND), SECOND), [needless(4, SECOND)]);
  });

  it('leave the list when the Goal does not say them any more', async () => {
    const problems = await problemsOf(listOf('The file sings.'), FIRST, SECOND);
    assert.deepEqual(problems, [needless(3, 'The file sings.')]);
  });

  it('leave the list with their step', async () => {
    const list = `tiny:\n  gone:\n    - ${FIRST}\n`;
    assert.deepEqual(await problemsOf(list, FIRST, SECOND), [needless(3, FIRST, 'gone')]);
  });

  it('are excepted in their own step alone', async () => {
    const problems = await problemsOf(`tiny:\n  two:\n    - ${SECOND}\n`, FIRST);
    assert.deepEqual(
      problems.map((each) => each.split(': ')[0]),
      ['unbroken.yaml:3', `${STEPS}/one/checks.yaml:6`],
    );
  });

  it('are not broken by a wrong way of another step', async () => {
    const texts = {
      'projects/tiny/project.yaml': projectYaml('one', 'two'),
      ...stepTexts('one', {
        'wrong/way.patch': `fails: says\nbreaks: ${FIRST}\nfound: nothing\nwhy: So.\n---\n`,
      }),
      ...stepTexts('two'),
    };
    const { project, context } = await tinyProject(texts, store.trees);
    const { wrong } = waysOf(project, [file('starter/a.txt', 'a\n')], context);
    const found: string[] = [];
    checkUnbroken(undefined, project.steps, wrong, ({ file: name }) => found.push(name));
    assert.deepEqual(found, [`${STEPS}/two/checks.yaml`]);
  });

  it('are reported with the line of a list that is not one', async () => {
    const [problem] = await problemsOf(`tiny:\n  one: ${FIRST}\n`, FIRST, SECOND);
    assert.match(problem ?? '', /^unbroken\.yaml:2: "tiny\.one"/);
  });
});
