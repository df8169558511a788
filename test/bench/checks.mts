import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { root } from '../../scripts/setup/places.mjs';
import type { CheckFile, Step } from '../../src/core/checks/model.ts';
import { stepSchema } from '../../src/core/checks/schema.ts';
import { verify } from '../../src/core/checks/verify.ts';
import { runProcess } from '../../src/node/processes/runProcess.ts';
import { createWorld } from '../../src/node/checks/world.ts';
import { temporaryFolder } from '../harness/workbench.ts';
import { median, timeOf, type Measure } from './measure.mts';

const FILES = 10_000;
const RUNS = 9;

/** What verifying costs beside the programs that it runs. */
export async function measureChecks(): Promise<readonly Measure[]> {
  const base = temporaryFolder('checks');
  try {
    return [
      await fileChecks(path.join(base, 'repository')),
      await commandOverhead(base),
      coldVerifier(path.join(base, 'project')),
      peakMemory(path.join(base, 'hostile')),
    ];
  } finally {
    fs.rmSync(base, { recursive: true, force: true });
  }
}

/** File, text and structured checks over a repository of 10,000 files, each run as a new verification. */
async function fileChecks(folder: string): Promise<Measure> {
  for (let number = 0; number < FILES; number += 1) {
    const name = path.join(folder, `part-${number % 100}`, `module_${number}.py`);
    if (number < 100) fs.mkdirSync(path.dirname(name), { recursive: true });
    fs.writeFileSync(name, `value = ${number}\n`);
  }
  fs.writeFileSync(path.join(folder, 'dvc.yaml'), 'stages:\n  train:\n    cmd: python train.py\n');
  fs.writeFileSync(path.join(folder, 'metrics.json'), '{"test": {"auc": 0.9}}');
  const checks = {
    all: { file: { path: '**/*.py' } },
    none: { file: { path: '**/*.ipynb', exists: false } },
    text: { text: { path: 'part-7/*.py', matches: '^value = 7$' } },
    stage: { data: { file: 'dvc.yaml', expect: [{ path: ['stages', 'train', 'cmd'] }] } },
    metric: { data: { file: 'metrics.json', expect: [{ path: ['test', 'auc'], atLeast: 0.8 }] } },
  };
  const file = checkFile(Object.entries(checks).map(([id, body]) => ({ id, title: id, ...body })));
  const once = async () => {
    const world = createWorld({
      root: folder,
      consent: true,
      signal: new AbortController().signal,
    });
    const results = await verify(file, world, { redact: (text) => text });
    await world.dispose();
    if (results.some(({ status }) => status !== 'passed')) throw new Error(JSON.stringify(results));
  };
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) times.push(await timeOf(once));
  return {
    name: `file and structured checks, ${FILES} files`,
    value: median(times),
    unit: 'ms',
    aim: { of: 'value', atMost: 300 },
  };
}

/** A command through the engine against the same program started directly. */
async function commandOverhead(folder: string): Promise<Measure> {
  const argv = [process.execPath, '-e', ''];
  const file = checkFile([{ id: 'run', title: 'run', command: { run: argv } }]);
  const engine: number[] = [];
  const bare: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    engine.push(
      await timeOf(async () => {
        const { signal } = new AbortController();
        const world = createWorld({ root: folder, consent: true, signal });
        await verify(file, world, { redact: (text) => text });
        await world.dispose();
      }),
    );
    const options = { argv, cwd: folder, env: {}, stdin: '', timeout: 10_000 };
    bare.push(await timeOf(() => runProcess(options)));
  }
  return {
    name: 'engine overhead above the bare spawn of a command',
    value: median(engine.map((time, run) => time - bare[run]!)),
    unit: 'ms',
    aim: { of: 'value', atMost: 30 },
  };
}

/** `node verify.cjs` of a scaffolded project from cold, without consent: no command is run. */
function coldVerifier(project: string): Measure {
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [...args], { encoding: 'utf8', cwd: root });
  run('dist/cli.js', 'new', 'model-deployment', project);
  const times: number[] = [];
  for (let count = 0; count < RUNS; count += 1) {
    const started = performance.now();
    const { stdout, stderr } = run(path.join(project, '.mlops-roadmap', 'verify.cjs'), '--json');
    times.push(performance.now() - started);
    if (!stdout.startsWith('{')) throw new Error(stderr);
  }
  return {
    name: 'node verify.cjs from cold, no commands',
    value: median(times),
    unit: 'ms',
    aim: { of: 'value', atMost: 300 },
  };
}

/** The most memory that the verifier takes over 10,000 files, a file of 50 MB and a YAML bomb. */
function peakMemory(project: string): Measure {
  const own = path.join(project, '.mlops-roadmap');
  fs.mkdirSync(path.join(project, 'many'), { recursive: true });
  fs.mkdirSync(own);
  for (let number = 0; number < FILES; number += 1) {
    fs.writeFileSync(path.join(project, 'many', `${number}.py`), `value = ${number}\n`);
  }
  fs.writeFileSync(path.join(project, 'large.json'), Buffer.alloc(50e6, 0x20));
  const bomb = Array.from('bcdefghij').map((name, place) => {
    const before = 'abcdefghij'[place] ?? 'a';
    return `${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`;
  });
  fs.writeFileSync(path.join(project, 'bomb.yaml'), ['a: &a [x]', ...bomb].join('\n'));
  const step = {
    id: 'hostile',
    title: 'Hostile',
    goal: 'Measure.',
    hints: ['a', 'b', 'c'],
    checks: [
      { id: 'many', title: 'Many', text: { path: '**/*.py', matches: 'nothing like it' } },
      { id: 'large', title: 'Large', data: { file: 'large.json', expect: [{ path: ['a'] }] } },
      { id: 'bomb', title: 'Bomb', data: { file: 'bomb.yaml', expect: [{ path: ['j'] }] } },
    ],
  };
  const record = { version: 1, project: 'bench', instance: 'i', options: {}, files: {} };
  const checks = { version: 1, project: 'bench', content: '1.0.0', steps: [step] };
  fs.writeFileSync(path.join(own, 'project.json'), JSON.stringify(record));
  fs.writeFileSync(path.join(own, 'checks.json'), JSON.stringify(checks));
  const tell = path.join(own, 'tell.cjs');
  const code = "process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS))";
  fs.writeFileSync(tell, code);
  const verifier = path.join(root, 'dist', 'verify.cjs');
  const args = ['--require', tell, verifier, project, '--yes', '--json'];
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const kilobytes = Number(/peak (\d+)/.exec(stderr)?.[1]);
  return {
    name: 'peak memory of verify.cjs, hostile files',
    value: kilobytes / 1000,
    unit: 'MB',
    aim: { of: 'value', atMost: 200 },
  };
}

function checkFile(checks: readonly object[]): CheckFile {
  const step: Step = v.parse(stepSchema, {
    id: 'step',
    title: 'Step',
    goal: 'Measure.',
    hints: ['a', 'b', 'c'],
    checks,
  });
  return { version: 1, project: 'bench', content: '1.0.0', steps: [step] };
}
