import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as v from 'valibot';
import { evaluate } from '../../src/core/checks/evaluate.ts';
import type { Finding } from '../../src/core/checks/model.ts';
import { bodySchema } from '../../src/core/checks/schema.ts';
import type { SearchAnswer } from '../../src/core/checks/world.ts';
import { PatternWorker } from '../../src/node/checks/patternWorker.ts';
import { createWorld } from '../../src/node/checks/world.ts';

// Hours in any engine that goes back; no machine is fast enough to make these tests pass by luck.
const ENDLESS = '^(a+)+$';
const TRAP = `${'a'.repeat(60)}!`;

describe('the thread for patterns', () => {
  let stop: AbortController;
  let worker: PatternWorker;
  beforeEach(() => {
    stop = new AbortController();
    worker = new PatternWorker(stop.signal);
  });
  afterEach(() => worker.dispose());
  const search = (source: string, ...texts: readonly string[]) =>
    worker.search({ source, flags: 'mu' }, texts);

  it('finds the first match of each text, where it is', async () => {
    const answer = await search('^b+$', 'a\nbb\nb', 'none', 'b');
    const matches = [{ index: 2, text: 'bb' }, undefined, { index: 0, text: 'b' }];
    assert.deepEqual(answer, { end: 'done', matches });
  });

  it('finds what a regular expression finds, in any texts', async () => {
    const texts = ['', '\u{1F600}x', 'é\r\nx', '\uD800', 'A\u2028x', 'x'.repeat(100_000)];
    for (const source of ['x', '^x', '.$', '\\p{L}', '(?<!x)x', '', '[^x]{1}$']) {
      const answer = await search(source, ...texts);
      assert.equal(answer.end, 'done');
      const expected = texts.map((text) => new RegExp(source, 'mu').exec(text));
      assert.deepEqual(
        answer.matches.map((match) => match?.index),
        expected.map((match) => match?.index),
        source,
      );
    }
  });

  it('ends a pattern that takes too long, says on which text, and goes on with the next', async () => {
    const answer = await search(ENDLESS, 'aa', 'b', TRAP, 'aa');
    assert.deepEqual(answer, { end: 'slow', at: 2, seconds: 1 });
    assert.equal((await search('b', 'abc')).end, 'done');
  });

  it('leaves this thread free meanwhile', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 10);
    await search(ENDLESS, TRAP);
    clearInterval(timer);
    assert.ok(turns > 5, `${turns} turns`);
  });

  it('stops at once when the learner cancels, and starts nothing afterwards', async () => {
    const answers: SearchAnswer[] = [];
    const searches = [search(ENDLESS, TRAP), search(ENDLESS, TRAP), search('a', 'a')];
    for (const each of searches) void each.then((answer) => answers.push(answer));
    setTimeout(() => stop.abort(), 100);
    await Promise.all(searches);
    assert.deepEqual(
      answers.map(({ end }) => end),
      ['cancelled', 'cancelled', 'cancelled'],
    );
  });

  it('gives all patterns of a verification one limit together', async () => {
    await worker.dispose();
    worker = new PatternWorker(stop.signal, 2000);
    const ends: string[] = [];
    for (let count = 0; count < 5; count += 1) ends.push((await search(ENDLESS, TRAP)).end);
    assert.deepEqual(ends, ['slow', 'slow', 'spent', 'spent', 'spent']);
    assert.deepEqual(await search('a', 'a'), { end: 'spent', seconds: 2 });
  });

  it('says why a pattern could not be run', async () => {
    const wrong = await search('(', 'a');
    assert.ok(wrong.end === 'refused' && wrong.problem.includes('Unterminated group'));
    assert.equal((await search('b', 'abc')).end, 'done');
  });
});

describe('a check with a hostile pattern', () => {
  let root: string;
  beforeEach(() => (root = fs.mkdtempSync(path.join(os.tmpdir(), 'patterns-'))));
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  const look = async (check: unknown): Promise<Finding> => {
    const { signal } = new AbortController();
    const world = createWorld({ root, consent: false, signal });
    try {
      return await evaluate(v.parse(bodySchema, check), world);
    } finally {
      await world.dispose();
    }
  };
  const unavailable = (finding: Finding, ...told: readonly RegExp[]) => {
    assert.equal(finding.status, 'unavailable', JSON.stringify(finding));
    for (const each of told) assert.match(finding.found, each);
    assert.match(finding.next ?? '', /checks\.json/);
  };

  it('is unavailable, and names the pattern and the file', async () => {
    fs.writeFileSync(path.join(root, 'good.txt'), 'aaa');
    fs.writeFileSync(path.join(root, 'trap.txt'), TRAP);
    const text = { path: '*.txt', avoids: ENDLESS };
    unavailable(await look({ text }), /\(a\+\)\+/, /1 s/, /trap\.txt/);
    const data = { file: 'a.json', expect: [{ path: ['*'], matches: ENDLESS }] };
    fs.writeFileSync(path.join(root, 'a.json'), JSON.stringify({ trap: TRAP }));
    unavailable(await look({ data }), /\(a\+\)\+/, /a\.json/);
    fs.writeFileSync(
      path.join(root, 'ci.yml'),
      JSON.stringify({ on: 'push', jobs: { a: { steps: [{ run: TRAP }, { uses: TRAP }] } } }),
    );
    unavailable(await look({ workflow: { path: 'ci.yml', runs: [ENDLESS] } }), /ci\.yml/);
    unavailable(await look({ workflow: { path: 'ci.yml', uses: [ENDLESS] } }), /ci\.yml/);
    fs.writeFileSync(
      path.join(root, 'rules.yml'),
      JSON.stringify({ groups: [{ rules: [{ alert: 'A', expr: TRAP }] }] }),
    );
    unavailable(await look({ prometheus: { rules: 'rules.yml', expression: ENDLESS } }), /rules/);
  }).timeout(60_000);

  it('is unavailable for a path pattern that takes too long', async () => {
    fs.writeFileSync(path.join(root, `${'a'.repeat(240)}b`), '');
    const file = { path: `${'*a'.repeat(100)}c` };
    unavailable(await look({ file }), /\*a\*a/);
  });
});
