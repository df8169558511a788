import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';
import { linkEnvironment, must, run, scaffold } from './kit.ts';
import { proveSteps } from './proofSuite.ts';
import { scaffoldsWell } from './scaffoldSuite.ts';

let base: string;
before(() => {
  base = fs.mkdtempSync(path.join(os.tmpdir(), 'starter-'));
});
after(() => fs.rmSync(base, { recursive: true, force: true }));

scaffoldsWell('tracked-experiments');

describe('tracked-experiments, by hand', () => {
  let project: string;
  before(() => {
    project = path.join(base, 'by hand');
    must(scaffold('tracked-experiments', project));
    linkEnvironment(project);
  });
  const task = (...args: string[]) => run(project, 'python3', ['tasks.py', ...args]);

  it('names in its README the commands that make it green', () => {
    const readme = fs.readFileSync(path.join(project, 'README.md'), 'utf8');
    for (const command of ['python tasks.py setup', 'python tasks.py check']) {
      assert.ok(readme.includes(command));
    }
    assert.match(must(task('setup')), /up to date/);
  });

  it('runs the stages, also when they are called from elsewhere', () => {
    const here = must(task('run'));
    const elsewhere = must(run(base, 'python3', [path.join(project, 'tasks.py'), 'track']));
    for (const output of [here, elsewhere]) assert.match(output, /average_precision.: 0\.42/);
  });

  it('makes the shipped data again from its seed', () => {
    const file = path.join(project, 'data', 'raw', 'customers.csv');
    const shipped = fs.readFileSync(file);
    fs.rmSync(file);
    assert.match(task('run').output, /customers\.csv is not there.*tasks\.py data/);
    must(task('data'));
    assert.deepEqual(fs.readFileSync(file), shipped);
  });

  it('says what a step builds, where it is not built yet', () => {
    const { code, output } = task('promote', 'abc');
    assert.equal(code, 1);
    assert.match(output, /There is no src\/by_hand\/promote\.py yet/);
  });

  it('says that the data is another version than the pointer names', () => {
    const pointer = path.join(project, 'data', 'raw', 'customers.csv.dvc');
    fs.writeFileSync(pointer, 'outs:\n- md5: 0\n  path: customers.csv\n');
    const { code, output } = task('data');
    assert.equal(code, 1);
    assert.match(output, /not the version that data\/raw\/customers\.csv\.dvc names/);
  });
});

describe('tracked-experiments, its option', () => {
  const starter = path.join(root, 'roadmap', 'projects', 'tracked-experiments');
  const lines = (...file: string[]) =>
    fs.readFileSync(path.join(starter, ...file), 'utf8').split('\n');

  it('changes the tasks by Kedro alone', () => {
    const plain = new Set(lines('starter', 'tasks.py'));
    const added = lines('options', 'kedro', 'yes', 'tasks.py').filter((each) => !plain.has(each));
    assert.ok(added.length > 0);
    for (const line of added) assert.match(line, /kedro|^DOWNLOAD, DISK = /i);
  });

  it('runs the same stages by Kedro', () => {
    const project = path.join(base, 'with Kedro');
    must(scaffold('tracked-experiments', project, ['--set', 'kedro=yes']));
    linkEnvironment(project);
    const output = must(run(project, 'python3', ['tasks.py', 'kedro']));
    assert.match(output, /Completed 3 out of 3 tasks/);
    assert.ok(fs.existsSync(path.join(project, 'models', 'kedro.skops')));
  });
});

proveSteps({ project: 'tracked-experiments', options: { kedro: 'no' } });
