import assert from 'node:assert/strict';
import { formatProblem } from '../../../src/core/roadmap/problem.ts';
import { readStepFolder } from '../../../src/core/roadmap/stepFolder.ts';
import {
  CHECKS,
  contentOf,
  stepMd,
  STEPS,
  stepTexts,
  type Texts,
} from '../../harness/tinyProject.ts';

const FOLDER = `${STEPS}/one`;

async function read(texts: Texts) {
  const problems: string[] = [];
  const found = await readStepFolder(contentOf(texts), 'tiny', 'one', (problem) =>
    problems.push(formatProblem(problem)),
  );
  return { found, problems };
}

/** The problems of a step that cannot be read. */
async function problemsOf(texts: Texts): Promise<readonly string[]> {
  const { found, problems } = await read(texts);
  assert.equal(found, undefined);
  return problems;
}

describe('the folder of a step', () => {
  it('holds the texts, the checks, and which sentences they hold', async () => {
    const { found, problems } = await read(stepTexts('one'));
    assert.deepEqual(problems, []);
    assert.equal(found?.folder, FOLDER);
    assert.equal(found.step.goal, 'The file says it.');
    assert.deepEqual(found.step.hints, ['One.', 'Two.', 'Three.']);
    assert.deepEqual(found.step.checks, [
      { id: 'says', title: 'It says it', next: 'Write it.', file: { path: 'a.txt' } },
    ]);
    assert.deepEqual(
      found.holds.map(({ text }) => text),
      ['The file says it.'],
    );
    assert.equal('without' in found.step, false);
  });

  it('may say how to do it without something', async () => {
    const text = stepMd('one').replace('## Hint 1', '## Without Docker\n\nRead it.\n\n## Hint 1');
    const { found, problems } = await read(stepTexts('one', { 'step.md': text }));
    assert.deepEqual(problems, []);
    assert.equal(found?.step.without, 'Read it.');
  });

  it('knows the line of each part', async () => {
    const { found } = await read(stepTexts('one'));
    assert.deepEqual(found?.placeOf(['title']), { file: `${FOLDER}/step.md`, line: 3 });
    assert.deepEqual(found.placeOf(['goal']), { file: `${FOLDER}/step.md`, line: 11 });
    assert.deepEqual(found.placeOf(['checks', 0, 'next']), {
      file: `${FOLDER}/checks.yaml`,
      line: 5,
    });
  });

  for (const name of ['step.md', 'checks.yaml']) {
    it(`needs its ${name}`, async () => {
      const texts = Object.entries(stepTexts('one')).filter(([each]) => !each.endsWith(name));
      assert.deepEqual(await problemsOf(Object.fromEntries(texts)), [
        `${FOLDER}/${name}:1: The file is missing. Add it, or remove the step from project.yaml.`,
      ]);
    });
  }

  it('has the name of the step’s id', async () => {
    assert.deepEqual(await problemsOf(stepTexts('one', { 'step.md': stepMd('two') })), [
      `${FOLDER}/step.md:2: The id "two" is not the folder's name. Make them equal.`,
    ]);
  });

  it('has no part that a step does not have', async () => {
    const text = stepMd('one').replace('## Hint 2', '## Solution\n\nSo.\n\n## Hint 2');
    assert.deepEqual(await problemsOf(stepTexts('one', { 'step.md': text })), [
      `${FOLDER}/step.md:19: "Solution" is no part of a step. The parts are Goal, Hint 1, Hint 2, Hint 3 and “Without …”.`,
    ]);
  });

  for (const [what, text, name] of [
    ['without a hint', stepMd('one').replace('## Hint 3\n\nThree.\n', ''), 'Hint 3'],
    ['with an empty hint', stepMd('one').replace('Two.\n', ''), 'Hint 2'],
    ['without a Goal', stepMd('one').replace('## Goal\n\nThe file says it.\n', ''), 'Goal'],
  ] as const) {
    it(`is reported ${what}`, async () => {
      assert.deepEqual(await problemsOf(stepTexts('one', { 'step.md': text })), [
        `${FOLDER}/step.md:1: There is no text below “## ${name}”. Write it.`,
      ]);
    });
  }

  it('is reported with the line of a key in its head that a step does not have', async () => {
    const [problem] = await problemsOf(stepTexts('one', {}, 'mark: [a.py]\n'));
    assert.match(problem ?? '', /step\.md:7: "mark" is not a known key/);
  });

  describe('and its programs', () => {
    const checks = CHECKS.replace(
      'file: { path: a.txt }',
      'command: { does: Looks, program: look.py, in: copy }',
    );
    const own = { 'checks.yaml': checks, 'look.py': 'from verify_shared import tell\ntell()\n' };
    const shared = { 'projects/tiny/checks/verify_shared.py': 'def tell(): ...\n' };

    it('take modules that several steps share from the project', async () => {
      const { found, problems } = await read({ ...stepTexts('one', own), ...shared });
      assert.deepEqual(problems, []);
      assert.deepEqual(found?.step.checks[0]?.['command'], {
        run: ['python', '-'],
        does: 'Looks',
        in: 'copy',
        write: { 'verify_shared.py': 'def tell(): ...\n' },
        stdin: 'from verify_shared import tell\ntell()\n',
      });
    });

    it('have a name that the project’s shared ones do not have', async () => {
      const twice = { ...own, 'verify_shared.py': 'def tell(): pass\n' };
      assert.deepEqual(await problemsOf({ ...stepTexts('one', twice), ...shared }), [
        `${FOLDER}/verify_shared.py:1: projects/tiny/checks has a file of this name too. Rename one of them.`,
      ]);
    });

    it('hide no module of a learner: what is shared begins with verify_', async () => {
      const texts = { ...stepTexts('one', own), ...shared, 'projects/tiny/checks/tools.py': '' };
      assert.deepEqual(await problemsOf(texts), [
        'projects/tiny/checks/tools.py:1: A program of several steps could hide a module of the learner’s. Begin its name with "verify_".',
      ]);
    });

    it('are no Markdown, YAML or patch beside them', async () => {
      const named = checks.replace('look.py', 'step.md');
      const [problem] = await problemsOf(stepTexts('one', { ...own, 'checks.yaml': named }));
      assert.match(problem ?? '', /checks\.yaml:6: There is no file "step\.md"\./);
    });
  });
});
