import assert from 'node:assert/strict';
import { formatProblem } from '../../../src/core/roadmap/problem.ts';
import type { StepSource } from '../../../src/core/roadmap/stepFolder.ts';
import type { Mutant } from '../../../scripts/mutate/mutant.mts';
import { openSurvivors, tableOf, weakGoal, type Tried } from '../../../scripts/mutate/run.mts';
import { entryFor, readSurvivors, type Verdicts } from '../../../scripts/mutate/survivors.mts';

const step = {
  folder: 'projects/parcels/steps/index',
  step: { id: 'index', goal: 'The answer is the same.\n\nIt is quick.' },
} as unknown as StepSource;
const mutant = (name: string, line = 1): Mutant => ({
  ...{ path: 'a.py', line, kind: 'constant', text: name },
  diff: `a.py\n x\n-1\n+${name}`,
});

function read(text: string, mutants: readonly Mutant[]): readonly [Verdicts, readonly string[]] {
  const said: string[] = [];
  const verdicts = readSurvivors(step, text, mutants, (each) => said.push(formatProblem(each)));
  return [verdicts, said];
}

const FILE = 'projects/parcels/steps/index/survivors.yaml';

describe('verdicts on survivors', () => {
  const [two, three] = [mutant('2'), mutant('3')];
  const entry = (reason: string, of = two) => entryFor(of).replace('TODO', reason);

  it('are found by the diff of their mutant, as it is printed for the file', () => {
    const odd = { ...two, diff: 'a.py\n-  x: "#"\n+    y' };
    const [verdicts, said] = read(
      entry('equivalent') + entry('speed only', three) + entry('words of a message only', odd),
      [two, three, odd],
    );
    assert.deepEqual(said, []);
    assert.equal(verdicts.get(two.diff)?.reason, 'equivalent');
    assert.equal(verdicts.get(three.diff)?.reason, 'speed only');
    assert.equal(verdicts.get(odd.diff)?.reason, 'words of a message only');
  });

  it('are named with file and line when their mutant is gone', () => {
    const [, said] = read(entry('equivalent') + entry('speed only', three), [two]);
    assert.equal(said.length, 1);
    assert.ok(said[0]?.startsWith(`${FILE}:7: There is no such mutant of a.py any more.`), said[0]);
  });

  it('are refused with file and line for another reason', () => {
    const [, said] = read(entry('nobody does that'), [two]);
    assert.equal(said.length, 1);
    assert.ok(said[0]?.startsWith(`${FILE}:6: `), said[0]);
    assert.match(said[0] ?? '', /nobody does that/);
    assert.match(said[0] ?? '', /words of a message only/);
  });

  it('quote a sentence of the Goal when they are outside of it', () => {
    const outside = entry('outside the goal');
    assert.equal(read(outside, [two])[1].length, 1);
    assert.deepEqual(read(`${outside}  sentence: It is quick.\n`, [two])[1], []);
    assert.match(read(`${outside}  sentence: It is slow.\n`, [two])[1][0] ?? '', /no sentence/);
  });

  it('are given once', () => {
    const [, said] = read(entry('equivalent') + entry('equivalent'), [two]);
    assert.match(said.join(), /:7: There are two verdicts/);
  });
});

describe('the outcome of a step’s mutants', () => {
  const tried = (ended: Tried['ended'], of: Mutant): Tried => ({ mutant: of, ended, by: [] });
  const run = {
    step: 'index',
    generated: 9,
    tried: [
      tried('left out', mutant('1')),
      tried('refused', mutant('2')),
      tried('refused by other steps', mutant('3')),
      tried('timed out', mutant('4')),
      tried('survived', mutant('5', 8)),
      tried('survived', mutant('6', 4)),
      tried('survived', mutant('7')),
    ],
  };
  const outside = (...names: readonly string[]): Verdicts =>
    new Map(
      names.map((name) => [
        mutant(name).diff,
        { reason: 'outside the goal', diff: mutant(name).diff, sentence: 'It is quick.' },
      ]),
    );

  it('is a table of counts', () => {
    const [head, row] = tableOf([{ ...run, verdicts: outside('7') }]);
    const [names, counts] = [head, row].map((line) => line?.trim().split(/ {2,}/));
    assert.deepEqual(Object.fromEntries(names!.map((name, at) => [name, counts?.[at]])), {
      step: 'index',
      generated: '9',
      tried: '7',
      'left out': '1',
      run: '6',
      refused: '1',
      'by other steps': '1',
      'timed out': '1',
      harmless: '1',
      open: '2',
    });
  });

  it('names survivors without a verdict, in the order of their lines', () => {
    assert.deepEqual(
      openSurvivors(run, outside('7')).map(({ line }) => line),
      [4, 8],
    );
  });

  it('calls the Goal too weak when more than a quarter is outside of it', () => {
    assert.equal(weakGoal(run, outside('7')), undefined);
    assert.match(weakGoal(run, outside('6', '7')) ?? '', /2 of 6/);
  });
});
