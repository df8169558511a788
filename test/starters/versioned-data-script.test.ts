import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { linkEnvironment, must, run, scaffold } from './kit.ts';
import { proveSteps } from './proofSuite.ts';
import { scaffoldsWell } from './scaffoldSuite.ts';
import type { Report } from '../../src/core/checks/report.ts';
import { root } from '../../scripts/setup/places.mjs';

let base: string;
before(() => {
  base = fs.mkdtempSync(path.join(os.tmpdir(), 'starter-'));
});
after(() => fs.rmSync(base, { recursive: true, force: true }));

/** Whether Go is there. */
const go = run(os.tmpdir(), 'go', ['version']).code === 0;

/** The PATH without Go. */
const withoutGo = (process.env['PATH'] ?? '')
  .split(path.delimiter)
  .filter((folder) => !fs.existsSync(path.join(folder, 'go')))
  .join(path.delimiter);

// Go refuses packages below a folder “vendor”, and knows a package “log” of its own.
scaffoldsWell('versioned-data-script', ['Odd.Name-42', 'log']);

describe('versioned-data-script, by hand', () => {
  let project: string;
  before(() => {
    project = path.join(base, 'by hand');
    must(scaffold('versioned-data-script', project));
  });

  it('sets itself up and is green by the README’s two commands', () => {
    const readme = fs.readFileSync(path.join(project, 'README.md'), 'utf8');
    const commands = ['python tasks.py setup', 'python tasks.py check'];
    for (const command of commands) assert.ok(readme.includes(command));
    assert.match(must(run(project, 'python3', ['tasks.py', 'setup'])), /Ready\. Next/);
    assert.match(must(run(project, 'python3', ['tasks.py', 'check'])), /All green\./);
    assert.match(must(run(project, 'python3', ['tasks.py', 'setup'])), /up to date/);
  });

  it('loads the export and reports, twice the same, by the script and by the task', () => {
    const outputs = [
      must(run(project, './run.sh', [])),
      must(run(project, './run.sh', [])),
      must(run(project, 'python3', ['tasks.py', 'run'])),
    ];
    for (const output of outputs) {
      assert.match(output, /^orders-2026-10\.csv: 267 rows, 230 orders, 32 skipped$/m);
      assert.match(output, /^2026-10,AT,51,3102\.0$/m);
    }
    assert.equal(new Set(outputs).size, 1);
  });

  it('makes the shipped exports again from their seed', () => {
    const file = path.join(project, 'data', 'raw', 'orders-2026-11.csv');
    const shipped = fs.readFileSync(file);
    fs.rmSync(file);
    must(run(project, 'python3', ['tasks.py', 'data']));
    assert.deepEqual(fs.readFileSync(file), shipped);
  });

  it('shows the plan of a query, and answers it', () => {
    const ask = ['tasks.py', 'report', 'customer_orders'];
    assert.match(must(run(project, 'python3', [...ask, '--plan'])), /^SCAN orders$/m);
    const values = ['--set', 'customer=c0042', '--set', 'since=2026-10-01'];
    assert.match(
      must(run(project, 'python3', [...ask, ...values])),
      /^order_id,ordered_on,status,euros$/m,
    );
  });
});

describe('versioned-data-script with its command line in Go, as “vendor”', () => {
  let project: string;
  before(() => {
    project = path.join(base, 'vendor');
    must(scaffold('versioned-data-script', project, ['--set', 'language=go']));
    linkEnvironment(project);
  });

  it('has a script that may be executed', () => {
    assert.equal(fs.statSync(path.join(project, 'run.sh')).mode & 0o777, 0o755);
  });

  it('is green on the first run, with the Go program tested', function () {
    if (!go) this.skip();
    const output = must(run(project, 'python3', ['tasks.py', 'check']));
    assert.match(output, /Testing the program in go\//);
    assert.doesNotMatch(output, /\d skipped/);
    assert.match(output, /All green\./);
  });

  it('is green without Go too, and says what was left out', () => {
    const output = must(run(project, 'python3', ['tasks.py', 'check'], { PATH: withoutGo }));
    assert.match(output, /Go is not here, so the program in go\/ was left out\./);
    assert.match(output, /2 skipped/);
    assert.match(output, /All green\./);
  });

  it('says of its two steps that Go is missing, and of no other', () => {
    const { output } = run(
      project,
      process.execPath,
      ['.mlops-roadmap/verify.cjs', '--yes', '--json'],
      { PATH: withoutGo, NODE_NO_WARNINGS: '1' },
    );
    const { results } = JSON.parse(output.slice(output.indexOf('{'))) as Report;
    const missing = results.filter(({ status }) => status === 'unavailable');
    assert.deepEqual([...new Set(missing.map(({ step }) => step))], ['go-twin', 'go-rejected']);
    assert.equal(missing.length, 9);
    for (const each of missing) {
      assert.equal(each.found, 'go is not there');
      assert.equal(each.next, 'Install go, then verify again.');
    }
  });

  it('builds into one program that loads and reports as the README says', function () {
    if (!go) this.skip();
    const folder = path.join(project, 'go');
    must(run(folder, 'go', ['build', '-o', 'bin/', './cmd/orders']));
    const program = path.join(folder, 'bin', 'orders');
    assert.match(
      must(run(folder, program, ['load', '../data/raw/orders-2026-10.csv'])),
      /^orders-2026-10\.csv: 267 rows, \d+ orders, \d+ rejected$/m,
    );
    assert.match(
      must(run(folder, program, ['report', 'revenue_by_month'])),
      /^month,country,orders,revenue$/m,
    );
    must(run(project, 'git', ['init', '--quiet']));
    const { output } = run(project, 'git', ['status', '--porcelain', '--untracked-files=all']);
    assert.doesNotMatch(output, /go\/bin/);
  });
});

it('the files that Go’s option lays over hold all that the starter’s own say', () => {
  const project = path.join(root, 'roadmap', 'projects', 'versioned-data-script');
  const lines = (...at: readonly string[]) =>
    fs.readFileSync(path.join(project, ...at), 'utf8').split('\n');
  for (const name of [
    'README.md',
    '.github/dependabot.yml',
    '.github/workflows/ci.yml',
    '.vscode/extensions.json',
  ]) {
    const over = lines('options', 'language', 'go', name);
    const lost = lines('starter', name).filter((line) => !over.some((one) => one.includes(line)));
    assert.deepEqual(lost, [], name);
  }
});

proveSteps({ project: 'versioned-data-script', options: { language: 'python' } });
if (go) proveSteps({ project: 'versioned-data-script', options: { language: 'go' } });
