import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import type { ProcessSpec } from '../../src/core/checks/world.ts';
import { cleanEnvironment } from '../../src/node/checks/environment.ts';
import { createWorld, type DisposableWorld } from '../../src/node/checks/world.ts';

const node = process.execPath;
const windows = process.platform === 'win32';

describe('the surroundings of a check’s programs', () => {
  let base: string;
  let root: string;
  let world: DisposableWorld;
  beforeEach(() => {
    base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'copies-')));
    root = path.join(base, 'project');
    fs.mkdirSync(root);
    world = createWorld({ root, consent: true, signal: new AbortController().signal });
  });
  afterEach(async () => {
    await world.dispose();
    fs.rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  });
  const write = (name: string, content = '', mode = 0o644) => {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), content, { mode });
  };
  const inCopy = (code: string, over: Partial<ProcessSpec> = {}): ProcessSpec => ({
    ...{ argv: [node, '-e', code], place: 'copy', write: {}, env: {}, stdin: '', timeout: 20 },
    ...over,
  });
  const LIST = `const fs = require('fs');
    const visit = (at) => fs.readdirSync(at || '.', { withFileTypes: true }).flatMap((e) =>
      e.isDirectory() ? visit(at + e.name + '/') : [at + e.name]);
    console.log(visit('').sort().join(' '))`;

  describe('a copy', () => {
    it('has the files of links to folders, inside the project and outside', async function () {
      if (windows) this.skip();
      write('data/real/in.csv', 'inside');
      fs.mkdirSync(path.join(base, 'elsewhere', 'deep'), { recursive: true });
      fs.writeFileSync(path.join(base, 'elsewhere', 'deep', 'out.csv'), 'outside');
      fs.symlinkSync('real', path.join(root, 'data', 'near'));
      fs.symlinkSync(path.join(root, 'data', 'real'), path.join(root, 'data', 'absolute'));
      fs.symlinkSync(path.join(base, 'elsewhere'), path.join(root, 'data', 'far'));
      const code = `const fs = require('fs');
        for (const at of ['near/in', 'absolute/in', 'far/deep/out']) console.log(fs.readFileSync('data/' + at + '.csv', 'utf8'));
        for (const at of ['near/in', 'absolute/in', 'far/deep/out']) fs.writeFileSync('data/' + at + '.csv', 'changed');`;
      const { stdout, stderr } = await world.run(inCopy(code));
      assert.equal(stdout, 'inside\ninside\noutside\n', stderr);
      assert.equal(fs.readFileSync(path.join(root, 'data/real/in.csv'), 'utf8'), 'inside');
      assert.equal(
        fs.readFileSync(path.join(base, 'elsewhere/deep/out.csv'), 'utf8'),
        'outside',
        'what is outside stays as it is',
      );
    });

    it('gets a check’s own files through links inside, and never through one that leads out', async function () {
      if (windows) this.skip();
      write('data/real/in.csv');
      fs.symlinkSync('real', path.join(root, 'data', 'near'));
      const read = "console.log(require('fs').readFileSync('data/near/new.csv', 'utf8'))";
      const files = { 'data/near/new.csv': 'laid' };
      const { stdout } = await world.run({ ...inCopy(read), write: files });
      assert.equal(stdout, 'laid\n');
      fs.mkdirSync(path.join(base, 'elsewhere'));
      fs.symlinkSync(path.join(base, 'elsewhere'), path.join(root, 'far'));
      for (const args of [
        ['init', '--quiet'],
        ['add', '.'],
        ['commit', '--quiet', '-m', 'x'],
      ]) {
        execFileSync('git', ['-c', 'user.name=L', '-c', 'user.email=l@localhost', ...args], {
          cwd: root,
        });
      }
      const spec = { ...inCopy(''), place: 'clone', write: { 'far/new.csv': 'laid' } } as const;
      await assert.rejects(world.run(spec), /far is a link that leads out of the project/);
      assert.deepEqual(fs.readdirSync(path.join(base, 'elsewhere')), []);
    });

    it('goes round in no circle of links, and leaves out what leads nowhere', async function () {
      if (windows) this.skip();
      write('a.txt');
      fs.symlinkSync(root, path.join(root, 'self'));
      fs.symlinkSync(base, path.join(root, 'above'));
      fs.symlinkSync('/', path.join(root, 'all'));
      fs.symlinkSync('nowhere', path.join(root, 'broken'));
      fs.mkdirSync(path.join(base, 'beside'));
      fs.symlinkSync(root, path.join(base, 'beside', 'back'));
      fs.symlinkSync(path.join(base, 'beside'), path.join(root, 'beside'));
      const { stdout } = await world.run(inCopy(LIST));
      assert.equal(stdout.trim(), '.venv a.txt self');
    });

    it('leaves out pipes and sockets, and waits for none', async function () {
      if (windows) this.skip();
      write('a.txt');
      fs.mkdirSync(path.join(base, 'outside'));
      execFileSync('mkfifo', [path.join(root, 'pipe'), path.join(base, 'outside', 'pipe')]);
      fs.symlinkSync('pipe', path.join(root, 'link'));
      fs.symlinkSync(path.join(base, 'outside', 'pipe'), path.join(root, 'far'));
      const server = net.createServer();
      await new Promise<void>((resolve) => server.listen(path.join(root, 'socket'), resolve));
      try {
        assert.equal((await world.read('pipe')).kind, 'special');
        const { stdout } = await world.run(inCopy(LIST));
        assert.doesNotMatch(stdout, /pipe|socket|far/);
        assert.match(stdout, /a\.txt/);
      } finally {
        server.close();
      }
    });

    it('leaves out environments whatever their names, and keeps data', async () => {
      write('env/pyvenv.cfg');
      write('env/lib/x.py');
      write('conda/conda-meta/history');
      write('conda/bin/x');
      write('.tox/x/y');
      write('.nox/x/y');
      write('environments/production.env');
      write('mlruns/0/meta.yaml');
      write('.venv/pyvenv.cfg');
      assert.deepEqual(await world.list(), ['environments/production.env', 'mlruns/0/meta.yaml']);
      const { stdout } = await world.run(inCopy(LIST));
      assert.equal(stdout.trim(), '.venv environments/production.env mlruns/0/meta.yaml');
    });

    it('links an environment that is a link itself, and copies none', async function () {
      if (windows) this.skip();
      write('a.txt');
      for (const name of ['shared/lib/x.py', 'shared/pyvenv.cfg', 'other/conda-meta/history']) {
        fs.mkdirSync(path.dirname(path.join(base, name)), { recursive: true });
        fs.writeFileSync(path.join(base, name), '');
      }
      fs.symlinkSync(path.join(base, 'shared'), path.join(root, '.venv'));
      fs.symlinkSync(path.join(base, 'shared'), path.join(root, 'mine'));
      fs.symlinkSync(path.join(base, 'other'), path.join(root, 'conda'));
      const { stdout, after } = await world.run(inCopy(LIST));
      assert.equal(stdout.trim(), '.venv a.txt');
      assert.equal((await after.read('.venv/pyvenv.cfg')).kind, 'outside');
    });

    it('shows nothing of what another program left, nor of later changes', async () => {
      write('a.txt', 'before');
      const code = `const fs = require('fs'); console.log(fs.readFileSync('a.txt', 'utf8'), fs.existsSync('made'));
        fs.writeFileSync('a.txt', 'mine'); fs.writeFileSync('made', '')`;
      assert.equal((await world.run(inCopy(code))).stdout.trim(), 'before false');
      write('a.txt', 'after');
      const other = inCopy(code, { env: { OTHER: '1' } });
      assert.equal((await world.run(other)).stdout.trim(), 'before false');
    });

    it('goes away as soon as no later check needs it', async () => {
      write('a.txt', 'x');
      const first = inCopy("require('fs').writeFileSync('made', '1')");
      const second = inCopy("require('fs').writeFileSync('made', '2')");
      const { after } = await world.run(first);
      await world.run(second);
      await world.release((spec) => spec.argv[2] === first.argv[2]);
      const copies = () =>
        fs.readdirSync(world.folder() ?? '').filter((name) => name.startsWith('copy-'));
      assert.equal(copies().length, 1);
      assert.deepEqual(await after.read('made'), { kind: 'text', text: '1' });
      await world.release(() => false);
      assert.deepEqual(copies(), []);
    });

    it('of a service goes away with the service', async () => {
      write('a.txt', 'x');
      const code = `require('http').createServer((q, s) => s.end(require('fs').readFileSync('a.txt')))
        .listen(Number(process.argv[1]), '127.0.0.1')`;
      const service = await world.serve(inCopy(code, { argv: [node, '-e', code, '{port}'] }), '/');
      assert.ok(service.end === 'ready');
      const request = { method: 'GET', path: '/', headers: {} };
      assert.equal((await world.request(service.port, request))?.text, 'x');
      await service.stop();
      await service.stop();
      const left = fs.readdirSync(world.folder() ?? '');
      assert.deepEqual(left, ['pristine']);
    });

    it('keeps the right to execute, and takes files that are laid in', async function () {
      if (windows) this.skip();
      write('run.sh', '#!/bin/sh\necho ran $1\n', 0o755);
      const spec = inCopy('', { argv: ['./run.sh', 'well'], write: { 'new/file.txt': 'laid in' } });
      const { stdout, stderr, after } = await world.run(spec);
      assert.equal(stdout, 'ran well\n', stderr);
      assert.deepEqual(await after.read('new/file.txt'), { kind: 'text', text: 'laid in' });
    });
  });

  it('end a service that never finishes an answer at the deadline of its start', async () => {
    const code = `require('net').createServer((socket) => {
        socket.on('error', () => {}); socket.write('HTTP/1.1 200 OK\\r\\n');
        setInterval(() => socket.write('X-Drip: 1\\r\\n'), 100); })
      .listen(Number(process.argv[1]), '127.0.0.1')`;
    const spec = inCopy(code, { argv: [node, '-e', code, '{port}'], timeout: 1, place: 'project' });
    assert.equal((await world.serve(spec, '/')).end, 'silent');
  });

  describe('the project’s Python', () => {
    const python = '.venv/bin/python';
    const place = (content: string) => write(python, content, 0o755);
    const run = () => world.run(inCopy('', { argv: ['python', 'train.py'], place: 'project' }));
    before(function () {
      if (windows) this.skip();
    });

    it('is started once before the programs that need it', async () => {
      place('#!/bin/sh\necho "$@" >> "$PWD/starts"\necho ran\n');
      const { stdout } = await run();
      assert.equal(stdout, 'ran\n');
      await world.run(inCopy('', { argv: ['python', 'other.py'], place: 'project' }));
      const starts = fs.readFileSync(path.join(root, 'starts'), 'utf8').trim().split('\n');
      assert.deepEqual(starts.slice(1), ['train.py', 'other.py']);
    });

    for (const [what, content, problem] of [
      [
        'whose libraries have gone',
        '#!/bin/sh\necho "python: error while loading shared libraries: libpython3.11.so.1.0" >&2\nexit 127\n',
        /\.venv.*does not start.*libpython3\.11/,
      ],
      ['of another system', '\xcf\xfa\xed\xfe', /\.venv.*another system/],
      ['whose interpreter has gone', '#!/nowhere/python\n', /\.venv.*does not start/],
      ['that is killed', '#!/bin/sh\nkill -9 $$\n', /\.venv.*does not start/],
    ] as const) {
      it(`${what} is missing, with the remedy, and is no fault of the code`, async () => {
        fs.mkdirSync(path.join(root, '.venv', 'bin'), { recursive: true });
        fs.writeFileSync(path.join(root, python), Buffer.from(content, 'latin1'), { mode: 0o755 });
        const result = await run();
        assert.equal(result.end, 'missing');
        assert.match(result.problem ?? '', problem);
        assert.match(result.remedy ?? '', /Set Up Project.*python tasks\.py setup/);
        const spec = inCopy('', { argv: ['python', 'serve.py'], place: 'project' });
        const service = await world.serve(spec, '/');
        assert.ok(service.end === 'missing' && problem.test(service.problem ?? ''));
      });
    }

    it('that is a link to nowhere is missing', async () => {
      fs.mkdirSync(path.join(root, '.venv', 'bin'), { recursive: true });
      fs.symlinkSync('/nowhere/python3.11', path.join(root, python));
      const result = await run();
      assert.equal(result.end, 'missing');
      assert.match(result.problem ?? '', /leads to a Python that is no longer there/);
    });
  });
});

describe('the environment of a check’s programs', () => {
  it('holds what a Python, Go or a certificate store of this machine needs', () => {
    const own = {
      LD_LIBRARY_PATH: '/opt/python/lib',
      DYLD_FALLBACK_LIBRARY_PATH: '/opt/lib',
      NIX_LD: '/lib/ld.so',
      REQUESTS_CA_BUNDLE: '/etc/ca.pem',
      GOPROXY: 'https://proxy.example,direct',
    };
    const { LD_LIBRARY_PATH, DYLD_FALLBACK_LIBRARY_PATH, NIX_LD, REQUESTS_CA_BUNDLE, GOPROXY } =
      cleanEnvironment(own, {}) as typeof own;
    assert.deepEqual(
      { LD_LIBRARY_PATH, DYLD_FALLBACK_LIBRARY_PATH, NIX_LD, REQUESTS_CA_BUNDLE, GOPROXY },
      own,
    );
  });

  it('holds no password and no proxy, and reaches loopback directly', () => {
    const env = cleanEnvironment(
      {
        GOPROXY: 'https://me:hunter2@proxy.example',
        HTTPS_PROXY: 'http://me:hunter2@proxy.example',
        AWS_SECRET_ACCESS_KEY: 'hunter2',
        PIP_INDEX_URL: 'https://me:hunter2@packages.example',
      },
      {},
    );
    assert.doesNotMatch(JSON.stringify(env), /hunter2/);
    for (const name of ['NO_PROXY', 'no_proxy']) {
      assert.deepEqual(env[name]?.split(','), ['127.0.0.1', 'localhost', '::1']);
    }
  });
});
