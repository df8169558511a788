import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { root as repository } from '../../scripts/setup/places.mjs';
import type { Report } from '../../src/core/checks/report.ts';
import { learnersProject, temporaryFolder } from './projects.ts';
import { counted } from './tally.ts';

// Each takes hours in any engine that goes back.
const ENDLESS = ['^(a+)+$', '^(a|a)*$', '(a*)*b$', '^(?:a?){60}a{60}!!', '(.*a){40}$'];
const TRAP = `${'a'.repeat(59)}!`;

// Says when a thread is about to search, which is when the test can interrupt.
const TELL = `
const threads = require('node:worker_threads');
const { Worker } = threads;
threads.Worker = class extends Worker {
  postMessage(...message) {
    super.postMessage(...message);
    process.stderr.write('searching\\n');
  }
};
`;

describe('the verifier of a project with hostile patterns', () => {
  let base: string;
  let project: string;
  let verifier: string;
  before(async () => {
    base = temporaryFolder('patterns');
    project = path.join(base, 'parcels');
    verifier = path.join(base, 'verify.cjs');
    await esbuild.build({
      absWorkingDir: repository,
      entryPoints: ['src/cli/verifier.ts'],
      outfile: verifier,
      bundle: true,
      mainFields: ['module', 'main'],
      platform: 'node',
      format: 'cjs',
      logLevel: 'error',
    });
    await learnersProject(project);
    fs.writeFileSync(path.join(project, 'trap.txt'), TRAP);
    fs.writeFileSync(path.join(project, 'trap.json'), JSON.stringify({ trap: TRAP }));
    fs.writeFileSync(path.join(base, 'tell.cjs'), TELL);
  });
  after(() => fs.rmSync(base, { recursive: true, force: true }));

  const verify = (checks: readonly object[], onSearch: (interrupt: () => void) => void) => {
    const step = { id: 'trap', title: 'Trap', goal: 'Trap.', hints: ['a', 'b', 'c'] };
    const file = path.join(project, '.mlops-roadmap', 'checks.json');
    const named = checks.map((check, index) => ({ id: `c${index}`, title: 'Trap', ...check }));
    const steps = [{ ...step, checks: named }];
    fs.writeFileSync(
      file,
      JSON.stringify({ version: 1, project: 'service', content: '1.0.0', steps }),
    );
    const args = ['--require', path.join(base, 'tell.cjs'), verifier, project, '--json'];
    return new Promise<{ code: number | null; results: Report['results'] }>((resolve, reject) => {
      const child = spawn(process.execPath, args);
      let [out, said] = ['', ''];
      let searching = false;
      child.stdout.on('data', (text: Buffer) => (out += text.toString()));
      child.stderr.on('data', (text: Buffer) => {
        said += text.toString();
        if (searching || !said.includes('searching')) return;
        searching = true;
        onSearch(() => child.kill('SIGINT'));
      });
      child.once('error', reject);
      child.once('close', (code) => {
        try {
          resolve({ code, results: (JSON.parse(out) as Report).results });
        } catch {
          reject(new Error(`exit ${code}: ${out}${said}`));
        }
      });
    });
  };

  it('says which pattern on which file took too long, and does everything else', async () => {
    const checks = [
      { text: { path: 'trap.txt', matches: ENDLESS[0] } },
      { data: { file: 'trap.json', expect: [{ path: ['trap'], matches: ENDLESS[1] }] } },
      { not: { text: { path: '*.txt', avoids: ENDLESS[2] } } },
      {
        any: [{ text: { path: 'trap.txt', matches: ENDLESS[4] } }, { file: { path: 'trap.txt' } }],
      },
      { text: { path: 'trap.txt', matches: '^a+!$' } },
    ];
    const { code, results } = await verify(checks, () => undefined);
    assert.equal(code, 1);
    const statuses = ['unavailable', 'unavailable', 'unavailable', 'passed', 'passed'];
    assert.equal(results.length, statuses.length);
    for (const [at, { status }] of counted(results.entries())) assert.equal(status, statuses[at]);
    assert.match(results[0]?.found ?? '', /\^\(a\+\)\+\$.*trap\.txt/);
    assert.match(results[1]?.found ?? '', /trap\.json/);
    assert.match(results[0]?.next ?? '', /checks\.json/);
  });

  it('stops at Ctrl-C in the middle of one', async () => {
    const checks = Array.from({ length: 1000 }, (_, index) => ({
      text: { path: 'trap.txt', matches: ENDLESS[index % ENDLESS.length] },
    }));
    const { code, results } = await verify(checks, (interrupt) => interrupt());
    assert.equal(code, 128 + 2, 'it ends by itself, with a report');
    assert.equal(results.length, 1000);
    const cancelled = results.filter(({ found }) => found === 'it was cancelled').length;
    assert.ok(cancelled > 990, `${cancelled} of 1000 were cancelled`);
  });
});
