import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ONE, STARTERS, newFolder, projectOf, start, tasks } from './project.ts';

let base: string;
before(() => (base = newFolder()));
after(() => fs.rmSync(base, { recursive: true, force: true }));

for (const id of STARTERS) {
  describe(`tasks.py of ${id}, with an environment that cannot be used`, () => {
    const python = (project: string) => path.join(project, '.venv', 'bin', 'python');
    const replace = (project: string, content: string | Buffer) => {
      fs.rmSync(python(project));
      fs.writeFileSync(python(project), content, { mode: 0o755 });
    };
    const BREAKS: Readonly<Record<string, (project: string) => void>> = {
      'whose Python has gone': (project) => {
        fs.rmSync(python(project));
        fs.symlinkSync(path.join(base, 'gone'), python(project));
      },
      'of another system': (project) => replace(project, Buffer.from('cffaedfe07000001', 'hex')),
      'whose Python lacks a library': (project) =>
        replace(project, '#!/bin/sh\necho "cannot open shared object file" >&2\nexit 127\n'),
      'whose Python was upgraded': (project) => {
        const lib = path.join(project, '.venv', 'lib');
        fs.renameSync(path.join(lib, fs.readdirSync(lib)[0] ?? ''), path.join(lib, 'python3.4'));
      },
    };

    for (const [name, harm] of Object.entries(BREAKS).slice(0, id === ONE ? undefined : 1)) {
      it(`${name}: says in one line to set it up, and set-up makes it again`, async () => {
        const project = projectOf(base, id);
        harm(project);
        const refused = await tasks(project, ['check']).ended;
        assert.equal(refused.code, 1);
        assert.match(
          refused.output,
          /^The Python in \.venv does not start here \(.+\)\. Run first: python tasks\.py setup\n$/,
        );
        const asked = await tasks(project, ['doctor']).ended;
        assert.match(asked.output, /^-- {2}Environment .*tasks\.py setup$/m);
        const made = await tasks(project, ['setup']).ended;
        assert.equal(made.code, 0, made.output);
        assert.match(
          made.output,
          /^The Python in \.venv does not start here \(.+\), so \.venv is made again\.$/m,
        );
        assert.match((await tasks(project, ['check']).ended).output, /All green\./);
      });
    }

    it('that is a link to nothing: set-up makes it again', async () => {
      const project = projectOf(base, id);
      const venv = path.join(project, '.venv');
      fs.rmSync(venv, { recursive: true });
      fs.symlinkSync(path.join(base, 'gone'), venv);
      const refused = await tasks(project, ['check']).ended;
      assert.match(
        refused.output,
        /^There is no environment yet\. Run first: python tasks\.py setup\n$/,
      );
      const { code, output } = await tasks(project, ['setup']).ended;
      assert.equal(code, 0, output);
      assert.ok(fs.existsSync(path.join(venv, '.installed')));
    });

    it('that works is kept', async () => {
      const project = projectOf(base, id);
      const kept = path.join(project, '.venv', 'mine');
      fs.writeFileSync(kept, '');
      assert.match((await tasks(project, ['setup']).ended).output, /up to date/);
      assert.ok(fs.existsSync(kept));
    });

    it('that may not be started is kept, and said to be so', async () => {
      const project = projectOf(base, id);
      replace(project, '#!/bin/sh\n');
      fs.chmodSync(python(project), 0o644);
      const { code, output } = await tasks(project, ['setup']).ended;
      assert.equal(code, 1);
      assert.match(output, /^\S+python exists, but may not be started: permission denied\./);
      assert.equal(fs.readFileSync(python(project), 'utf8'), '#!/bin/sh\n');
    });
  });
}

describe('tasks.py, where pip has settings', () => {
  let project: string;
  let site: string;
  // Without uv, which has no part in these.
  const PATH = '/usr/local/bin:/usr/bin:/bin';
  const WHEEL = `
import zipfile
with zipfile.ZipFile("tiny-1.0-py3-none-any.whl", "w") as wheel:
    wheel.writestr("tiny.py", "")
    wheel.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1.0\\n")
    wheel.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr("tiny-1.0.dist-info/RECORD", "tiny.py,,\\ntiny-1.0.dist-info/METADATA,,\\ntiny-1.0.dist-info/WHEEL,,\\ntiny-1.0.dist-info/RECORD,,\\n")
`;
  before(async () => {
    project = projectOf(base, ONE);
    fs.rmSync(path.join(project, '.venv'), { recursive: true });
    const made = await tasks(project, ['setup'], { PATH }).ended;
    assert.equal(made.code, 0, made.output);
    fs.writeFileSync(path.join(project, 'requirements-dev.txt'), 'tiny==1.0\n');
    assert.equal((await start(project, ['python3', '-c', WHEEL]).ended).code, 0);
    const lib = path.join(project, '.venv', 'lib');
    site = path.join(lib, fs.readdirSync(lib)[0] ?? '', 'site-packages');
  });
  const installed = () => fs.readdirSync(site).filter((each) => each.startsWith('tiny'));
  beforeEach(() => {
    for (const each of installed()) fs.rmSync(path.join(site, each), { recursive: true });
    fs.rmSync(path.join(project, '.venv', '.installed'), { force: true });
  });

  const SETTINGS: readonly NodeJS.ProcessEnv[] = [
    { PIP_USER: '1' },
    { PIP_TARGET: 'elsewhere' },
    { PIP_PREFIX: 'elsewhere' },
    { PIP_ROOT: 'elsewhere' },
    { PIP_PYTHON: '/usr/bin/python3' },
    { PIP_REQUIRE_HASHES: '1' },
    { PIP_DRY_RUN: '1' },
  ];
  const FILES = [
    'user = true',
    'target = elsewhere',
    'prefix = elsewhere',
    'require-hashes = true',
  ];
  const WAYS = [
    ...SETTINGS.map((env) => ({ name: Object.entries(env).join(), env, file: '' })),
    ...FILES.map((file) => ({ name: `${file} in pip.conf`, env: {}, file })),
  ];
  for (const { name, env, file } of WAYS) {
    it(`installs into .venv all the same: ${name}`, async () => {
      // Where packages come from stays in force, in whichever way it is said.
      const index = ['no-index = true', `find-links = ${project}`];
      fs.writeFileSync(path.join(project, 'pip.conf'), ['[install]', ...index, file].join('\n'));
      const given = { PATH, ...env, PIP_CONFIG_FILE: path.join(project, 'pip.conf') };
      const { code, output } = await tasks(project, ['setup'], given).ended;
      assert.equal(code, 0, output);
      assert.ok(installed().includes('tiny.py'), output);
      assert.equal(fs.existsSync(path.join(project, 'elsewhere')), false);
    });
  }

  it('does not blame the network for what pip says', async () => {
    const given = { PATH, PIP_NO_INDEX: '1', PIP_FIND_LINKS: path.join(project, 'src') };
    const { code, output } = await tasks(project, ['setup'], given).ended;
    assert.notEqual(code, 0);
    assert.match(output, /No matching distribution found for tiny==1\.0/);
    assert.match(output, /The installation did not finish; the lines above say why\./);
    assert.doesNotMatch(output, /network/);
  });
});
