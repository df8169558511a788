import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { machineFiles, type FileSystem } from '../../src/node/files/fileSystem.ts';
import { applyRestart, planRestart } from '../../src/node/restartStep.ts';
import { faultyFiles } from '../unit/node/faultyFiles.ts';
import { faultPlans, operationsOf } from './faultPlans.ts';
import { killOften, KILLS, KILLS_TIMEOUT_MS } from './killing.ts';
import {
  copyOf,
  failureOf,
  filesOf,
  sentenceOf,
  temporariesIn,
  type Snapshot,
} from './projects.ts';
import { counted } from './tally.ts';

const STEP = Array.from({ length: 6 }, (_, place) => `src/file${place}.py`);

describe('restarting a step', function () {
  this.timeout(KILLS_TIMEOUT_MS);
  let base: string;
  let root: string;
  let template: string;
  let commit: string;
  let changed: Snapshot;
  let restarted: Snapshot;
  beforeEach(async () => {
    base = fs.mkdtempSync(path.join(os.tmpdir(), 'restart-'));
    root = path.join(base, 'project');
    template = path.join(base, 'template');
    const write = (name: string, text: string) => fs.writeFileSync(path.join(root, name), text);
    fs.mkdirSync(path.join(root, 'src'), { recursive: true });
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=L', '-c', 'user.email=l@localhost', ...args], {
        cwd: root,
        encoding: 'utf8',
      }).trim();
    for (const name of STEP.slice(0, 4)) write(name, `before ${name}\n`.repeat(200));
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'proved');
    commit = git('rev-parse', 'HEAD');
    write('.git/step', JSON.stringify({ commit, files: STEP }));
    for (const name of STEP) write(name, `after ${name}\n`.repeat(200));
    write('src/mine.py', 'mine\n');
    copyOf(root, template);
    changed = work();
    await restart();
    restarted = work();
    copyOf(template, root);
  });
  afterEach(() => fs.rmSync(base, { recursive: true, force: true }));

  const restart = async (on: FileSystem = machineFiles) =>
    applyRestart(root, await planRestart(root, STEP, { kind: 'commit', commit }), on);
  const work = (): Snapshot =>
    Object.fromEntries(Object.entries(filesOf(root)).filter(([name]) => name.startsWith('src/')));

  /** Each file is as it was or as it goes back to, and restarting again completes it. */
  async function holds(run: string): Promise<void> {
    const now = work();
    for (const name of new Set([...Object.keys(changed), ...Object.keys(now)])) {
      assert.ok(
        now[name] === changed[name] || now[name] === restarted[name],
        `${run}: ${name} is neither old nor new`,
      );
    }
    assert.equal(now['src/mine.py'], changed['src/mine.py'], run);
    await restart();
    assert.deepEqual(work(), restarted, run);
  }

  it('leaves each file old or new on a disk that fails, and can be repeated', async () => {
    const operations = await operationsOf((on) => restart(on));
    for (const plan of counted(faultPlans(operations))) {
      copyOf(template, root);
      const error = await failureOf(restart(faultyFiles(plan.fails, plan.code).fs));
      if (error !== undefined) sentenceOf(error);
      await holds(plan.name);
    }
  });

  it(`leaves each file old or new when it is killed (${KILLS} times), and can be repeated`, async () => {
    const prepare = () => copyOf(template, root);
    await killOften('restart', root, prepare, async (run) => {
      await holds(run);
      assert.deepEqual(temporariesIn(path.join(root, 'src')), []);
    });
  });
});
