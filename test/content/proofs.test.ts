import assert from 'node:assert/strict';
import { disagreement, Ledger } from '../../scripts/proofs/ledger.mts';
import type { Proof } from '../../scripts/proofs/keys.mts';
import { allProofs, ledgerFile } from '../../scripts/proofs/sources.mts';

describe('the ledgers of proofs', () => {
  let proofs: readonly Proof[];
  before(async () => {
    proofs = await allProofs();
  });

  it('say of each thing what it must show', () => {
    const ledgers = new Map<string, Ledger>();
    const wrong = proofs.flatMap((proof) => {
      const { project, key } = proof;
      const ledger = ledgers.get(project) ?? new Ledger(ledgerFile(project));
      ledgers.set(project, ledger);
      const line = ledger.line(key);
      return line ? [disagreement(proof, line)].flatMap((each) => each ?? []) : [];
    });
    assert.deepEqual(wrong, []);
  });

  it('have a key of its own for each thing', () => {
    assert.equal(new Set(proofs.map(({ key }) => key)).size, proofs.length);
  });
});
