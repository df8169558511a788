import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';

// npm run test:starters -- [id …] [--proof]: the starters' tests, all of them or those of the given
// projects; with --proof only the proof of their steps, with what a learner would read.

const proof = process.argv.includes('--proof');
const ids = process.argv.slice(2).filter((each) => each !== '--proof');
const specs =
  ids.length > 0 ? ids.map((id) => `test/starters/${id}.test.ts`) : ['test/starters/*.test.ts'];
const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
const args = [
  '--config',
  '.mocharc.slow.json',
  '--timeout',
  '900000',
  ...(proof ? ['--grep', 'the steps of'] : []),
  ...specs.flatMap((spec) => ['--spec', spec]),
];
const { status } = spawnSync(process.execPath, [mocha, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...(proof ? { MLOPS_ROADMAP_PROOF: '1' } : {}) },
});
process.exitCode = status ?? 1;
