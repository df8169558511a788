import * as fs from 'node:fs';
import * as path from 'node:path';
import { runTests } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import { root } from '../../scripts/setup/places.mjs';
import type { Phase, Roadmap, Skill, Task } from '../../src/core/roadmap/model.ts';
import { temporaryFolder } from '../harness/workbench.ts';
import { openVsix } from '../package/vsix.ts';
import { median, type Measure } from './measure.mts';
import type { TreeTimes } from './treeHost.ts';

const PHASES = 10;
const SKILLS = 40;
const TASKS = 25;

/**
 * RoadmapTree in the extension host of the served VS Code: the packaged product, its roadmap
 * replaced by a made one of 10,000 tasks, half of them studied.
 */
export async function measureTree(): Promise<readonly Measure[]> {
  const folder = temporaryFolder('tree');
  const workspace = temporaryFolder('window');
  try {
    openVsix().unpack(folder);
    const file = path.join(folder, 'dist', 'roadmap.json');
    const roadmap = JSON.parse(fs.readFileSync(file, 'utf8')) as Roadmap;
    fs.writeFileSync(file, JSON.stringify({ ...roadmap, phases: madePhases(roadmap.phases[0]!) }));
    await bundleHost(path.join(folder, 'bench.cjs'));
    const code = await runTests({
      vscodeExecutablePath: path.join(root, 'test', 'host', 'servedShim.mts'),
      extensionDevelopmentPath: folder,
      extensionTestsPath: path.join(folder, 'bench.cjs'),
      launchArgs: [workspace],
    });
    if (code !== 0) throw new Error('The measure of the tree failed in the extension host.');
    const text = fs.readFileSync(path.join(folder, 'times.json'), 'utf8');
    const { tasks, ticks, draws } = JSON.parse(text) as TreeTimes;
    const tree = `tree of ${tasks.toLocaleString('en')} tasks`;
    return [
      {
        name: `${tree}, work of RoadmapTree for one tick`,
        value: median(ticks),
        unit: 'ms',
        aim: { of: 'value', atMost: 50 },
      },
      { name: `${tree}, all rows drawn at once`, value: median(draws), unit: 'ms' },
    ];
  } finally {
    for (const each of [folder, workspace]) fs.rmSync(each, { recursive: true, force: true });
  }
}

/** Phases, skills and tasks like the real ones but in ids and number. */
function madePhases(phase: Phase): readonly Phase[] {
  const skill = phase.skills[0]!;
  const task = skill.tasks[0]!;
  const many = <T,>(count: number, make: (number: number) => T) =>
    Array.from({ length: count }, (_, at) => make(at + 1));
  const madeTask = (parent: string, number: number): Task => ({
    ...task,
    id: `${parent}.task-${number}`,
  });
  const madeSkill = (parent: string, number: number): Skill => {
    const id = `${parent}.skill-${number}`;
    return { ...skill, id, tasks: many(TASKS, (each) => madeTask(id, each)) };
  };
  return many(PHASES, (number) => {
    const id = `phase-${number}`;
    return { ...phase, id, skills: many(SKILLS, (each) => madeSkill(id, each)) };
  });
}

async function bundleHost(outfile: string): Promise<void> {
  await esbuild.build({
    entryPoints: [path.join(import.meta.dirname, 'treeHost.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
}
