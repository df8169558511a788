import assert from 'node:assert/strict';
import { checkMarks } from '../../../scripts/content/marks.mts';
import {
  addition,
  change,
  file,
  projectYaml,
  STEPS,
  stepTexts,
  storeOfTrees,
  tinyProject,
  type Texts,
} from '../../harness/tinyProject.ts';

const MARK = '# TODO(learner)';

describe('the marks of a step', () => {
  const store = storeOfTrees();
  const problemsOf = async (marks: string, own: Texts) => {
    const texts = {
      'projects/tiny/project.yaml': projectYaml('one'),
      ...stepTexts('one', own, marks),
    };
    const { project, context, problems } = await tinyProject(texts, store.trees);
    const files = [
      file('starter/a.py', `${MARK}: do it\n`),
      file('starter/b.py', `${MARK}: do more\n`),
      file('starter/plain.py', 'pass\n'),
      file('starter/two.py', `${MARK} ${MARK}\n`),
      file('options/style/fancy/fancy.py', `${MARK}: with more\n`),
    ];
    checkMarks(project, files, context);
    return [...new Set(problems)];
  };
  const taken = change('a.py', `${MARK}: do it`, 'done = True');
  const noMark = (line: number, name: string) =>
    `${STEPS}/one/step.md:${line}: The solution takes no TODO(learner) out of "${name}". Take it out of “marks”, or let the starter have a TODO(learner) there and the solution take it out.`;

  it('are the files out of which its solution takes one', async () => {
    assert.deepEqual(await problemsOf('marks: [a.py]\n', { 'solution.patch': taken }), []);
  });

  it('may be several in a file, of which one is left for a later step', async () => {
    const patch = change('two.py', `${MARK} ${MARK}`, MARK);
    assert.deepEqual(await problemsOf('marks: [two.py]\n', { 'solution.patch': patch }), []);
  });

  for (const [what, name, patch] of [
    ['keeps its mark', 'b.py', taken + change('b.py', `${MARK}: do more`, `${MARK}: do most`)],
    ['gets one more mark', 'b.py', taken + change('b.py', `${MARK}: do more`, `${MARK} ${MARK}`)],
    ['the solution does not change', 'b.py', taken],
    ['has never had a mark', 'plain.py', taken + change('plain.py', 'pass', 'done = True')],
    ['is not there', 'c.py', taken],
    ['gets its mark from the solution', 'new.py', taken + addition('new.py', MARK)],
  ] as const) {
    it(`are reported with the line of a file that ${what}`, async () => {
      const problems = await problemsOf(`marks:\n  - a.py\n  - ${name}\n`, {
        'solution.patch': patch,
      });
      // Five keys stand above: `marks` is on line 7, its second entry on line 9.
      assert.deepEqual(problems, [noMark(9, name)]);
    });
  }

  it('are reported when they leave out a file', async () => {
    const patch = taken + change('b.py', `${MARK}: do more`, 'more = True');
    assert.deepEqual(await problemsOf('marks: [a.py]\n', { 'solution.patch': patch }), [
      `${STEPS}/one/step.md:7: The solution takes a TODO(learner) out of "b.py". Add that file to “marks”.`,
    ]);
  });

  it('may be in a file that only an option has', async () => {
    const own = {
      'solution.patch': taken,
      'solution.style-fancy.patch': change('fancy.py', `${MARK}: with more`, 'more = True'),
    };
    assert.deepEqual(await problemsOf('marks: [a.py, fancy.py]\n', own), []);
    assert.match((await problemsOf('marks: [a.py]\n', own))[0] ?? '', /out of "fancy\.py"/);
  });

  it('are asked of a step that names none', async () => {
    const [problem] = await problemsOf('', { 'solution.patch': taken });
    assert.match(problem ?? '', /takes a TODO\(learner\) out of "a\.py"\. Add that file/);
  });
});
