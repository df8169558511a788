import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { evidenceLine, readEvidence, type Peek } from '../../src/core/checks/evidence.ts';
import { EVIDENCE_PATH } from '../../src/core/project/paths.ts';
import { machineFiles, type FileSystem } from '../../src/node/files/fileSystem.ts';
import { appendInside } from '../../src/node/files/writeInside.ts';
import { faultyFiles } from '../unit/node/faultyFiles.ts';
import { faultPlans, operationsOf } from './faultPlans.ts';
import { failureOf, sentenceOf, temporaryFolder } from './projects.ts';
import { counted } from './tally.ts';

const peek = (step: string): Peek => ({
  ...{ version: 1, kind: 'peeked', step, instance: 'one', at: '2026-01-01T00:00:00Z' },
});

describe('a disk that fails while evidence is written', () => {
  let root: string;
  let evidence: string;
  beforeEach(() => {
    root = temporaryFolder('evidence-faults');
    evidence = path.join(root, EVIDENCE_PATH);
    fs.mkdirSync(path.dirname(evidence));
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  const append = (step: string, on: FileSystem = machineFiles) =>
    appendInside(root, EVIDENCE_PATH, evidenceLine(peek(step)), on);
  const steps = () => [...readEvidence(fs.readFileSync(evidence, 'utf8'), 'one').peeks.keys()];

  for (const [what, before] of [
    ['whole lines', evidenceLine(peek('old'))],
    ['a torn line', `${evidenceLine(peek('old'))}{"version":1,"ki`],
  ] as const) {
    it(`keeps every line after ${what}, and the next line can be read`, async () => {
      fs.writeFileSync(evidence, before);
      const operations = await operationsOf((on) => append('new', on));
      for (const plan of counted(faultPlans(operations, true))) {
        fs.writeFileSync(evidence, before);
        const error = await failureOf(append('new', faultyFiles(plan.fails, plan.code).fs));
        const now = fs.readFileSync(evidence, 'utf8');
        assert.ok(now.startsWith(before), plan.name);
        if (error !== undefined) {
          sentenceOf(error);
          if (!plan.lasting) assert.equal(now, before, `${plan.name}: taken back`);
        } else assert.deepEqual(steps(), ['old', 'new'], plan.name);
        await append('next');
        assert.ok(steps().includes('old') && steps().includes('next'), plan.name);
      }
    });
  }

  it('keeps the line that another process wrote while the own one failed', async () => {
    fs.writeFileSync(evidence, evidenceLine(peek('old')));
    const faulty = faultyFiles(({ name }) => {
      if (name !== 'appendFile') return false;
      fs.appendFileSync(evidence, evidenceLine(peek('x')));
      return true;
    }, 'ENOSPC');
    sentenceOf(await failureOf(append('longer-than-the-other', faulty.fs)));
    assert.deepEqual(steps(), ['old', 'x']);
  });
});
