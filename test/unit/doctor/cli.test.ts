import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { doctor } from '../../../src/cli/doctor.ts';
import { isExpected } from '../../../src/core/errors.ts';
import { smallRecord, smallRoadmap } from '../fixtures.ts';

describe('doctor at a terminal', () => {
  const base = fs.mkdtempSync(path.join(os.tmpdir(), 'doctor-'));
  const record = path.join(base, '.mlops-roadmap', 'project.json');
  before(() => {
    fs.mkdirSync(path.dirname(record));
    fs.writeFileSync(record, JSON.stringify(smallRecord));
  });
  after(() => fs.rmSync(base, { recursive: true, force: true }));

  it('reports on the project of a folder', async () => {
    const text = await doctor(smallRoadmap(), [base]);
    assert.match(text, /^Tools for the project “Service”, on /);
    assert.match(text, /missing {2}Project environment/);
  });

  it('reports as JSON', async () => {
    const report = JSON.parse(await doctor(smallRoadmap(), [base, '--json'])) as {
      readonly version: number;
      readonly project: string;
      readonly tools: readonly { readonly id: string }[];
    };
    assert.deepEqual([report.version, report.project], [1, 'service']);
    assert.ok(report.tools.some(({ id }) => id === 'environment'));
  });

  it('goes on where a record is damaged, and says so', async () => {
    const folder = fs.mkdtempSync(path.join(base, 'damaged-'));
    fs.mkdirSync(path.join(folder, '.mlops-roadmap'));
    fs.writeFileSync(path.join(folder, '.mlops-roadmap', 'project.json'), '{');
    const text = await doctor(smallRoadmap(), [folder]);
    assert.match(text, /^Tools for the whole roadmap/);
    assert.match(text, /project\.json is damaged/);
  });

  it('refuses wrong use', async () => {
    const missing = path.join(base, 'nowhere');
    for (const args of [[base, base], [missing], [record]]) {
      await assert.rejects(doctor(smallRoadmap(), args), (error) => isExpected(error, 'use'));
    }
    await assert.rejects(doctor(smallRoadmap(), ['--fast']), /Unknown option/);
  });
});
