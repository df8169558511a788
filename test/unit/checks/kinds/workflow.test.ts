import assert from 'node:assert/strict';
import { fails, look, passes, text } from '../fakeWorld.ts';

const CI = text(
  'name: CI',
  'on:',
  '  push:',
  '    branches: [main]',
  '  pull_request:',
  '',
  'permissions:',
  '  contents: read',
  '',
  'concurrency:',
  '  group: ci-${{ github.ref }}',
  '',
  'jobs:',
  '  check:',
  '    runs-on: ubuntu-latest',
  '    timeout-minutes: 15',
  '    steps:',
  '      - uses: actions/checkout@v6',
  '      - run: python tasks.py setup',
  '      - name: Check',
  '        run: |',
  '          # pytest -m slow',
  '          ruff check .',
  '          pytest --cov',
  '  image:',
  '    needs: check',
  '    runs-on: ubuntu-latest',
  '    timeout-minutes: ${{ vars.MINUTES }}',
  '    permissions:',
  '      packages: write',
  '    steps:',
  '      - uses: docker/login-action@v4',
  '      - env:',
  '          TOKEN: ${{ secrets.REGISTRY }}',
  '        run: echo "$TOKEN" | docker login --password-stdin',
  '  deploy:',
  '    needs: [image]',
  '    timeout-minutes: 5',
  '    uses: ./.github/workflows/deploy.yml',
);
const CI_PATH = '.github/workflows/ci.yml';
const ci = { files: { [CI_PATH]: CI } };
const check = (wish: object) => ({ workflow: wish });
const workflow = (...lines: readonly string[]) => ({ files: { [CI_PATH]: text(...lines) } });
/** A workflow with one job. */
const job = (...lines: readonly string[]) =>
  workflow('on: push', 'jobs:', '  test:', ...lines.map((line) => `    ${line}`));
const replaced = (from: string | RegExp, to: string) => ({
  files: { [CI_PATH]: CI.replace(from, to) },
});

describe('the check “workflow”', () => {
  it('finds everything in a careful workflow', async () => {
    const facts = [
      'least-permissions',
      'timeout',
      'pinned-actions',
      'no-secret-echo',
      'concurrency',
    ];
    const { file } = await passes(
      check({ on: ['push', 'pull_request'], job: 'deploy', needs: ['check', 'image'], facts }),
      ci,
    );
    assert.equal(file, CI_PATH);
    await passes(
      check({ job: 'check', runs: ['^pytest', 'ruff check'], uses: ['^actions/checkout@'] }),
      ci,
    );
  });

  it('says what is missing: a file, jobs, a job', async () => {
    await fails(check({}), {}, /^none$/);
    await fails(check({}), workflow(''), /^no jobs$/, CI_PATH);
    await fails(check({ job: 'train' }), ci, /^jobs: check, image, deploy$/, `${CI_PATH}:13`);
    await fails(check({}), workflow('on: ['), /./, `${CI_PATH}:2`);
    await assert.rejects(look(check({ needs: ['test'] })), /must name a job/);
  });

  describe('the key “on”', () => {
    for (const on of ['push', '[push, pull_request]', '{push: {branches: [main]}}', '"push"']) {
      it(`is a text, not a truth value: ${on}`, () =>
        passes(check({ on: ['push'] }), workflow(`on: ${on}`, 'jobs: {a: {}}')));
    }
    it('is found in a file that asks for YAML 1.1, which makes it a truth value', () =>
      passes(check({ on: ['push'] }), workflow('%YAML 1.1', '---', 'on: push', 'jobs: {a: {}}')));
    it('is not found where it only seems to stand', async () => {
      await fails(check({ on: ['schedule'] }), ci, /^on: push, pull_request$/, `${CI_PATH}:2`);
      await fails(check({ on: ['push'] }), workflow('# on: push', 'jobs: {a: {}}'), /^on: none$/);
    });
  });

  describe('runs', () => {
    it('says where', async () => {
      const { line, found } = await passes(check({ runs: ['pytest'] }), ci);
      assert.deepEqual([line, found], [24, 'pytest --cov']);
    });
    it('does not count comments', () =>
      fails(check({ job: 'check', runs: ['pytest -m slow'] }), ci, /no such step/));
    it('looks at the job that is named', () =>
      fails(check({ job: 'image', runs: ['pytest'] }), ci, /no such step/, `${CI_PATH}:25`));
    for (const [lines, found] of [
      [['steps:', '  - run: pytest || true'], /goes on when it fails/],
      [['steps:', '  - run: pytest', '    continue-on-error: true'], /may fail without stopping/],
      [['steps:', '  - run: pytest', '    if: ${{ false }}'], /never runs/],
      [['if: false', 'steps:', '  - run: pytest'], /never runs/],
    ] as const) {
      it(`does not count ${lines.join(', ')}`, () =>
        fails(check({ runs: ['pytest'] }), job(...lines), found));
    }
    it('follows a step into scripts, rules of make and actions of the repository', async () => {
      const files = {
        'ci/strict.sh': '#!/bin/sh -e\npytest\necho done\n',
        'ci/lax.sh': '#!/bin/sh\npytest\necho done\n',
        Makefile:
          'PYTEST = python -m pytest\n\ncheck: data\n\t@$(PYTEST) -q\n\t@echo done\n\nlax:\n\t-pytest\n\ndata:\n\tmkdir -p data\n',
        '.github/actions/check/action.yml':
          'runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: |\n        pytest\n        echo done\n',
      };
      const step = (...lines: readonly string[]) => {
        const { files: own } = job('steps:', ...lines.map((line) => `  ${line}`));
        return { files: { ...files, ...own } };
      };
      for (const [line, place] of [
        ['- run: bash -e ci/strict.sh', 'ci/strict.sh:2'],
        ['- run: ./ci/strict.sh', 'ci/strict.sh:2'],
        ['- run: make check', 'Makefile:4'],
        ['- uses: ./.github/actions/check', '.github/actions/check/action.yml:6'],
      ] as const) {
        const found = await passes(check({ runs: ['pytest'] }), step(line));
        assert.equal(`${found.file}:${found.line}`, place, line);
      }
      await passes(
        check({ runs: ['pytest'] }),
        step('- run: bash -e strict.sh', '  working-directory: ci'),
      );
      for (const line of [
        'bash ci/lax.sh',
        'bash ci/strict.sh',
        'make lax',
        './ci/strict.sh || true',
      ]) {
        await fails(check({ runs: ['pytest'] }), step(`- run: ${line}`), /goes on when it fails/);
      }
    });
    it('goes by the shell of the step', async () => {
      const piped = ['- run: pytest | tee log', '  shell: bash'];
      await passes(check({ runs: ['pytest'] }), job('steps:', ...piped.map((line) => `  ${line}`)));
      const [first = ''] = piped;
      await fails(check({ runs: ['pytest'] }), job('steps:', `  ${first}`), /goes on/);
    });
    it('says where it cannot follow, and how to be found', async () => {
      const found = await look(
        check({ runs: ['pytest'] }),
        job('steps:', '  - run: |', '      if true; then'),
      );
      assert.equal(found.status, 'unavailable');
      assert.match(found.found, /^cannot follow line \d+ of .*ci\.yml: /);
      assert.match(found.next ?? '', /a step of its own/);
    });
    it('finds a step that counts beside one that does not', () =>
      passes(
        check({ runs: ['pytest'] }),
        job('steps:', '  - run: pytest || true', '  - run: pytest'),
      ));
  });

  it('uses names actions of steps and workflows of jobs', async () => {
    await passes(check({ uses: ['deploy\\.yml$'] }), ci);
    await fails(
      check({ uses: ['setup-python'] }),
      ci,
      /actions: actions\/checkout@v6, docker\/login-action@v4/,
    );
  });

  describe('needs', () => {
    it('wants the job to wait', () =>
      fails(
        check({ job: 'image', needs: ['deploy'] }),
        ci,
        /^it waits for check$/,
        `${CI_PATH}:25`,
      ));
    it('is not satisfied by a job that runs after a failure too', async () => {
      const always = replaced('needs: check', 'needs: check\n    if: always()');
      await fails(
        check({ job: 'image', needs: ['check'] }),
        always,
        /if: always\(\)/,
        `${CI_PATH}:27`,
      );
      const careful = replaced(
        'needs: check',
        "needs: check\n    if: always() && needs.check.result == 'success'",
      );
      await passes(check({ job: 'image', needs: ['check'] }), careful);
    });
    it('comes to an end where jobs wait for each other', () =>
      passes(
        check({ job: 'a', needs: ['b'] }),
        workflow('jobs:', '  a: {needs: b}', '  b: {needs: a}'),
      ));
  });

  describe('several workflows', () => {
    const files = {
      [CI_PATH]: CI,
      '.github/workflows/nightly.yaml': text(
        'on: schedule',
        'jobs:',
        '  train: {steps: [{run: dvc repro}]}',
      ),
    };
    it('one of them must fit the description', async () => {
      const { file } = await passes(check({ on: ['schedule'], runs: ['dvc repro'] }), { files });
      assert.equal(file, '.github/workflows/nightly.yaml');
      await fails(
        check({ on: ['push'], runs: ['dvc repro'] }),
        { files },
        /no such step/,
        `${CI_PATH}:13`,
      );
    });
    it('facts hold of the one that fits, or of all of them', async () => {
      await passes(check({ on: ['push'], facts: ['timeout'] }), { files });
      await fails(
        check({ facts: ['timeout'] }),
        { files },
        /train has none/,
        '.github/workflows/nightly.yaml:3',
      );
    });
    it('a broken one does not hide behind a good one', () =>
      fails(
        check({ facts: ['timeout'] }),
        { files: { ...files, '.github/workflows/z.yml': 'a: [' } },
        /./,
        '.github/workflows/z.yml:1',
      ));
  });

  describe('least-permissions', () => {
    const fact = check({ facts: ['least-permissions'] });
    it('wants them stated', () =>
      fails(
        fact,
        replaced(/permissions:\n {2}contents: read\n/, ''),
        /neither at the top nor in check/,
        `${CI_PATH}:12`,
      ));
    it('refuses to let every job write', async () => {
      await fails(
        fact,
        replaced('contents: read', 'contents: write'),
        /all 3 jobs may write contents/,
        `${CI_PATH}:8`,
      );
      await fails(
        fact,
        replaced(/permissions:\n {2}contents: read/, 'permissions: write-all'),
        /write-all/,
        `${CI_PATH}:7`,
      );
    });
    it('takes them job by job, and none at all', async () => {
      await passes(fact, workflow('jobs:', '  a: {permissions: {contents: write}}'));
      await passes(fact, workflow('permissions: {}', 'jobs: {a: {}, b: {}}'));
      await passes(fact, workflow('permissions: {contents: write}', 'jobs: {a: {}}'));
    });
  });

  it('timeout wants one for every job of its own', () =>
    fails(
      check({ facts: ['timeout'] }),
      replaced('    timeout-minutes: 15\n', ''),
      /check has none/,
      `${CI_PATH}:14`,
    ));

  describe('pinned-actions and actions-by-commit', () => {
    const uses = (action: string) => job('steps:', `  - uses: ${action}`);
    for (const action of [
      'actions/checkout@main',
      'actions/checkout',
      'a/b@HEAD',
      'docker://alpine',
      'docker://alpine:latest',
    ]) {
      it(`refuses ${action}`, () =>
        fails(check({ facts: ['pinned-actions'] }), uses(action), /has/, `${CI_PATH}:5`));
    }
    for (const action of [
      'actions/checkout@v6',
      'a/b/c@v1.2.3',
      'pypa/publish@release/v1',
      './local',
      'docker://alpine:3.22',
    ]) {
      it(`takes ${action}`, () => passes(check({ facts: ['pinned-actions'] }), uses(action)));
    }
    it('tells a version from a commit', async () => {
      await fails(check({ facts: ['actions-by-commit'] }), uses('a/b@v6'), /has no hash/);
      await passes(check({ facts: ['actions-by-commit'] }), uses(`a/b@${'0a'.repeat(20)} # v6`));
    });
  });

  describe('no-secret-echo', () => {
    const fact = check({ facts: ['no-secret-echo'] });
    for (const run of [
      'echo ${{ secrets.TOKEN }}',
      'echo "token: $TOKEN"',
      'printf %s ${TOKEN}',
      'echo $TOKEN >&2',
    ]) {
      it(`refuses ${run}`, () =>
        fails(
          fact,
          job(
            'env: {TOKEN: "${{ secrets.TOKEN }}"}',
            'steps:',
            '  - run: |',
            '      true',
            `      ${run}`,
          ),
          /TOKEN/,
          `${CI_PATH}:8`,
        ));
    }
    for (const run of [
      'echo "$TOKEN" | docker login',
      'echo $TOKENS',
      'echo $TOKEN > .netrc',
      'deploy --token "$TOKEN"',
    ]) {
      it(`takes ${run}`, () =>
        passes(
          fact,
          job('env: {TOKEN: "${{ secrets.TOKEN }}"}', 'steps:', '  - run: |', `      ${run}`),
        ));
    }
  });

  it('concurrency wants a group', async () => {
    await fails(check({ facts: ['concurrency'] }), job('steps: []'), /no concurrency group/);
    await passes(check({ facts: ['concurrency'] }), job('concurrency: deploy'));
  });
});
