import assert from 'node:assert/strict';
import {
  ALL_STEPS,
  proofsOf,
  WAYS_OF_WORKING,
  type KindNumbers,
  type Proof,
} from '../../../scripts/proofs/keys.mts';
import { waysOf } from '../../../scripts/content/ways.mts';
import type { ProjectFile } from '../../../src/core/scaffold/archive.ts';
import {
  addition,
  change,
  CHECKS,
  file,
  projectYaml,
  stepTexts,
  storeOfTrees,
  tinyProject,
  type Texts,
} from '../../harness/tinyProject.ts';

const WRONG = 'fails: says\nfound: nothing\nwhy: So.\n---\n';
const RIGHT = 'ends: passed\nwhy: So.\n---\n';
const TEXTS: Texts = {
  'projects/tiny/project.yaml': projectYaml('one', 'two'),
  ...stepTexts('one', { 'solution.patch': change('a.txt', 'a', 'one') }),
  ...stepTexts('two', {
    'solution.patch': change('a.txt', 'one', 'two'),
    'wrong/cheat.patch': WRONG + change('a.txt', 'two', 'three'),
    'right/other.patch': RIGHT + change('a.txt', 'one', 'zwei'),
  }),
};
const FILES = [file('starter/a.txt', 'a\n'), file('starter/README.md', 'Read.\n')];
const NUMBERS = { file: 1, git: 1, adapters: 1 };
const TWO = 'projects/tiny/steps/two';
const ONE = 'projects/tiny/steps/one';

describe('the key of a proof', () => {
  const store = storeOfTrees();
  const proofs = async (
    texts: Texts = {},
    files: readonly ProjectFile[] = FILES,
    numbers: KindNumbers = NUMBERS,
    options = { style: 'plain' },
  ): Promise<readonly Proof[]> => {
    const { project, context, problems } = await tinyProject({ ...TEXTS, ...texts }, store.trees);
    const ways = waysOf(project, files, context);
    const all = proofsOf({ project, files, ways, numbers }, options, context);
    assert.deepEqual(problems, []);
    return all;
  };
  const ofSteps = (all: readonly Proof[]) => all.filter(({ step }) => step !== ALL_STEPS);
  /** What is proved again of the steps, as `step tried`, when something has changed. */
  const provedAgain = async (...changed: Parameters<typeof proofs>) => {
    const known = new Set((await proofs()).map(({ key }) => key));
    const all = await proofs(...changed);
    return ofSteps(all)
      .filter(({ key }) => !known.has(key))
      .map(({ step, tried }) => `${step} ${tried}`);
  };
  const ALL = [
    'one bare',
    'one solved',
    'two bare',
    'two solved',
    'two right/other',
    'two wrong/cheat',
  ];

  it('is there for each step, bare and solved, and for each other way', async () => {
    assert.deepEqual(
      ofSteps(await proofs()).map(({ step, tried }) => `${step} ${tried}`),
      ALL,
    );
  });

  describe('of all steps together', () => {
    const whole = async (...changed: Parameters<typeof proofs>) =>
      (await proofs(...changed)).filter(({ step }) => step === ALL_STEPS);

    it('is there once, and for each way of working', async () => {
      assert.deepEqual(
        (await whole()).map(({ tried }) => tried),
        ['together', ...WAYS_OF_WORKING.map((way) => `working/${way}`)],
      );
    });

    it('changes with any solution, and not with other ways of a step', async () => {
      const keys = async (...changed: Parameters<typeof proofs>) =>
        (await whole(...changed)).map(({ key }) => key);
      const before = await keys();
      const after = await keys({
        [`${ONE}/solution.patch`]: change('a.txt', 'a', 'eins'),
        [`${TWO}/solution.patch`]: change('a.txt', 'eins', 'two'),
        [`${TWO}/right/other.patch`]: RIGHT + change('a.txt', 'eins', 'zwei'),
      });
      assert.ok(after.every((key) => !before.includes(key)));
      const cheat = WRONG + change('a.txt', 'two', 'four');
      assert.deepEqual(await keys({ [`${TWO}/wrong/cheat.patch`]: cheat }), before);
    });
  });

  it('stays when only words change', async () => {
    const words = CHECKS.replace('It says it', 'It is said').replace('Write it', 'Say it');
    assert.deepEqual(await provedAgain({ [`${TWO}/checks.yaml`]: words }), []);
    const runs = (does: string) => ({
      [`${TWO}/checks.yaml`]: CHECKS.replace(
        /^ +file: .*$/m,
        `    command: { does: ${does}, run: [python, -c, pass] }`,
      ),
    });
    const described = new Set((await proofs(runs('Runs nothing'))).map(({ key }) => key));
    const again = await proofs(runs('Runs no program'));
    assert.ok(again.every(({ key }) => described.has(key)));
    const readme = [FILES[0]!, file('starter/README.md', 'Read more.\n')];
    assert.deepEqual(await provedAgain({}, readme), []);
    const why = TEXTS[`${TWO}/wrong/cheat.patch`]!.replace('So.', 'Because.');
    assert.deepEqual(await provedAgain({ [`${TWO}/wrong/cheat.patch`]: why }), []);
  });

  it('changes with the words that a check of the step reads', async () => {
    const reads = { [`${TWO}/checks.yaml`]: CHECKS.replace('a.txt', 'README.md') };
    const before = new Map(
      (await proofs(reads)).map(({ step, tried, key }) => [step + tried, key]),
    );
    const readme = [FILES[0]!, file('starter/README.md', 'Read more.\n')];
    const after = await proofs(reads, readme);
    const other = ofSteps(after).filter(({ step, tried, key }) => before.get(step + tried) !== key);
    assert.deepEqual([...new Set(other.map(({ step }) => step))], ['two']);
  });

  it('changes with a file of the starter, and with the right to run it', async () => {
    const more = [...FILES, file('starter/run.sh', 'go\n')];
    assert.deepEqual(await provedAgain({}, more), ALL);
    const known = new Set((await proofs({}, more)).map(({ key }) => key));
    const run = await proofs({}, [...FILES, file('starter/run.sh', 'go\n', true)]);
    assert.ok(run.every(({ key }) => !known.has(key)));
  });

  it('changes with a solution, for its step and for those after it', async () => {
    const solution = change('a.txt', 'a', 'one') + addition('b.txt', 'b');
    assert.deepEqual(await provedAgain({ [`${ONE}/solution.patch`]: solution }), [
      'one solved',
      'two solved',
      'two right/other',
      'two wrong/cheat',
    ]);
    const last = change('a.txt', 'one', 'two') + addition('b.txt', 'b');
    assert.deepEqual(await provedAgain({ [`${TWO}/solution.patch`]: last }), [
      'two solved',
      'two wrong/cheat',
    ]);
  });

  it('changes with the commands of a step, for its step and for those after it', async () => {
    const apply = 'apply: [[git, add, --all]]\n';
    const { [`${ONE}/step.md`]: one } = stepTexts('one', {}, apply);
    assert.deepEqual(await provedAgain({ [`${ONE}/step.md`]: one! }), [
      'one solved',
      'two solved',
      'two right/other',
      'two wrong/cheat',
    ]);
  });

  it('changes with a way alone, for what it changes and for its own commands', async () => {
    const name = `${TWO}/wrong/cheat.patch`;
    const other = WRONG + change('a.txt', 'two', 'four');
    assert.deepEqual(await provedAgain({ [name]: other }), ['two wrong/cheat']);
    const apply = `apply: [[git, add, a.txt]]\n${TEXTS[name]!}`;
    assert.deepEqual(await provedAgain({ [name]: apply }), ['two wrong/cheat']);
  });

  it('changes with what the checks of its step look at', async () => {
    const checks = CHECKS.replace('a.txt', 'b.txt');
    const two = ALL.filter((each) => each.startsWith('two'));
    assert.deepEqual(await provedAgain({ [`${TWO}/checks.yaml`]: checks }), two);
  });

  it('changes with the number of a kind that its step uses, and of what all stand on', async () => {
    assert.deepEqual(await provedAgain({}, FILES, { ...NUMBERS, git: 2 }), []);
    assert.deepEqual(await provedAgain({}, FILES, { ...NUMBERS, file: 2 }), ALL);
    assert.deepEqual(await provedAgain({}, FILES, { ...NUMBERS, adapters: 2 }), ALL);
  });

  it('is for one choice of options, which holds other ways only of steps for it alone', async () => {
    const fancy = await provedAgain({}, FILES, NUMBERS, { style: 'fancy' });
    assert.deepEqual(fancy, ['one bare', 'one solved', 'two bare', 'two solved']);
  });
});
