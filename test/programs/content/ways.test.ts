import assert from 'node:assert/strict';
import { waysOf } from '../../../scripts/content/ways.mts';
import {
  addition,
  change,
  file,
  projectYaml,
  removal,
  STEPS,
  stepTexts,
  storeOfTrees,
  tinyProject,
  type Texts,
} from '../../harness/tinyProject.ts';

const WRONG = `fails: says
breaks: The file says it.
found: nothing
why: Near miss.
`;
const RIGHT = 'ends: passed\nwhy: In another style.\n';
const SOLUTION = { 'solution.patch': change('a.txt', 'a', 'solved') };
const FROM_SOLUTION = change('a.txt', 'solved', 'wrong');

describe('the right and wrong ways of a step', () => {
  const store = storeOfTrees();
  const read = async (own: Texts, more = '') => {
    const texts = {
      'projects/tiny/project.yaml': projectYaml('one'),
      ...stepTexts('one', { ...SOLUTION, ...own }, more),
    };
    const { project, context, problems } = await tinyProject(texts, store.trees);
    const files = [
      file('starter/a.txt', 'a\n'),
      file('starter/b.txt', 'b\n'),
      file('options/style/fancy/b.txt', 'fancy\n'),
    ];
    return { ways: waysOf(project, files, context), problems };
  };
  const problemsWith = async (name: string, text: string) => {
    const { ways, problems } = await read({ [name]: text });
    assert.deepEqual(ways, { right: [], wrong: [] });
    return problems;
  };

  it('begin at the solution of the step before, and at the step’s own', async () => {
    const { ways, problems } = await read({
      'right/other.patch': `${RIGHT}---\n${change('a.txt', 'a', 'other')}`,
      'wrong/cheat.patch': `${WRONG}---\n${FROM_SOLUTION}`,
    });
    assert.deepEqual(problems, []);
    const [right] = ways.right;
    const [wrong] = ways.wrong;
    assert.equal(right?.name, 'other');
    assert.equal(Buffer.from(right.files[0]?.bytes ?? []).toString(), 'other\n');
    assert.equal(wrong?.file, `${STEPS}/one/wrong/cheat.patch`);
    assert.equal(Buffer.from(wrong.files[0]?.bytes ?? []).toString(), 'wrong\n');
    assert.equal(wrong.head.fails, 'says');
  });

  it('are told apart from files that are no patches', async () => {
    const { ways, problems } = await read({ 'wrong/notes.txt': 'no patch\n' });
    assert.deepEqual([ways.wrong, problems], [[], []]);
  });

  it('name the files that they leave and those that they take away', async () => {
    const { ways, problems } = await read({
      'wrong/less.patch': `${WRONG}---\n${removal('b.txt', 'b')}${addition('c.txt', 'c')}`,
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      ways.wrong[0]?.files.map(({ path }) => path),
      ['c.txt'],
    );
    assert.deepEqual(ways.wrong[0].removed, ['b.txt']);
  });

  it('may be commands and paths to remove, without a change of a file', async () => {
    const head = `${WRONG}apply: [[git, tag, v1]]\nremove: [model.bin]\n`;
    const { ways, problems } = await read({ 'wrong/untracked.patch': `${head}---\n` });
    assert.deepEqual(problems, []);
    assert.deepEqual(ways.wrong[0]?.files, []);
    assert.deepEqual(ways.wrong[0].head.apply, [['git', 'tag', 'v1']]);
    assert.deepEqual(ways.wrong[0].head.remove, ['model.bin']);
  });

  it('quote a sentence on fewer or more lines than the Goal', async () => {
    const head = WRONG.replace('The file says it.', "'The file\n  says it.'");
    const { problems } = await read({ 'wrong/cheat.patch': `${head}---\n${FROM_SOLUTION}` });
    assert.deepEqual(problems, []);
  });

  it('of a step that only an option has begin at that option’s files', async () => {
    const { ways, problems } = await read(
      { 'wrong/fancy.patch': `${WRONG}---\n${change('b.txt', 'fancy', 'wrong')}` },
      'when: { style: [fancy] }\n',
    );
    assert.deepEqual(problems, []);
    assert.equal(ways.wrong.length, 1);
  });

  it('are read once when several options have the step', async () => {
    const { ways } = await read({ 'wrong/cheat.patch': `${WRONG}---\n${FROM_SOLUTION}` });
    assert.equal(ways.wrong.length, 1);
  });

  it('need a head', async () => {
    assert.deepEqual(await problemsWith('wrong/cheat.patch', FROM_SOLUTION), [
      `${STEPS}/one/wrong/cheat.patch:1: The patch has no head. Begin it with YAML, then a line “---”.`,
    ]);
  });

  it('need the line that ends the head', async () => {
    const [problem] = await problemsWith('right/other.patch', RIGHT + change('a.txt', 'a', 'b'));
    assert.match(problem ?? '', /right\/other\.patch:1: The patch has no head\./);
  });

  for (const [what, name, head, line, message] of [
    ['a key that nobody knows', 'wrong', `${WRONG}fail: says\n`, 5, /"fail" is not a known key/],
    ['a key of the other kind', 'right', `${RIGHT}fails: says\n`, 3, /"fails" is not a known key/],
    ['no reason', 'wrong', WRONG.replace(/why: .*\n/, ''), 1, /"why" is missing/],
    ['an empty reason', 'right', 'ends: passed\nwhy: " "\n', 2, /"why" must not be empty/],
    ['an end that is a failure', 'right', 'ends: failed\nwhy: So.\n', 1, /"ends"/],
    ['no reason why it is unavailable', 'right', 'ends: unavailable\nwhy: So.\n', 1, /"ends"/],
    ['commands that are texts', 'wrong', `${WRONG}apply: [git tag]\n`, 5, /"apply\.0"/],
  ] as const) {
    it(`report the line of a head with ${what}`, async () => {
      const start = name === 'right' ? change('a.txt', 'a', 'b') : FROM_SOLUTION;
      const problems = await problemsWith(`${name}/x.patch`, `${head}---\n${start}`);
      assert.equal(problems.length, 1);
      const [problem = ''] = problems;
      assert.ok(problem.startsWith(`${STEPS}/one/${name}/x.patch:${line}: `), problem);
      assert.match(problem, message);
    });
  }

  it('may end as unavailable, for a reason', async () => {
    const head = 'ends: { unavailable: There is no Docker. }\nwhy: So.\n';
    const { ways, problems } = await read({ 'right/x.patch': `${head}---\n` });
    assert.deepEqual(problems, []);
    assert.deepEqual(ways.right[0]?.head.ends, { unavailable: 'There is no Docker.' });
  });

  it('report the line of a sentence that the Goal does not have', async () => {
    const head = WRONG.replace('The file says it.', 'The file sings it.');
    const { problems } = await read({ 'wrong/cheat.patch': `${head}---\n${FROM_SOLUTION}` });
    assert.deepEqual(problems, [
      `${STEPS}/one/wrong/cheat.patch:2: The Goal has no sentence “The file sings it.”. Quote a sentence of it word for word.`,
    ]);
  });

  it('report a check that the step does not have', async () => {
    const head = WRONG.replace('fails: says', 'fails: sings');
    const { problems } = await read({ 'wrong/cheat.patch': `${head}---\n${FROM_SOLUTION}` });
    assert.deepEqual(problems, [
      `${STEPS}/one/wrong/cheat.patch:1: The step has no check "sings". Name the check that must fail.`,
    ]);
  });

  it('report a patch that no longer applies, with its line below the head', async () => {
    // Four lines of head, the line that ends it, and three before the hunk.
    const problems = await problemsWith(
      'wrong/cheat.patch',
      `${WRONG}---\n${change('a.txt', 'a', 'wrong')}`,
    );
    assert.deepEqual(problems, [
      `${STEPS}/one/wrong/cheat.patch:9: The patch no longer applies to "a.txt", near its line 1. Run “npm run author -- tiny --carry”.`,
    ]);
  });

  it('report what is binary', async () => {
    const binary =
      'diff --git a/m.db b/m.db\nnew file mode 100644\nGIT binary patch\nliteral 1\nIcmZPo000310RR91\n';
    const [problem] = await problemsWith('wrong/model.patch', `${WRONG}---\n${binary}`);
    assert.match(problem ?? '', /wrong\/model\.patch:6: "m\.db" is binary\./);
  });
});
