import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';
import { newProject } from '../../src/cli/newProject.ts';
import { unpackFiles } from '../../src/core/scaffold/archive.ts';
import { generateProject, resolveOptions } from '../../src/core/scaffold/generate.ts';
import { deriveNames } from '../../src/core/scaffold/names.ts';
import { previewProject } from '../../src/core/scaffold/preview.ts';
import { writeProject } from '../../src/core/scaffold/write.ts';
import { compiledContent, type CompiledContent } from '../../src/node/compiledContent.ts';
import { nodeGenerateDeps } from '../../src/node/generateDeps.ts';
import { nodeFolderPort } from '../../src/node/nodeFolderPort.ts';
import { temporaryFolder } from '../harness/workbench.ts';
import { median, timeOf, type Measure } from './measure.mts';

const PROJECT = 'model-deployment';
const RUNS = 25;

type Scaffold = (target: string) => Promise<unknown>;

/** Scaffolding in this process, each time against `cp -r` of the tree that was made just before. */
export async function measureScaffold(): Promise<readonly Measure[]> {
  const content = compiledContent(path.join(root, 'dist'));
  // All that `new` does: it reads and unpacks the archive as well.
  const whole: Scaffold = (target) =>
    newProject(content, [PROJECT, target], (folder) => path.resolve(folder));
  const base = temporaryFolder('scaffold');
  try {
    const first = await timeOf(() => whole(path.join(base, 'first')));
    const name = `scaffold ${PROJECT}`;
    return [
      {
        name: `${name}: generate, preview, write / cp -r of the same tree`,
        ...(await againstCopy(await fromUnpacked(content), path.join(base, 'unpacked'))),
        aim: { of: 'ratio', atMost: 3 },
      },
      {
        name: `${name}: from the archive / cp -r of the same tree`,
        ...(await againstCopy(whole, path.join(base, 'whole'))),
      },
      { name: `${name}: from the archive, the first in a process`, value: first, unit: 'ms' },
    ];
  } finally {
    fs.rmSync(base, { recursive: true, force: true });
  }
}

async function fromUnpacked(content: CompiledContent): Promise<Scaffold> {
  const roadmap = await content.roadmap();
  const project = roadmap.projects.find(({ id }) => id === PROJECT)!;
  const archive = unpackFiles(await content.projectArchive(PROJECT));
  const deps = await nodeGenerateDeps(content, roadmap.version);
  const options = resolveOptions(project, {});
  return async (target) => {
    const names = deriveNames(path.basename(target));
    const files = generateProject(project, archive, { names, options }, deps);
    await writeProject(await previewProject(files, target, nodeFolderPort), nodeFolderPort, {
      overwrite: new Set(),
      keepOthers: false,
      cancelled: () => false,
      progress: () => undefined,
    });
  };
}

async function againstCopy(scaffold: Scaffold, base: string) {
  await scaffold(`${base}-to-warm-up`);
  const ours: number[] = [];
  const copies: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const target = `${base}-${run}`;
    ours.push(await timeOf(() => scaffold(target)));
    copies.push(await timeOf(() => copy(target, `${target}-copy`)));
  }
  return {
    value: median(ours),
    unit: 'ms',
    baseline: median(copies),
    ratio: median(ours.map((time, run) => time / copies[run]!)),
  } as const;
}

function copy(from: string, to: string): void {
  const { status } = spawnSync('cp', ['-r', from, to], { stdio: 'ignore' });
  if (status !== 0) throw new Error('cp -r failed.');
}
