import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const STEP = path.join(import.meta.dirname, '../../roadmap/projects/model-deployment/steps/image');

// In the place of an engine: answers as one with a good image does, but for what a test says.
const ENGINE = `#!/bin/sh
echo "$@" >> "$CALLS"
case "$ILL/$1" in
  engine/*) exit 1;;
  build/build) echo "pull access denied" >&2; exit 1;;
  stop/inspect) case "$*" in *ExitCode*) echo 137; exit 0;; esac; echo true;;
  always/run) exit 0;;
  */run) case "$*" in *--network*) exit 1;; esac;;
  */inspect) case "$*" in *ExitCode*) echo 0;; *) echo true;; esac;;
  */image) echo '{"Test":["CMD","python","-m","app.health"]}';;
  */exec)
    case "$*" in
      */proc/net/tcp*) echo '{"ports":[8000],"loopback":[],"health":'\${HEALTH:-200}',"predicted":200,"reason":"no model","held":["/app/src/a.py"]}';;
    esac;;
esac
`;
const PROGRAM = `import json, pathlib, sys
import image_engine
print(json.dumps(image_engine.engine_facts(["src/a.py", ".env"], pathlib.Path(sys.argv[1]))))
`;

interface Fact {
  readonly right: boolean;
  readonly found: string;
}
type Answer = readonly [Readonly<Record<string, Fact>> | null, string | null];

describe('the image, as an engine builds it', function () {
  let folder: string;
  before(function () {
    if (process.platform === 'win32') this.skip();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'engine-'));
    for (const name of ['image_engine.py', 'image_facts.py']) {
      fs.copyFileSync(path.join(STEP, name), path.join(folder, name));
    }
    const last =
      'def last(said, lines=4):\n    return "\\n".join(said.strip().splitlines()[-lines:])\n';
    fs.writeFileSync(path.join(folder, 'verify_tools.py'), last);
    for (const file of ['src/a.py', 'models/m.joblib', 'Dockerfile']) {
      fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), '');
    }
  });
  after(() => {
    if (folder) fs.rmSync(folder, { recursive: true, force: true });
  });

  /** What the program says with an engine of this name on the path, and what that was asked. */
  function facts(name: string, env: Readonly<Record<string, string>> = {}) {
    const bin = fs.mkdtempSync(path.join(folder, 'bin-'));
    const calls = path.join(bin, 'calls');
    fs.writeFileSync(path.join(bin, name), ENGINE, { mode: 0o755 });
    const context = path.join(bin, 'context');
    const python = spawnSync('python3', ['-', context], {
      cwd: folder,
      input: PROGRAM,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}:${process.env['PATH']}`, ILL: '', CALLS: calls, ...env },
    });
    assert.equal(python.status, 0, python.stderr);
    const said = fs.existsSync(calls) ? fs.readFileSync(calls, 'utf8') : '';
    return { answer: JSON.parse(python.stdout) as Answer, said, context };
  }

  it('is seen from inside its container', () => {
    const { answer, said, context } = facts('docker');
    const [seen, problem] = answer;
    assert.equal(problem, null);
    assert.deepEqual(Object.keys(seen ?? {}).sort(), ['answers', 'carries', 'health', 'stops']);
    assert.ok(
      Object.values(seen ?? {}).every(({ right }) => right),
      JSON.stringify(seen),
    );
    assert.match(
      said,
      /^build --build-arg REVISION=verify --tag (\S+) .*\nrun --detach --name \1 \1$/m,
    );
    assert.match(said, /^rm --force \S+\nrmi --force \S+$/m);
    // What a clean clone gives to the build, and nothing that Git ignores.
    assert.ok(fs.existsSync(path.join(context, 'src/a.py')));
    assert.ok(!fs.existsSync(path.join(context, 'models')));
  });
  it('keeps its health check with Podman', () => {
    assert.match(facts('podman').said, /^build --format docker /m);
  });
  for (const [ill, fact, found] of [
    [{ HEALTH: '503' }, 'answers', /answers 503 at \/health/],
    [{ ILL: 'stop' }, 'stops', /does not end within ten seconds/],
    [{ ILL: 'always' }, 'health', /passes when nothing answers/],
  ] as const) {
    it(`is refused when it ${found.source}`, () => {
      const [seen] = facts('nerdctl', ill).answer;
      assert.equal(seen?.[fact]?.right, false);
      assert.match(seen[fact].found, found);
    });
  }
  it('is not refused by an engine that does not work', () => {
    assert.deepEqual(facts('docker', { ILL: 'engine' }).answer, [null, null]);
    const [seen, problem] = facts('docker', { ILL: 'build' }).answer;
    assert.equal(seen, null);
    assert.match(problem ?? '', /^docker build ended with exit code 1: pull access denied$/);
  });
});
