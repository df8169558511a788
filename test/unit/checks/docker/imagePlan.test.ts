import assert from 'node:assert/strict';
import { imagePlan } from '../../../../src/core/checks/docker/imagePlan.ts';
import { fakeWorld, text, type Fakes } from '../fakeWorld.ts';

interface Planned {
  readonly keyword: string;
  readonly commands?: readonly {
    readonly argv: readonly string[];
    readonly line: number;
    readonly maybe: boolean;
    readonly variables: Readonly<Record<string, string>>;
    readonly output?: { readonly path: string; readonly append: boolean };
    readonly input?: string;
  }[];
  readonly [key: string]: unknown;
}
interface Plan {
  readonly context: readonly string[];
  readonly stages: readonly {
    readonly name?: string;
    readonly parent?: number;
    readonly instructions: readonly Planned[];
  }[];
}

async function planOf(dockerfile: string, more: Fakes = {}): Promise<Plan> {
  const files = { ...more.files, Dockerfile: dockerfile };
  const world = fakeWorld({ repository: { kind: 'none' }, ...more, files });
  return JSON.parse(await imagePlan(world, 'Dockerfile')) as Plan;
}

/** The instructions of a Dockerfile of one stage. */
async function planned(...lines: readonly string[]): Promise<readonly Planned[]> {
  const { stages } = await planOf(text('FROM python:3.13-slim', ...lines));
  return stages[0]?.instructions ?? [];
}

async function argvOf(...lines: readonly string[]): Promise<readonly string[]> {
  const [run] = await planned(...lines);
  return (run?.commands ?? []).map(({ argv, maybe }) => `${maybe ? '? ' : ''}${argv.join(' ')}`);
}

describe('the plan of an image', () => {
  it('has no stages without a Dockerfile', async () => {
    const plan = await imagePlan(fakeWorld({}), 'Dockerfile');
    assert.deepEqual(JSON.parse(plan), { stages: [], context: [] });
  });

  it('knows stages by their names in any case, and by number', async () => {
    const { stages } = await planOf(
      text(
        'from a:1 as Build',
        'FROM build',
        'COPY --from=BUILD /x /x',
        'copy --from=0 /y /y',
        'COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/',
      ),
    );
    assert.deepEqual(
      stages.map(({ name, parent }) => [name, parent]),
      [
        ['build', undefined],
        [undefined, 0],
      ],
    );
    const from = stages[1]?.instructions.map((each) => each['from']);
    assert.deepEqual(from, [0, 0, 'ghcr.io/astral-sh/uv:0.9']);
  });

  describe('the commands of RUN', () => {
    const TRAIN = 'python -m app.train --out /models';
    for (const lines of [
      [`RUN ${TRAIN}`],
      ['RUN python -m app.train \\', '', '    # to where the service looks', '    --out "/models"'],
      ["RUN sh -c 'python -m app.train --out /models'"],
      ['RUN ["python", "-m", "app.train", "--out", "/models"]'],
      ['RUN <<EOF', TRAIN, 'EOF'],
      ['RUN <<-"EOF"', `\t${TRAIN}`, '\tEOF'],
      ['RUN bash <<EOF', TRAIN, 'EOF'],
      ['run   python  -m app.train --out /models'],
      [`RUN (${TRAIN})`],
      ['ARG OUT=/models', 'RUN python -m app.train --out ${OUT}'],
    ]) {
      it(`are the same in “${lines.join(' ⏎ ')}”`, async () => {
        const run = (await planned(...lines)).find(({ keyword }) => keyword === 'RUN');
        const argv = run?.commands?.map((each) => each.argv.join(' ')) ?? [];
        assert.deepEqual(
          argv.filter((each) => each !== 'bash'),
          [TRAIN],
        );
      });
    }
    it('have their lines, variables and files', async () => {
      const [run] = await planned(
        'RUN set -e && \\',
        '    A=1 make all && \\',
        '    cat > /start.sh <<EOF && chmod 755 /start.sh',
        '#!/bin/sh',
        'exec x',
        'EOF',
      );
      const [, make, cat, chmod] = run?.commands ?? [];
      assert.deepEqual([make?.line, make?.variables], [3, { A: '1' }]);
      assert.deepEqual(
        [cat?.output, cat?.input],
        [{ path: '/start.sh', append: false }, '#!/bin/sh\nexec x\n'],
      );
      assert.deepEqual(chmod?.argv, ['chmod', '755', '/start.sh']);
    });
    it('may run only under a condition', async () => {
      assert.deepEqual(await argvOf('RUN a || b && c'), ['a', '? b', 'c']);
      assert.deepEqual(await argvOf('RUN if [ -f x ]; then b; fi'), ['? [ -f x ]', '? b']);
      assert.deepEqual(await argvOf('RUN for f in a b; do c "$f"; done'), ['? c $f']);
    });
    it('say where they cannot be followed', async () => {
      const [python, broken] = await planned(
        'RUN <<EOF',
        '#!/usr/bin/env python3',
        'import x',
        'EOF',
        'RUN if then',
      );
      assert.deepEqual(python?.['problem'], { line: 2, what: 'a program that is no shell' });
      assert.deepEqual(broken?.['problem'], { line: 6, what: 'something that is no shell script' });
    });
    it('have the folders that they mount', async () => {
      const { stages } = await planOf(
        text(
          'FROM a:1 AS build',
          'FROM a:1',
          'RUN --mount=type=cache,target=/root/.cache --mount=from=build,source=/w,target=/w \\',
          '    --mount=type=bind,src=uv.lock,dst=uv.lock pip install /w/*',
        ),
      );
      assert.deepEqual(stages[1]?.instructions[0]?.['mounts'], [
        { from: 0, source: '/w', target: '/w' },
        { source: 'uv.lock', target: 'uv.lock' },
      ]);
    });
  });

  it('has what COPY brings, in every form', async () => {
    const of = async (line: string, ...more: readonly string[]) => {
      const [copy] = await planned(line, ...more);
      return [copy?.['sources'], copy?.['target']];
    };
    for (const line of [
      'COPY src ./src',
      'COPY ["src", "./src"]',
      'COPY --chown=app:app ["src", "./src"]',
      'COPY "src" "./src"',
      'copy --chmod=0755 --link src ./src',
      'ADD src ./src',
    ]) {
      assert.deepEqual(await of(line), [['src'], './src'], line);
    }
    const [copy] = await planned(
      'COPY --chmod=755 <<EOF <<-"b.txt" /d/',
      'one',
      'EOF',
      '\ttwo',
      'b.txt',
    );
    assert.deepEqual(
      [copy?.['documents'], copy?.['chmod'], copy?.['target']],
      [{ EOF: 'one\n', 'b.txt': 'two\n' }, '755', '/d/'],
    );
  });

  it('has what starts with the container as it is written', async () => {
    const lines = await planned(
      'ARG PORT=1',
      'ENTRYPOINT ["tini", "--"]',
      'CMD exec serve \\',
      '  --port $PORT',
      'HEALTHCHECK --interval=3s CMD ask || exit 1',
      'HEALTHCHECK NONE',
    );
    const [, entry, command, health, none] = lines;
    assert.deepEqual(entry?.['argv'], ['tini', '--']);
    assert.equal(command?.['shell'], 'exec serve   --port $PORT');
    assert.equal(health?.['shell'], 'ask || exit 1');
    assert.deepEqual([none?.['argv'], none?.['shell']], [undefined, undefined]);
  });

  describe('what gets into the build', () => {
    const files = { 'src/a.py': '', 'models/m.joblib': '', 'tests/t.py': '' };
    it('is what a clean clone has, and .dockerignore lets in', async () => {
      const { context } = await planOf('FROM a:1\n', {
        files: { ...files, '.dockerignore': 'tests\n.git\n' },
        repository: { kind: 'ready', prefix: '', shallow: false, commit: 'a' },
        git: (args) => {
          assert.equal(args[0], 'ls-files');
          return { stdout: 'src/a.py\0tests/t.py\0.dockerignore\0Dockerfile\0' };
        },
      });
      assert.deepEqual(context, ['.dockerignore', 'Dockerfile', 'src/a.py', '.env']);
    });
    it('is everything where there is no repository', async () => {
      const { context } = await planOf('FROM a:1\n', { files });
      assert.deepEqual(context, ['Dockerfile', ...Object.keys(files).sort(), '.env', '.git/HEAD']);
    });
  });
});
