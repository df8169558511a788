import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';
import { newProject } from '../../src/cli/newProject.ts';
import { compiledContent } from '../../src/node/compiledContent.ts';
import { temporaryFolder } from '../harness/workbench.ts';
import { median, timeOf, type Measure } from './measure.mts';

const PROJECT = 'model-deployment';
const RUNS = 25;

/**
 * Scaffolding in this process, all that `new` does: reading the archive, generating, previewing and
 * writing. Against `cp -r` of the tree that it made just before.
 */
export async function measureScaffold(): Promise<readonly Measure[]> {
  const base = temporaryFolder('scaffold');
  try {
    const content = compiledContent(path.join(root, 'dist'));
    const scaffold = (target: string) => newProject(content, [PROJECT, target], (folder) => folder);
    const first = await timeOf(() => scaffold(path.join(base, 'first')));
    const ours: number[] = [];
    const copies: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const target = path.join(base, `late-parcels-${run}`);
      ours.push(await timeOf(() => scaffold(target)));
      copies.push(await timeOf(() => copy(target, `${target}-copy`)));
    }
    const baseline = median(copies);
    return [
      {
        name: `scaffold ${PROJECT} / cp -r of the same tree`,
        value: median(ours),
        unit: 'ms',
        baseline,
        ratio: median(ours.map((time, run) => time / copies[run]!)),
        aim: { of: 'ratio', atMost: 3 },
      },
      { name: `scaffold ${PROJECT}, the first time in a process`, value: first, unit: 'ms' },
    ];
  } finally {
    fs.rmSync(base, { recursive: true, force: true });
  }
}

function copy(from: string, to: string): void {
  const { status } = spawnSync('cp', ['-r', from, to], { stdio: 'ignore' });
  if (status !== 0) throw new Error('cp -r failed.');
}
