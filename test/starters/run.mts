import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';

// npm run test:starters -- [id …] [--rest | --all]: the starters' tests, all of them or those of the
// given projects. With --rest only the proofs that no ledger knows, with --all all proofs again,
// however long it takes; both go on where they were stopped.

const [prove] = ['rest', 'all'].filter((each) => process.argv.includes(`--${each}`));
const ids = process.argv.slice(2).filter((each) => !each.startsWith('--'));
const specs =
  ids.length > 0 ? ids.map((id) => `test/starters/${id}.test.ts`) : ['test/starters/*.test.ts'];
const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
const args = [
  '--config',
  '.mocharc.slow.json',
  '--timeout',
  prove ? '0' : '1800000',
  ...(prove ? ['--grep', 'the steps of'] : []),
  ...specs.flatMap((spec) => ['--spec', spec]),
];
const { status } = spawnSync(process.execPath, [mocha, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    MLOPS_ROADMAP_PROJECTS: ids.join(' '),
    ...(prove ? { MLOPS_ROADMAP_PROVE: prove } : {}),
  },
});
if (prove === 'all' && status === 0)
  fs.rmSync(path.join(root, 'out', 'proved-again'), { force: true });
process.exitCode = status ?? 1;
