import { fails, passes, text } from '../fakeWorld.ts';

const CI_PATH = '.github/workflows/ci.yml';
const check = (wish: object) => ({ workflow: wish });
/** A workflow with one job. */
const job = (...lines: readonly string[]) => ({
  files: {
    [CI_PATH]: text('on: push', 'jobs:', '  test:', ...lines.map((line) => `    ${line}`)),
  },
});

describe('what the steps of a workflow run', () => {
  describe('a gate', () => {
    const gate = check({ runs: ['python tasks\\.py gate'] });
    const run = (...script: readonly string[]) =>
      job('steps:', '  - run: |', ...script.map((line) => `      ${line}`));
    for (const script of [
      ['python tasks.py gate new old || echo "worse"'],
      ['python tasks.py gate new old | tee gate.log'],
      ['set +e', 'python tasks.py gate new old', 'echo done'],
      ['if ! python tasks.py gate new old; then echo worse; fi'],
      ['python tasks.py gate new old && echo better || echo worse'],
      ['if python tasks.py gate new old; then echo better; else echo worse; fi'],
      ['python tasks.py gate new old &', 'echo done'],
      ['! python tasks.py gate new old'],
      ['answer=$(python tasks.py gate new old) || true', 'echo "$answer"'],
      ['export ANSWER=$(python tasks.py gate new old)'],
      ['set +e', 'python tasks.py gate new old', 'code=$?', 'echo "code $code"'],
      ['gate() { python tasks.py gate new old; }', 'gate || :'],
    ]) {
      it(`that stops nothing is refused: ${script.join(' ⏎ ')}`, () =>
        fails(gate, run(...script), /goes on when it fails/));
    }
    for (const script of [
      ['echo "next: python tasks.py gate"'],
      ['# python tasks.py gate new old'],
      ["cat <<'EOF'", 'python tasks.py gate new old', 'EOF'],
    ]) {
      it(`that is only named is refused: ${script.join(' ⏎ ')}`, () =>
        fails(gate, run(...script), /no such step/));
    }
    for (const script of [
      ['python tasks.py \\', '  gate new old'],
      ['python tasks.py  gate new old'],
      // GitHub starts a script with bash -e, so nothing behind it runs.
      ['python tasks.py gate new old; true'],
      ['set -euo pipefail', 'python tasks.py gate new old | tee gate.log'],
      ['if ! python tasks.py gate new old; then echo worse; exit 1; fi'],
      ['set +e', 'python tasks.py gate new old', 'code=$?', 'echo "$code"', 'exit $code'],
      ['python tasks.py gate new old || exit 1'],
      ['python tasks.py gate new old || { echo worse; exit 1; }'],
      ['echo begin && python tasks.py gate new old'],
      ['"python" tasks.py \'gate\' new old'],
    ]) {
      it(`that stops the job is taken: ${script.join(' ⏎ ')}`, () => passes(gate, run(...script)));
    }
    it('is found behind make, a script, an action of the repository, and in ci.yaml', async () => {
      const files = {
        Makefile: 'gate:\n\tpython tasks.py gate new old\n',
        'scripts/gate.sh': '#!/bin/bash\nset -e\npython tasks.py gate new old\n',
        '.github/actions/gate/action.yaml':
          'runs:\n  using: composite\n  steps:\n    - uses: ./.github/actions/inner\n',
        '.github/actions/inner/action.yml':
          'runs:\n  using: composite\n  steps:\n    - {shell: bash, run: python tasks.py gate new old}\n',
      };
      for (const step of [
        'run: make gate',
        'run: bash scripts/gate.sh',
        'uses: ./.github/actions/gate',
      ]) {
        const own = job('steps:', `  - ${step}`).files;
        await passes(gate, { files: { ...files, ...own } });
        await passes(gate, {
          files: { ...files, '.github/workflows/ci.yaml': own[CI_PATH] },
        });
      }
    });
  });

  describe('buildArgs', () => {
    const revision = check({ buildArgs: ['REVISION'] });
    for (const lines of [
      ['- run: docker build --build-arg "REVISION=$GITHUB_SHA" .'],
      ["- run: docker build --build-arg 'REVISION=${{ github.sha }}' ."],
      ['- run: docker build --build-arg=REVISION=$GITHUB_SHA -t x .'],
      ['- run: docker build --build-arg REVISION .', '  env: {REVISION: "${{ github.sha }}"}'],
      [
        '- run: |',
        '    docker buildx build \\',
        '      --push \\',
        '      --build-arg REVISION=1 .',
      ],
      ['- run: docker buildx bake --set "*.args.REVISION=$GITHUB_SHA"'],
      ['- run: docker compose build --build-arg REVISION=$GITHUB_SHA api'],
      ['- run: sudo podman build --build-arg REVISION=$GITHUB_SHA .'],
      ['- run: make image'],
      ['- run: ./build.sh'],
      ['- uses: ./.github/actions/build'],
      [
        '- uses: docker/build-push-action@v6',
        '  with:',
        '    context: .',
        '    build-args: |',
        '      VERSION=1',
        '      REVISION=${{ github.sha }}',
      ],
      ['- uses: docker/build-push-action@v6', '  with: {build-args: "REVISION=${{ github.sha }}"}'],
      ['- uses: docker/bake-action@v6', '  with: {set: "*.args.REVISION=${{ github.sha }}"}'],
      ['- uses: redhat-actions/buildah-build@v2', '  with: {build-args: REVISION=1}'],
    ]) {
      it(`takes ${lines.join(' ⏎ ')}`, () => {
        const { files } = job('steps:', ...lines.map((line) => `  ${line}`));
        return passes(revision, {
          files: {
            ...files,
            Makefile: 'image:\n\tdocker build --build-arg REVISION=$(shell git rev-parse HEAD) .\n',
            'build.sh': '#!/bin/sh\nset -e\ndocker build --build-arg REVISION="$1" .\n',
            '.github/actions/build/action.yml':
              'runs:\n  steps:\n    - uses: docker/build-push-action@v6\n      with: {build-args: REVISION=1}\n',
          },
        });
      });
    }
    for (const [lines, found] of [
      [['- run: docker build -t x .'], /^docker build -t x \., without REVISION$/],
      [['- run: docker build --build-arg VERSION=REVISION=1 .'], /without REVISION/],
      [['- run: docker build --build-arg REVISION= .'], /without REVISION/],
      [['- run: docker build --build-arg REVISION .'], /without REVISION/],
      [['- run: docker run --build-arg REVISION=1 x'], /no step that builds an image/],
      [['- run: echo docker build --build-arg REVISION=1 .'], /no step that builds an image/],
      [['- run: docker build --build-arg REVISION=1 . || true'], /goes on when it fails/],
      [
        ['- uses: docker/build-push-action@v6', '  with: {build-args: VERSION=1}'],
        /^docker\/build-push-action@v6, without REVISION$/,
      ],
      [['- uses: docker/build-push-action@v6', '  with: {labels: REVISION=1}'], /without REVISION/],
      [
        ['- uses: docker/build-push-action@v6', '  if: false', '  with: {build-args: REVISION=1}'],
        /without REVISION/,
      ],
    ] as const) {
      it(`refuses ${lines.join(' ⏎ ')}`, () =>
        fails(revision, job('steps:', ...lines.map((line) => `  ${line}`)), found));
    }
  });
});
