import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Proof } from '../../../scripts/proofs/keys.mts';
import {
  disagreement,
  Ledger,
  masked,
  refutes,
  type Line,
  type Shown,
} from '../../../scripts/proofs/ledger.mts';

const LINE: Line = {
  key: 'k1',
  step: 'one',
  tried: 'wrong/guess',
  options: { cloud: 'none' },
  outcome: 'refused',
  found: { gain: 'gain is 0.01' },
  day: '2026-11-28',
  seconds: 4.2,
  where: 'linux',
};

describe('a ledger of proofs', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ledger-'));
    file = path.join(folder, 'proofs.jsonl');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('knows again what was written, also beside what another process wrote before', () => {
    assert.equal(new Ledger(file).line('k1'), undefined);
    new Ledger(file).add(LINE);
    new Ledger(file).add({ ...LINE, key: 'k2', tried: 'solved' });
    assert.deepEqual(new Ledger(file).line('k1'), LINE);
    assert.equal(new Ledger(file).lines.length, 2);
  });

  it('has one line for one thing: a new key takes the place of the old one', () => {
    const ledger = new Ledger(file);
    ledger.add(LINE);
    ledger.add({ ...LINE, key: 'k2' });
    ledger.add({ ...LINE, key: 'k3', options: { cloud: 'aws' } });
    assert.deepEqual(new Ledger(file).lines.map(({ key }) => key).sort(), ['k2', 'k3']);
  });

  it('forgets what is no longer there to be proved', () => {
    const ledger = new Ledger(file);
    ledger.add(LINE);
    ledger.add({ ...LINE, key: 'k2', tried: 'wrong/gone' });
    const kept: Proof = {
      ...LINE,
      project: 'parcels',
      tried: 'wrong/guess',
      given: false,
      key: 'other',
    };
    ledger.keep([kept]);
    assert.deepEqual(
      new Ledger(file).lines.map(({ key }) => key),
      ['k1'],
    );
  });

  it('says file and line of what is no line of a ledger', () => {
    fs.writeFileSync(file, `${JSON.stringify(LINE)}\n{"key": 3}\n`);
    assert.throws(() => new Ledger(file), /proofs\.jsonl:2: .*Delete the line/s);
    fs.writeFileSync(file, 'not JSON\n');
    assert.throws(() => new Ledger(file), /proofs\.jsonl:1: /);
  });
});

describe('what a proof must show', () => {
  const way = {
    step: undefined as never,
    name: 'guess',
    file: '',
    files: [],
    removed: [],
  };
  const wrong: Proof = {
    project: 'parcels',
    options: {},
    step: 'one',
    given: false,
    tried: 'wrong/guess',
    key: '',
    way: { ...way, head: { fails: 'gain', found: '0\\.0\\d', why: '' } },
  };
  const right = (ends: 'passed' | { unavailable: string }): Proof => ({
    ...wrong,
    tried: 'right/other',
    way: { ...way, head: { ends, why: '' } },
  });
  const shown = (outcome: Shown['outcome'], found: Shown['found'] = {}): Shown => ({
    outcome,
    found,
  });

  it('is, for a wrong way, that its check refuses it with its words', () => {
    assert.equal(disagreement(wrong, shown('refused', { gain: 'gain is 0.01' })), undefined);
    for (const [other, said] of [
      [shown('accepted'), /refused by gain/],
      [shown('refused', { parts: 'no parts' }), /refused by gain/],
      [shown('refused', { gain: 'no metrics.json' }), /gain must find/],
      [shown('unavailable', { gain: 'gain is 0.01' }), /refused by gain/],
    ] as const) {
      assert.match(disagreement(wrong, other) ?? '', said);
    }
  });

  it('is, for a right way, how it says that it ends, and never a refusal', () => {
    assert.equal(disagreement(right('passed'), shown('accepted')), undefined);
    const away = right({ unavailable: 'no Docker' });
    assert.equal(disagreement(away, shown('unavailable', { image: 'no Docker' })), undefined);
    for (const each of [right('passed'), away]) {
      assert.notEqual(disagreement(each, shown('refused', { gain: '' })), undefined);
    }
    assert.notEqual(disagreement(right('passed'), shown('unavailable')), undefined);
  });

  it('is, for the bare starter, a refusal, but for the step that is given', () => {
    const bare: Proof = { ...wrong, tried: 'bare', way: undefined as never };
    assert.equal(disagreement(bare, shown('refused', { gain: '' })), undefined);
    assert.notEqual(disagreement(bare, shown('accepted')), undefined);
    assert.equal(disagreement({ ...bare, given: true }, shown('accepted')), undefined);
    const solved: Proof = { ...bare, tried: 'solved' };
    assert.equal(disagreement(solved, shown('accepted')), undefined);
    assert.notEqual(disagreement(solved, shown('unavailable')), undefined);
  });

  it('refutes a line by another outcome or another failing check, not by other numbers', () => {
    assert.equal(refutes(LINE, { outcome: 'refused', found: { gain: 'gain is 0.02' } }), false);
    assert.equal(refutes(LINE, { outcome: 'accepted', found: {} }), true);
    assert.equal(refutes(LINE, { outcome: 'refused', found: { parts: 'gain is 0.01' } }), true);
  });

  it('has the same words with other numbers, times, ports and folders', () => {
    const one = masked('took 12.5 s at 127.0.0.1:4231 in /tmp/a-1/b, 3 rows');
    assert.equal(one, masked('took 7 s at 127.0.0.1:99 in /var/x/y-9/c.d, 41 rows'));
    assert.notEqual(one, masked('took 12.5 s at 127.0.0.1:4231 in /tmp/a-1/b, 3 columns'));
  });
});
