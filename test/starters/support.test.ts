import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { run } from './kit.ts';
import { root } from '../../scripts/setup/places.mjs';

// The shared half of every tasks.py, without an environment and without a download.
describe('tasks_support', () => {
  let project: string;
  const starter = path.join(root, 'roadmap', 'projects', 'versioned-data-script', 'starter');
  const tasks = (env: NodeJS.ProcessEnv, ...args: readonly string[]) =>
    run(project, 'python3', ['tasks.py', ...args], env);

  beforeEach(() => {
    project = fs.mkdtempSync(path.join(os.tmpdir(), 'support-'));
    fs.cpSync(starter, project, { recursive: true });
  });
  afterEach(() => fs.rmSync(project, { recursive: true, force: true }));

  /** Writes an executable that answers as a runtime for JavaScript does, and prints its arguments. */
  function standIn(file: string, version: string, condition = ''): void {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const text = `#!/bin/sh\n${condition}\n[ "$1" = -p ] && { echo ${version}; exit 0; }\necho "$@"; exit 3\n`;
    fs.writeFileSync(file, text, { mode: 0o755 });
  }

  /** A PATH with Python and a shell, and with no Node but what is in `first`. */
  function onlyPython(first: string): string {
    const bin = path.join(project, 'only-python');
    fs.mkdirSync(bin, { recursive: true });
    const python = run(project, 'python3', ['-c', 'import sys; print(sys.executable)']);
    fs.symlinkSync(python.output.trim(), path.join(bin, 'python3'));
    return [first, bin].join(path.delimiter);
  }

  function withVerifier(): void {
    fs.mkdirSync(path.join(project, '.mlops-roadmap'));
    fs.writeFileSync(path.join(project, '.mlops-roadmap', 'verify.cjs'), '');
  }

  it('verifies with Node, passes every option on and gives the exit code back', () => {
    withVerifier();
    standIn(path.join(project, 'bin', 'node'), '20.1.0');
    const PATH = onlyPython(path.join(project, 'bin'));
    const { code, output } = tasks({ PATH }, 'verify', '--yes', '--step', 'a b', '--json');
    assert.equal(code, 3);
    assert.match(output, /\.mlops-roadmap\/verify\.cjs --yes --step a b --json\n$/);
  });

  it('takes the editor’s runtime where Node is missing or too old', () => {
    withVerifier();
    standIn(path.join(project, 'bin', 'node'), '18.20.0');
    const editor = path.join(project, 'editor');
    standIn(editor, '22.1.0', '[ "$ELECTRON_RUN_AS_NODE" = 1 ] || exit 9');
    const PATH = onlyPython(path.join(project, 'bin'));
    const { code, output } = tasks({ PATH, VSCODE_GIT_ASKPASS_NODE: editor }, 'verify', '--yes');
    assert.equal(code, 3);
    assert.match(output, /verify\.cjs --yes\n$/);
  });

  it('says what to install where there is neither', function () {
    if (fs.existsSync('/usr/share/code/code')) this.skip();
    withVerifier();
    const env = { PATH: onlyPython(''), HOME: project, VSCODE_GIT_ASKPASS_NODE: '' };
    const { code, output } = tasks(env, 'verify', '--yes');
    assert.equal(code, 2);
    assert.match(output, /needs Node 20 or later, or VS Code; neither was found\. Install Node/);
  });

  it('says how much is needed and free on a full disk, before it makes anything', () => {
    const full =
      'import shutil, collections, tasks_support.environment as e\n' +
      'e.shutil.disk_usage = lambda _: collections.namedtuple("U", "total used free")(0, 0, 7_000_000)\n' +
      'raise SystemExit(e.setup(40, 155))';
    const { code, output } = run(project, 'python3', ['-c', full]);
    assert.equal(code, 1);
    assert.match(output, /need about 195 MB, and the disk of .* has 7 MB free\. Nothing was downl/);
    assert.ok(!fs.existsSync(path.join(project, '.venv')));
  });

  it('makes the environment with links, as a Python of macOS needs', function () {
    if (process.platform === 'win32') this.skip();
    const make =
      'import tasks_support.environment as e\nraise SystemExit(0 if e.make_environment(None) else 1)';
    assert.equal(run(project, 'python3', ['-c', make]).code, 0);
    assert.ok(fs.lstatSync(path.join(project, '.venv', 'bin', 'python')).isSymbolicLink());
  });

  it('starts every tool with its telemetry off, unless the learner set it', () => {
    const ask =
      'import tasks_support.running as r\nv = r.variables()\n' +
      'print(v["DVC_NO_ANALYTICS"], v["MLFLOW_DISABLE_TELEMETRY"], v["KEDRO_DISABLE_TELEMETRY"], v["DO_NOT_TRACK"])';
    assert.equal(
      run(project, 'python3', ['-c', ask], { DO_NOT_TRACK: '0' }).output,
      '1 true 1 0\n',
    );
  });
});
