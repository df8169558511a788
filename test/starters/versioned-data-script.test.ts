import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { actionlint, linkEnvironment, must, pythonTool, run, scaffold } from './kit.ts';
import { proveSteps } from './proofSuite.ts';

const NAMES = [
  'versioned-data-script',
  'Odd.Name-42',
  'a',
  '42 things',
  'a project with a name that goes on for sixty characters or so',
] as const;

let base: string;
before(() => {
  base = fs.mkdtempSync(path.join(os.tmpdir(), 'starter-'));
});
after(() => fs.rmSync(base, { recursive: true, force: true }));

for (const name of NAMES) {
  describe(`versioned-data-script as “${name}”`, () => {
    let project: string;
    before(() => {
      project = path.join(base, name);
      must(scaffold('versioned-data-script', project));
      linkEnvironment(project);
    });

    it('is green on the first run', () => {
      const { code, output } = run(project, 'python3', ['tasks.py', 'check']);
      assert.equal(code, 0, output);
      assert.match(output, /All green\./);
    });

    it('holds none of the starter’s own names', () => {
      const { output } = run(project, 'grep', [
        '-rIlE',
        'mlr-starter|mlr_starter|MLR_STARTER|Mlr Starter',
        '.',
        '--exclude-dir=.venv',
      ]);
      assert.equal(output, '');
    });

    it('passes the linters of its files', () => {
      must(run(project, pythonTool('shellcheck'), ['run.sh']));
      const schema = (vendor: string, file: string) =>
        must(
          run(project, pythonTool('check-jsonschema'), [
            '--builtin-schema',
            `vendor.${vendor}`,
            file,
          ]),
        );
      schema('github-workflows', '.github/workflows/ci.yml');
      schema('dependabot', '.github/dependabot.yml');
      // Actions are pinned by their major version; the notes say when that is enough.
      must(
        run(project, pythonTool('zizmor'), [
          '--offline',
          '--min-severity',
          'high',
          '--no-progress',
          '--config',
          path.join(import.meta.dirname, 'zizmor.yml'),
          '.github/workflows',
        ]),
      );
    });

    it('passes actionlint', function () {
      const program = actionlint();
      if (program === undefined) this.skip();
      must(
        run(project, program, [
          '-no-color',
          '-shellcheck=',
          '-pyflakes=',
          '.github/workflows/ci.yml',
        ]),
      );
    });

    it('has a script that may be executed', () => {
      assert.equal(fs.statSync(path.join(project, 'run.sh')).mode & 0o777, 0o755);
    });
  });
}

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

proveSteps('versioned-data-script');
