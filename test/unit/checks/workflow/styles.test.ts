import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fails, look, passes } from '../fakeWorld.ts';

// One step of CI in many spellings: a command that stops the job, and one that stops nothing.

const GATE = 'python tasks.py gate models/new models/current';
const CHECK = { workflow: { runs: ['tasks\\.py gate'] } };
const one = (...spellings: readonly string[]) => fc.constantFrom(...spellings);

/** The same words in other ways of a shell to write them. */
const command = one(
  GATE,
  GATE.replaceAll(' ', '  '),
  GATE.replaceAll(' models', ' \\\n  models'),
  GATE.replace('tasks.py', '"tasks.py"'),
  GATE.replace('gate', "'gate'"),
  `PYTHONPATH=src ${GATE}`,
  `${GATE} >> "$GITHUB_STEP_SUMMARY"`,
);

const stopping = fc
  .tuple(
    command,
    one(
      '@',
      '@ || exit 1',
      '@ || { echo worse; exit 1; }',
      'if ! @; then echo worse; exit 1; fi',
      'set +e\n@\ncode=$?\nset -e\nexit $code',
      '(cd . && @)',
      '{ @; }',
      'gate() { @; }\ngate',
      'set -o pipefail\n@ | tee gate.log',
      'bash -c "true" && @',
      '@; true',
      'for i in 1; do @; done',
    ),
    one('', 'echo begin\n', '# The gate\n', 'set -euo pipefail\n', 'test -d models\n'),
    one('', '\necho end', '\n\n# end'),
  )
  .map(([run, around, before, after]) => `${before}${around.replace('@', () => run)}${after}`);

const idle = fc
  .tuple(
    command,
    one(
      '@ || true',
      '@ || echo "worse"',
      '@ || :',
      'if ! @; then echo worse; fi',
      'if @; then echo better; else echo worse; fi',
      '! @',
      'set +e\n@\necho done',
      '@ && echo better || echo worse',
      'while ! @; do break; done\ntrue',
      'export RESULT="$(@)"',
    ),
    one('', 'echo begin\n', '# The gate\n'),
  )
  .map(([run, around, before]) => `${before}${around.replace('@', () => run)}`);

/** A workflow with a script, where a step, an action, a script or a rule of make holds it. */
const placed = (script: string): fc.Arbitrary<Readonly<Record<string, string>>> =>
  fc.constantFrom('.github/workflows/ci.yml', '.github/workflows/ci.yaml').chain((file) => {
    const workflow = (step: string) => `on: push\njobs:\n  check:\n    steps:\n${step}\n`;
    const block = (indent: string) => `|\n${script.replace(/^/gm, indent)}`.replace(/^[ ]+$/gm, '');
    return fc.constantFrom<Readonly<Record<string, string>>>(
      { [file]: workflow(`      - run: ${block('          ')}`) },
      { [file]: workflow(`      - {name: Gate, run: ${JSON.stringify(script)}}`) },
      {
        [file]: workflow('      - run: bash ci/gate.sh'),
        'ci/gate.sh': `#!/bin/bash\nset -e\n${script}\n`,
      },
      {
        [file]: workflow('      - run: ./ci/gate.sh'),
        'ci/gate.sh': `#!/usr/bin/env bash\nset -e\n${script}\n`.replaceAll('\n', '\r\n'),
      },
      {
        [file]: workflow('      - uses: ./.github/actions/gate'),
        '.github/actions/gate/action.yml': `runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: ${block('        ')}\n`,
      },
    );
  });

describe('styles of workflows', () => {
  it('stop the job wherever the command is', async () => {
    await fc.assert(
      fc.asyncProperty(stopping.chain(placed), async (files) => {
        await passes(CHECK, { files });
      }),
      { numRuns: 200 },
    );
  });
  it('stop nothing, and are seen to', async () => {
    await fc.assert(
      fc.asyncProperty(idle.chain(placed), async (files) => {
        await fails(CHECK, { files }, /goes on when it fails/);
      }),
      { numRuns: 200 },
    );
  });

  // Scripts as people write them, around a command that stops the job.
  const OTHERS: readonly string[] = [
    'if [ "$GITHUB_REF" = refs/heads/main ]; then pytest; fi',
    'for f in models/*; do pytest "$f" || exit 1; done',
    'pip install -r requirements.txt && pytest --cov 2>&1 | tee log; exit ${PIPESTATUS[0]}',
    "cat > config.yml <<'EOF'\na: 1\nEOF\npytest",
    'echo "version=$(git describe --tags)" >> "$GITHUB_OUTPUT"\npytest',
    'python - <<EOF\nimport sys\nEOF\npytest -q',
    '[[ "${{ github.event_name }}" == push ]] && echo push\npytest',
    'timeout 60 bash -c "until curl -sf localhost:8000; do sleep 1; done"\npytest',
    'docker run --rm -v "$PWD:/w" -w /w python:3.13 pytest',
    'case "$OS" in Linux) pytest;; *) exit 1;; esac',
    'function t { pytest "$@"; }; t tests/',
    'test -n "${TOKEN:-}" || { echo none; exit 1; }\npytest',
    'set -x; export A=1; (cd src && pytest)',
    "trap 'docker logs api' EXIT\npytest",
    'arr=(a b); for x in "${arr[@]}"; do echo "$x"; done; pytest',
    'n=$((1 + 2)); if (( n > 2 )); then pytest; fi',
    'pytest &\nwait $!',
    'diff <(sort a) <(sort b)\npytest',
    'while read -r line; do echo "$line"; done < list\npytest',
    'make -j2 check pytest\npytest --lf || pytest',
  ];
  it('cannot be followed at one in twenty at most', async () => {
    const unread = [];
    for (const run of OTHERS) {
      const files = {
        '.github/workflows/ci.yml': JSON.stringify({
          on: 'push',
          jobs: { a: { steps: [{ run }] } },
        }),
      };
      const { status, found } = await look({ workflow: { runs: ['pytest'] } }, { files });
      if (status === 'unavailable') unread.push([run, found]);
    }
    assert.ok(unread.length <= OTHERS.length / 20, JSON.stringify(unread));
  });
});
