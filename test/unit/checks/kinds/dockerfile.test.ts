import assert from 'node:assert/strict';
import { fails, look, passes, text } from '../fakeWorld.ts';

const GOOD = text(
  '# syntax=docker/dockerfile:1',
  'ARG PYTHON_VERSION=3.13',
  '',
  'FROM python:${PYTHON_VERSION}-slim AS build',
  'WORKDIR /app',
  'ENV PIP_NO_CACHE_DIR=1 \\',
  '    MAX_TOKENS=512 TOKENIZERS_PARALLELISM=false',
  'RUN python -m venv /venv && /venv/bin/pip install --upgrade pip',
  'COPY requirements.txt ./',
  'RUN /venv/bin/pip install -r requirements.txt',
  'COPY src ./src',
  '',
  'FROM python:${PYTHON_VERSION}-slim AS run',
  'RUN useradd --uid 10001 --no-create-home app',
  'COPY --from=build /venv /venv',
  'COPY src ./src',
  'USER app',
  'HEALTHCHECK --interval=30s CMD ["python", "-c", "import urllib.request as r; r.urlopen(\'http://127.0.0.1:8000/health\')"]',
  'CMD ["uvicorn", "app.service:app"]',
);
const PROJECT = {
  Dockerfile: GOOD,
  'requirements.txt': '',
  'src/app/service.py': '',
  'src/app/__init__.py': '',
  'setup.py': '',
  '.dockerignore': '*\n!requirements.txt\n!src\n',
};

const check = (fact: string, more: object = {}) => ({ dockerfile: { facts: [fact], ...more } });
const project = (dockerfile: string, more: object = {}) => ({
  files: { ...PROJECT, Dockerfile: dockerfile, ...more },
});
const onSlim = (...lines: readonly string[]) => project(text('FROM python:3.13-slim', ...lines));

describe('the check “dockerfile”', () => {
  it('finds every fact in a careful Dockerfile', async () => {
    const facts = [
      'non-root-user',
      'health-check',
      'multi-stage',
      'pinned-base',
      'exec-form-command',
      'dependencies-before-code',
      'no-secrets',
      'small-context',
    ];
    const { expected, found } = await passes({ dockerfile: { facts } }, { files: PROJECT });
    assert.match(expected, /^the image to run as a non-root user; /);
    assert.match(found, /^USER app; python -c import .*; 2 stages, COPY --from=build/);
  });

  it('says what is missing when there is no Dockerfile, or none that says anything', async () => {
    await fails(check('multi-stage'), {}, /no such file/);
    await fails(check('multi-stage'), project(''), /no FROM line/, 'Dockerfile');
    await fails(check('multi-stage'), project('RUN true\n'), /no FROM line/, 'Dockerfile');
  });

  it('refuses a fact that it does not know', async () => {
    await assert.rejects(look(check('slim')), /must be one of: non-root-user, /);
  });

  it('takes another path', async () => {
    const files = { 'deploy/Dockerfile.lambda': 'FROM a:1\nUSER 7\n' };
    const { file } = await passes(check('non-root-user', { path: 'deploy/Dockerfile.lambda' }), {
      files,
    });
    assert.equal(file, 'deploy/Dockerfile.lambda');
  });

  describe('non-root-user', () => {
    it('says it in the words of a learner', async () => {
      const finding = await fails(
        check('non-root-user'),
        project(text('FROM a:1 AS build', 'USER app', 'FROM a:1', 'CMD ["x"]')),
        /^no USER line after line 3$/,
        'Dockerfile:3',
      );
      assert.equal(finding.expected, 'the image to run as a non-root user');
      assert.match(finding.next ?? '', /^Create a user .* before CMD\.$/);
    });
    it('takes the last USER line', async () => {
      const lines = ['RUN useradd app', 'USER app', 'RUN x', 'USER root', 'CMD ["x"]'];
      await fails(check('non-root-user'), onSlim(...lines), /^USER root$/, 'Dockerfile:5');
    });
    for (const user of ['0', '0:0', 'root:root', '00', '', '${NOBODY_SAID}']) {
      it(`refuses “${user}”`, () => fails(check('non-root-user'), onSlim(`USER ${user}`), /^USER/));
    }
    for (const lines of [
      ['USER 10001'],
      ['USER 10001:0'],
      ['USER nobody'],
      ['ARG WHO=10001', 'USER ${WHO}'],
      ['ENV WHO=app', 'RUN useradd ${WHO}', 'USER $WHO'],
      ['user ${WHO:-10001}'],
      [
        'RUN groupadd -r app \\',
        '  # the group comes first',
        '  && useradd -r -g app app',
        'USER app',
      ],
      ['COPY --from=build /etc/passwd /etc/passwd', 'USER app'],
      ['RUN ["useradd", "--uid", "10001", "app"]', 'USER app'],
      ['RUN <<EOF', 'set -e', 'useradd app', 'EOF', 'USER app'],
      ['RUN useradd "app" || exit 1', 'USER "app"'],
    ]) {
      it(`takes ${lines.join(', ')}`, () => passes(check('non-root-user'), onSlim(...lines)));
    }
    it('knows the user of the images of Jupyter', () =>
      passes(
        check('non-root-user'),
        project('FROM quay.io/jupyter/scipy-notebook:2026-10-01\nUSER ${NB_UID}\n'),
      ));
    it('refuses a user that nobody has created', () =>
      fails(check('non-root-user'), onSlim('WORKDIR /app', 'USER app'), /no line creates/));
    it('looks into the stage that the last one begins from', async () => {
      const files = text('FROM a:1 AS base', 'USER 7', 'FROM base', 'CMD ["x"]');
      await passes(check('non-root-user'), project(files));
    });
    it('knows images that bring such a user', () =>
      passes(check('non-root-user'), project('FROM gcr.io/distroless/python3-debian12:nonroot\n')));
    it('reads Windows line ends and a byte order mark', () =>
      passes(check('non-root-user'), project('\uFEFFFROM a:1\r\nUSER 7\r\n')));
  });

  describe('health-check', () => {
    for (const [line, found] of [
      ['HEALTHCHECK NONE', /NONE/],
      ['HEALTHCHECK --interval=3s CMD', /CMD/],
      ['HEALTHCHECK CMD true', /can never fail/],
      ['HEALTHCHECK CMD python ask.py || true', /can never fail/],
      [
        'HEALTHCHECK CMD curl --fail http://localhost:8000/',
        /curl, which python:3.13-slim does not have/,
      ],
      ['HEALTHCHECK CMD python ask.py; true', /can never fail/],
      ['HEALTHCHECK CMD python ask.py || echo sick', /can never fail/],
      ['HEALTHCHECK CMD ["sh", "-c", "python ask.py || :"]', /can never fail/],
      ['HEALTHCHECK CMD /usr/bin/curl -f http://localhost/', /curl, which/],
      ['HEALTHCHECK CMD ["sh", "-c", "curl -f http://localhost/"]', /curl, which/],
      ['# HEALTHCHECK CMD python ask.py', /no HEALTHCHECK line after line 1/],
    ] as const) {
      it(`refuses “${line}”`, () => fails(check('health-check'), onSlim(line), found));
    }
    it('takes curl where it has been installed, and an exit code of a shell', async () => {
      const install = 'RUN apt-get update && apt-get install -y curl';
      const ask = 'HEALTHCHECK CMD curl --fail http://localhost/ || exit 1';
      await passes(check('health-check'), onSlim(install, ask));
    });
    for (const line of [
      'HEALTHCHECK CMD ["sh", "-c", "python ask.py"]',
      'HEALTHCHECK CMD python ask.py && python ask.py --more || exit 1',
      'HEALTHCHECK --interval=5s CMD <<EOF\npython ask.py\nEOF',
    ]) {
      it(`takes “${line}”`, () => passes(check('health-check'), onSlim(line)));
    }
    it('is not satisfied by that of another stage', () =>
      fails(
        check('health-check'),
        project(text('FROM a:1 AS build', 'HEALTHCHECK CMD x', 'FROM a:1', 'CMD ["x"]')),
        /no HEALTHCHECK line after line 3/,
      ));
  });

  describe('multi-stage', () => {
    it('wants the last stage to copy from another', async () => {
      const lines = ['FROM a:1 AS build', 'RUN make', 'FROM a:1', 'COPY . .'];
      await fails(
        check('multi-stage'),
        project(text(...lines)),
        /copies from none/,
        'Dockerfile:3',
      );
      await fails(check('multi-stage'), onSlim(), /^one stage$/);
    });
    it('takes what a RUN line mounts of another stage', () =>
      passes(
        check('multi-stage'),
        project(
          text(
            'FROM a:1 AS build',
            'FROM a:1',
            'RUN --mount=type=bind,from=build,source=/w,target=/w pip install /w/*',
          ),
        ),
      ));
    it('does not take a copy from an image outside for a stage', () =>
      fails(
        check('multi-stage'),
        onSlim('COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/'),
        /one stage/,
      ));
    it('takes stages by name in any case, and by number', async () => {
      await passes(
        check('multi-stage'),
        project('FROM a:1 AS Build\nFROM a:1\nCOPY --from=build /x /x\n'),
      );
      await passes(check('multi-stage'), project('FROM a:1\nFROM a:1\nCOPY --from=0 /x /x\n'));
    });
  });

  describe('exec-form-command', () => {
    for (const [line, found] of [
      ['CMD uvicorn app:app', /CMD uvicorn/],
      ["CMD ['uvicorn', 'app:app']", /CMD \['uvicorn'/],
      ['ENTRYPOINT uvicorn app:app', /ENTRYPOINT uvicorn/],
      ['WORKDIR /app', /neither/],
    ] as const) {
      it(`refuses “${line}”`, () => fails(check('exec-form-command'), onSlim(line), found));
    }
    it('counts the last line of each', async () => {
      await passes(check('exec-form-command'), onSlim('CMD x', 'CMD ["a", \\', '  "b"]'));
      await fails(
        check('exec-form-command'),
        onSlim('CMD ["x"]', 'CMD y'),
        /CMD y/,
        'Dockerfile:3',
      );
    });
  });

  describe('dependencies-before-code', () => {
    const fact = check('dependencies-before-code');
    it('wants the requirements alone before the install', async () => {
      const late = ['COPY . .', 'RUN pip install -r requirements.txt'];
      await fails(fact, onSlim(...late), /^COPY \. before the install on line 3$/, 'Dockerfile:2');
      const both = ['COPY requirements.txt src/ ./', 'RUN pip install -r requirements.txt'];
      await fails(fact, onSlim(...both), /before the install/, 'Dockerfile:2');
      const list = ['COPY ["./", "/app"]', 'RUN pip install -r requirements.txt'];
      await fails(fact, onSlim(...list), /before the install/, 'Dockerfile:2');
      const glob = ['COPY sr[b-d]/*/*.py ./', 'RUN pip install -r requirements.txt'];
      await fails(fact, onSlim(...glob), /before the install/, 'Dockerfile:2');
    });
    for (const run of [
      'pip wheel --wheel-dir /wheels -r requirements.txt',
      'python -m pip install --requirement=requirements.txt',
      '/venv/bin/pip3 install -rrequirements.txt',
      'uv pip install --system -r requirements.txt',
      'uv pip sync requirements.txt',
      'pip-sync requirements.txt',
      'micromamba install -y -f environment.yml',
      'conda create --file requirements.txt',
      'if [ -f requirements.txt ]; then pip install -r requirements.txt; fi',
      '<<EOF\nset -e\npip install -r requirements.txt\nEOF',
      '["pip", "install", "-r", "requirements.txt"]',
      'apt-get update && \\  \n\n  pip install \\\n\n  -r requirements.txt',
      'apt-get update \\\n  # the compiler\n  && pip install -r requirements.txt',
      "sh -c 'pip install -r requirements.txt'",
    ]) {
      it(`takes “RUN ${run}”`, () =>
        passes(fact, onSlim('COPY requirements.txt .', `RUN ${run}`, 'COPY . .')));
    }
    it('does not take the -r of another program for that of pip', () =>
      fails(
        fact,
        onSlim(
          'COPY requirements.txt .',
          'RUN pip install flask && rm -rf /root/.cache',
          'COPY . .',
        ),
        /no line that installs/,
      ));
    it('does not take what is printed for what is run', () =>
      fails(
        fact,
        onSlim('COPY requirements.txt .', 'RUN echo pip install -r requirements.txt', 'COPY . .'),
        /no line that installs/,
      ));
    it('says where it cannot follow', async () => {
      const found = await look(fact, onSlim('COPY requirements.txt .', 'RUN if then', 'COPY . .'));
      assert.equal(found.status, 'unavailable');
      assert.match(found.found, /^cannot follow line 3: /);
      assert.match(found.next ?? '', /a RUN line of its own/);
    });
    it('wants an install from a file', async () => {
      await fails(
        fact,
        onSlim('RUN pip install --upgrade pip', 'COPY . .'),
        /no line that installs/,
      );
      await fails(fact, onSlim('COPY . .', 'RUN pip install .'), /no line that installs/);
      const nothing = ['RUN pip install -r requirements.txt', 'COPY . .'];
      await fails(fact, onSlim(...nothing), /no line before it copies/, 'Dockerfile:2');
    });
    for (const lines of [
      [
        'COPY requirements*.txt ./',
        'RUN pip install --no-cache-dir \\',
        '  -r requirements.txt',
        'COPY . .',
      ],
      ['COPY pyproject.toml uv.lock README.md setup.py ./', 'RUN uv sync --frozen', 'COPY src src'],
      [
        'RUN --mount=type=bind,source=requirements.txt,target=r.txt pip install -r r.txt',
        'COPY . .',
      ],
      ['ADD requirements.txt /tmp/', 'RUN pip install -r /tmp/requirements.txt'],
      ['COPY --from=other . .', 'COPY requirements.txt .', 'RUN pip install -r requirements.txt'],
    ]) {
      it(`takes ${lines.join(', ')}`, () => passes(fact, onSlim(...lines)));
    }
    it('knows another folder that is built', async () => {
      const files = {
        'api/Dockerfile': text(
          'FROM a:1',
          'COPY main.py .',
          'COPY requirements.txt .',
          'RUN pip install -r requirements.txt',
        ),
        'api/main.py': '',
      };
      const where = { path: 'api/Dockerfile', context: 'api' };
      await fails(
        check('dependencies-before-code', where),
        { files },
        /COPY main.py/,
        'api/Dockerfile:2',
      );
    });
  });

  describe('no-secrets', () => {
    for (const [line, found] of [
      ['ENV API_KEY=abc', /^API_KEY has its value in the file$/],
      ['ARG GITHUB_TOKEN', /^ARG GITHUB_TOKEN$/],
      ['ENV db.password secret', /db.password/],
      ['ENV A=1 DB_PASSWORD="hunter2"', /DB_PASSWORD/],
      ['ENV HF_TOKEN=$HF_TOKEN', /ENV HF_TOKEN/],
      ['ENV URL=postgresql://mlflow:mlflow@db/mlflow', /URL holds a password in an address/],
      [
        'RUN pip config set global.index-url https://me:secret@example.org/',
        /a password in an address in RUN/,
      ],
      [`ENV LLM=sk-${'a1'.repeat(20)}`, /LLM holds an OpenAI key/],
      ['COPY .env ./', /COPY \.env/],
    ] as const) {
      it(`refuses “${line.slice(0, 40)}”`, () =>
        fails(check('no-secrets'), onSlim(line), found, 'Dockerfile:2'));
    }
    for (const line of [
      'ENV MAX_TOKENS=3 API_KEY_HEADER=X-API-Key PASSWORD_FILE=/run/secrets/db',
      'ENV API_KEY=""',
      'RUN --mount=type=secret,id=token pip install -r requirements.txt',
      'COPY .env.example ./',
      'ENV SSH_PUBLIC_KEY=abc',
    ]) {
      it(`takes “${line}”`, () => passes(check('no-secrets'), onSlim(line)));
    }
    it('sees the arguments before the first stage', () =>
      fails(
        check('no-secrets'),
        project('ARG API_TOKEN=x\nFROM a:1\n'),
        /API_TOKEN/,
        'Dockerfile:1',
      ));
  });

  describe('small-context', () => {
    const ignoring = (...lines: readonly string[]) =>
      project(GOOD, { '.dockerignore': text(...lines) });
    it('wants a .dockerignore', async () => {
      const files = { Dockerfile: GOOD };
      const { next } = await fails(check('small-context'), { files }, /no such file/);
      assert.match(next ?? '', /Create \.dockerignore: begin with \*/);
    });
    for (const lines of [
      ['*', '!src'],
      ['.git', '.venv', '.env'],
      ['# all of them', '.git/', '/.venv', './.env'],
      ['**/.git', '**/.venv/', '**/.env*'],
      ['.*', '!.github'],
      ['!.env', '.[a-z]*'],
      ['**', '!src/**'],
    ]) {
      it(`takes ${lines.join(', ')}`, () => passes(check('small-context'), ignoring(...lines)));
    }
    it('knows that a later line can let something in again', async () => {
      await fails(
        check('small-context'),
        ignoring('*', '!src', '!.env'),
        /^it lets in \.env$/,
        '.dockerignore',
      );
      await fails(check('small-context'), ignoring('#.git', '.venv', 'env'), /\.git, \.env/);
    });
    it('prefers the file that is the Dockerfile’s own', () =>
      passes(
        check('small-context'),
        project(GOOD, { '.dockerignore': '', 'Dockerfile.dockerignore': '*' }),
      ));
  });
});
