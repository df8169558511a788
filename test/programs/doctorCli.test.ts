import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { doctor } from '../../src/cli/doctor.ts';
import { isExpected } from '../../src/core/errors.ts';
import { smallRecord, smallRoadmap } from '../unit/fixtures.ts';

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

  it('starts the project’s own Python with --yes alone, and says so', async () => {
    const venv = path.join(base, '.venv');
    fs.mkdirSync(path.join(venv, 'bin'), { recursive: true });
    fs.writeFileSync(path.join(venv, '.installed'), '');
    fs.writeFileSync(path.join(venv, 'bin', 'python'), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
    try {
      const unasked = await doctor(smallRoadmap(), [base]);
      assert.match(unasked, /ok {2,}Project environment/);
      assert.match(unasked, /Python in \.venv was not started.*--yes/);
      const agreed = await doctor(smallRoadmap(), [base, '--yes']);
      assert.match(agreed, /broken {2,}Project environment.*exit code 127/);
      assert.doesNotMatch(agreed, /was not started/);
    } finally {
      fs.rmSync(venv, { recursive: true });
    }
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

  it('refuses usage errors', async () => {
    const missing = path.join(base, 'nowhere');
    for (const args of [[base, base], [missing], [record]]) {
      await assert.rejects(doctor(smallRoadmap(), args), (error) => isExpected(error, 'use'));
    }
    await assert.rejects(doctor(smallRoadmap(), ['--fast']), /Unknown option/);
  });
});
