import assert from 'node:assert/strict';
import fc from 'fast-check';
import { imagePlan } from '../../../../src/core/checks/docker/imagePlan.ts';
import { fakeWorld, look } from '../fakeWorld.ts';

// One image in many spellings: each must have the same facts, and the same plan.

const DIGEST = `@sha256:${'7c'.repeat(32)}`;
const FACTS = [
  'non-root-user',
  'health-check',
  'multi-stage',
  'pinned-base',
  'base-by-digest',
  'exec-form-command',
  'dependencies-before-code',
  'no-secrets',
  'revision-label',
];
const FILES = { 'requirements.txt': '', 'src/app/train.py': '', '.dockerignore': '.env\n.git\n' };

/** What is said in one of several spellings. */
const one = (...spellings: readonly string[]) => fc.constantFrom(...spellings);

/** The commands of a RUN line, as builders and shells take them. */
function run(...commands: readonly string[]): fc.Arbitrary<string> {
  return one(
    `RUN ${commands.join(' && ')}`,
    `RUN ${commands.join(' \\\n    && ')}`,
    `RUN ${commands.join(' && \\\n    # why\n    ')}`,
    `RUN ${commands.join(' && \\\n\n    ')}`,
    `RUN ${commands.join('; \\\n    ')}`,
    `RUN set -eux; ${commands.join('; ')}`,
    `RUN <<EOF\nset -e\n${commands.join('\n')}\nEOF`,
    `RUN <<-"EOF"\n\t${commands.join('\n\t')}\n\tEOF`,
    `RUN sh -c '${commands.join(' && ')}'`,
    `RUN --mount=type=cache,target=/root/.cache ${commands.join(' && ')}`,
    ...(commands.length === 1 && !commands[0]?.includes('=')
      ? [`RUN ${JSON.stringify(commands[0]?.split(' '))}`]
      : []),
    commands.map((each) => `RUN ${each}`).join('\n'),
  );
}

const keywords = fc.boolean().map((lower) => (text: string) => {
  const written = text.replace(/^(FROM|WORKDIR|COPY|ENV|USER|EXPOSE|ARG|LABEL)\b/gm, (word) =>
    lower ? word.toLowerCase() : word,
  );
  return lower ? written.replace(/^(from .*) AS /gm, '$1 as ') : written;
});

const dockerfiles = fc
  .tuple(
    one(`FROM python:3.13-slim${DIGEST} AS build`, `FROM python:3.13-slim${DIGEST} AS Build`),
    one('COPY requirements.txt ./', 'COPY ["requirements.txt", "./"]', 'COPY "requirements.txt" .'),
    run('python -m venv /venv', '/venv/bin/pip install --no-cache-dir -r requirements.txt'),
    one('COPY src ./src', 'COPY ./src/ src/', 'ADD src ./src', 'COPY --link ["src", "./src"]'),
    run('PYTHONPATH=src /venv/bin/python -m app.train --out /models'),
    one(
      `FROM python:3.13-slim${DIGEST}`,
      `FROM --platform=linux/amd64 python:3.13-slim${DIGEST} AS run`,
    ),
    run('groupadd --gid 10001 app', 'useradd --uid 10001 --gid app app'),
    one(
      'COPY --from=build /venv /venv',
      'COPY --from=BUILD --chown=app:app ["/venv", "/venv"]',
      'COPY --chown=app:app --from=0 /venv /venv',
    ),
    one('USER app', 'USER "app"', 'USER app:app', 'ARG WHO=app\nUSER ${WHO}', 'USER 10001'),
    one(
      'HEALTHCHECK CMD ["python", "-m", "app.health"]',
      'HEALTHCHECK --interval=30s --timeout=3s \\\n    CMD python -m app.health || exit 1',
      'healthcheck cmd python -m app.health',
    ),
    one(
      'ARG REVISION\nLABEL org.opencontainers.image.revision=$REVISION',
      'ARG REVISION=unknown\nLABEL a="b" \\\n      org.opencontainers.image.revision="${REVISION}"',
    ),
    one(
      'CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]',
      'ENTRYPOINT ["uvicorn"]\nCMD ["app:app", "--host", "0.0.0.0"]',
      'CMD [ "uvicorn", \\\n  "app:app", "--host", \\\n  "0.0.0.0" ]',
      'ENTRYPOINT ["/usr/bin/tini", "--"]\nCMD ["uvicorn", "app:app", "--host", "0.0.0.0"]',
    ),
    keywords,
    one('\n', '\r\n'),
    one('', '# syntax=docker/dockerfile:1\n', '\n\n# The image\n'),
  )
  .map(
    ([
      build,
      requirements,
      install,
      code,
      train,
      last,
      user,
      venv,
      become,
      health,
      label,
      start,
      written,
      ends,
      head,
    ]) => {
      const lines = [
        build,
        'WORKDIR /app',
        requirements,
        install,
        code,
        train,
        last,
        'WORKDIR /app',
        user,
        venv,
        'COPY --from=build /models ./models',
        'COPY src ./src',
        become,
        health,
        label,
        start,
      ];
      return written(`${head}${lines.join('\n')}\n`).replaceAll('\n', ends);
    },
  );

interface Plan {
  readonly stages: readonly {
    readonly instructions: readonly {
      readonly keyword: string;
      readonly commands?: readonly { readonly argv: readonly string[]; readonly maybe: boolean }[];
      readonly sources?: readonly string[];
      readonly target?: string;
    }[];
  }[];
}

/** What the plan of a Dockerfile says, but for its lines. */
async function meaning(dockerfile: string): Promise<unknown> {
  const world = fakeWorld({ files: { Dockerfile: dockerfile }, repository: { kind: 'none' } });
  const { stages } = JSON.parse(await imagePlan(world, 'Dockerfile')) as Plan;
  return stages.map(({ instructions }) => ({
    runs: instructions.flatMap(({ commands = [] }) =>
      commands
        .filter(({ argv }) => argv[0] !== 'set')
        .map(({ argv, maybe }) => (maybe ? ['?', ...argv] : argv)),
    ),
    copies: instructions.flatMap(({ sources, target = '' }) =>
      sources ? [[...sources, target].map((path) => path.replace(/^\.\/?|\/$/g, ''))] : [],
    ),
  }));
}

describe('styles of Dockerfiles', () => {
  it('have the facts of the image that they build, and its plan', async () => {
    let first: unknown;
    await fc.assert(
      fc.asyncProperty(dockerfiles, async (dockerfile) => {
        const files = { ...FILES, Dockerfile: dockerfile };
        const finding = await look({ dockerfile: { facts: FACTS } }, { files });
        assert.equal(finding.status, 'passed', `${JSON.stringify(finding)}\n${dockerfile}`);
        const found = await meaning(dockerfile);
        first ??= found;
        assert.deepEqual(found, first, dockerfile);
      }),
      { numRuns: 150 },
    );
  });

  // Lines as people write them who came with other tools, each in place of one that is read.
  const OTHERS: readonly (readonly string[])[] = [
    [
      'RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/*',
    ],
    ['RUN --mount=type=bind,source=uv.lock,target=uv.lock uv sync --locked --no-install-project'],
    ['RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked --no-dev --no-editable'],
    ['RUN --mount=type=bind,from=build,source=/wheels,target=/wheels pip install /wheels/*'],
    ['RUN pip wheel --no-cache-dir --wheel-dir /wheels -r requirements.txt'],
    ['SHELL ["/bin/bash", "-o", "pipefail", "-c"]', 'RUN curl -LsSf https://example.org/i.sh | sh'],
    ['RUN . /venv/bin/activate && pip install -r requirements.txt'],
    [
      'RUN if [ "$DEV" = 1 ]; then pip install -r dev.txt; else pip install -r requirements.txt; fi',
    ],
    ['RUN for f in a b; do pip install "$f"; done'],
    ['RUN cat > /start.sh <<EOF && chmod 755 /start.sh', '#!/bin/sh', 'exec "$@"', 'EOF'],
    ['COPY --chmod=755 <<"EOF" /start.sh', '#!/bin/sh', 'exec "$@"', 'EOF'],
    ['RUN ["/bin/bash", "-c", "set -euo pipefail; pip install -r requirements.txt | tee log"]'],
    ['RUN echo "a = \\"b\\"" >> /etc/x.conf && printf "%s\\n" "$HOME" > /y'],
    ['RUN test "$(python -c \'import sys; print(sys.version_info[1])\')" -ge 11'],
    ['RUN poetry config virtualenvs.create false && poetry install --no-root --only main'],
    ['RUN micromamba install -y -f env.yml && micromamba clean --all --yes || true'],
    ['RUN python - <<EOF', 'import sys', 'print(sys.path)', 'EOF'],
    ['RUN set -eux; case "$(uname -m)" in x86_64) a=1;; *) a=2;; esac; echo "$a"'],
    ['CMD exec uvicorn app:app --port ${PORT:-8000}'],
    ['RUN <<EOF', '#!/usr/bin/env python3', 'print("no shell")', 'EOF'],
  ];
  it('cannot be followed at one in twenty at most', async () => {
    const unread = [];
    for (const lines of OTHERS) {
      const dockerfile = `FROM python:3.13-slim\n${lines.join('\n')}\n`;
      const world = fakeWorld({ files: { Dockerfile: dockerfile }, repository: { kind: 'none' } });
      if ((await imagePlan(world, 'Dockerfile')).includes('"problem"')) unread.push(lines);
    }
    assert.ok(unread.length <= OTHERS.length / 20, JSON.stringify(unread));
  });
});
