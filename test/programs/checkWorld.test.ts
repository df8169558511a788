import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import type { ProcessSpec } from '../../src/core/checks/world.ts';
import { createWorld, type DisposableWorld } from '../../src/node/checks/world.ts';

const node = process.execPath;
const spec = (argv: readonly string[], over: Partial<ProcessSpec> = {}): ProcessSpec => ({
  argv,
  place: 'project',
  write: {},
  env: {},
  stdin: '',
  timeout: 20,
  ...over,
});
const script = (code: string, over: Partial<ProcessSpec> = {}) => spec([node, '-e', code], over);

describe('the world of a project', () => {
  let base: string;
  let root: string;
  let stop: AbortController;
  let world: DisposableWorld;
  beforeEach(() => {
    base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'world-')));
    root = path.join(base, 'project');
    fs.mkdirSync(root);
    stop = new AbortController();
    world = createWorld({ root, consent: true, signal: stop.signal });
  });
  afterEach(async () => {
    await world.dispose();
    fs.rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  });
  const write = (name: string, content: string | Uint8Array) => {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), content);
  };
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=L', '-c', 'user.email=l@localhost', ...args], {
      cwd: root,
      stdio: 'ignore',
    });
  const alive = (pid: number) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };

  it('reads text, and says what else stands there', async () => {
    write('a.txt', 'hello');
    write('data.bin', Uint8Array.of(1, 0, 2));
    write('large.csv', 'x'.repeat(2 * 1024 * 1024));
    assert.deepEqual(await world.read('a.txt'), { kind: 'text', text: 'hello' });
    assert.equal((await world.read('data.bin')).kind, 'binary');
    assert.equal((await world.read('large.csv')).kind, 'large');
    assert.equal((await world.read('')).kind, 'folder');
    assert.equal((await world.read('none')).kind, 'missing');
  });

  it('follows no link out of the project, and survives a loop of links', async () => {
    fs.writeFileSync(path.join(base, 'secret.txt'), 'secret');
    fs.symlinkSync(path.join(base, 'secret.txt'), path.join(root, 'link.txt'));
    fs.symlinkSync(root, path.join(root, 'loop'));
    fs.symlinkSync('b', path.join(root, 'a'));
    fs.symlinkSync('a', path.join(root, 'b'));
    write('src/x.py', '');
    assert.equal((await world.read('link.txt')).kind, 'outside');
    assert.equal((await world.read('a')).kind, 'outside');
    assert.deepEqual(await world.list(), ['a', 'b', 'link.txt', 'loop', 'src/x.py']);
  });

  it('lists what a learner writes, and not what tools make', async () => {
    for (const name of [
      'src/a.py',
      '.github/ci.yml',
      '.venv/x.py',
      '.git/config',
      'src/__pycache__/a.pyc',
      '.pytest_cache/x',
      'node_modules/y.js',
    ])
      write(name, '');
    assert.deepEqual(await world.list(), ['.github/ci.yml', 'src/a.py']);
  });

  it('runs a program without a shell, with a clean environment', async () => {
    process.env['MY_SECRET_TOKEN'] = 'hunter2';
    try {
      const { end, code, stdout } = await world.run(
        script('console.log(process.argv[1], process.env.GREETING, process.env.MY_SECRET_TOKEN)', {
          argv: [
            node,
            '-e',
            'console.log(process.argv[1], process.env.GREETING, process.env.MY_SECRET_TOKEN)',
            '$HOME;ls',
          ],
          env: { GREETING: 'hello' },
        }),
      );
      assert.deepEqual([end, code, stdout.trim()], ['exit', 0, '$HOME;ls hello undefined']);
    } finally {
      delete process.env['MY_SECRET_TOKEN'];
    }
  });

  it('ends a program that hangs, with the children that it has started', async () => {
    const code = `const { spawn } = require('child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      console.log(child.pid); setInterval(() => {}, 1000);`;
    const { end, stdout } = await world.run(script(code, { timeout: 1 }));
    assert.equal(end, 'timeout');
    const child = Number(stdout.trim());
    assert.ok(child > 0);
    for (let tries = 0; alive(child) && tries < 100; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(!alive(child), 'the child is still there');
  });

  it('does not wait for a child that a program leaves behind, and ends it', async () => {
    const code = `const { spawn } = require('child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      console.log(child.pid); process.exit(0);`;
    const { end, code: exit, stdout } = await world.run(script(code));
    assert.deepEqual([end, exit], ['exit', 0]);
    const child = Number(stdout.trim());
    for (let tries = 0; alive(child) && tries < 100; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(!alive(child), 'the child is still there');
  });

  it('ends a program that prints without end, and keeps little of it', async () => {
    const { end, stdout } = await world.run(
      script("const go = () => process.stdout.write('x'.repeat(10000), go); go();"),
    );
    assert.equal(end, 'flood');
    assert.ok(stdout.length < 8 * 1024 * 1024);
  });

  it('says what is missing', async () => {
    assert.equal((await world.run(spec(['no-such-program-here']))).end, 'missing');
    const python = await world.run(spec(['python', '-c', 'print(1)']));
    assert.equal(python.end, 'missing');
    assert.match(python.remedy ?? '', /Set Up Project/);
  });

  it('stops when the learner cancels', async () => {
    const running = world.run(script('setInterval(() => {}, 1000)'));
    stop.abort();
    assert.equal((await running).end, 'cancelled');
  });

  it('runs equal programs once, and others anew', async () => {
    const count = script("require('fs').appendFileSync('count', 'x')");
    await Promise.all([world.run(count), world.run(count)]);
    await world.run({ ...count, env: { OTHER: '1' } });
    assert.equal(fs.readFileSync(path.join(root, 'count'), 'utf8'), 'xx');
  });

  it('gives a program a scratch folder, which its checks can read and which goes away', async () => {
    const code = "require('fs').writeFileSync(process.argv[1] + '/out.json', '{}')";
    const { after } = await world.run(spec([node, '-e', code, '{scratch}']));
    assert.deepEqual(await after.read('{scratch}/out.json'), { kind: 'text', text: '{}' });
    assert.equal((await world.read('{scratch}/out.json')).kind, 'missing');
    const folder = world.folder() ?? '';
    await world.dispose();
    assert.ok(!fs.existsSync(folder));
  });

  it('runs in a copy with files laid over, and leaves the project as it is', async () => {
    write('a.txt', 'one');
    const code = "require('fs').writeFileSync('made', require('fs').readFileSync('a.txt'))";
    const { after } = await world.run(script(code, { place: 'copy', write: { 'a.txt': 'two' } }));
    assert.deepEqual(await after.read('made'), { kind: 'text', text: 'two' });
    assert.deepEqual(fs.readdirSync(root), ['a.txt']);
    assert.equal(fs.readFileSync(path.join(root, 'a.txt'), 'utf8'), 'one');
  });

  it('runs in a clean clone of the last commit', async () => {
    git('init', '--quiet');
    write('a.txt', 'committed');
    git('add', '.');
    git('commit', '--quiet', '--message', 'first');
    write('a.txt', 'changed');
    write('new.txt', '');
    const { stdout } = await world.run(
      script(
        "console.log(require('fs').readFileSync('a.txt', 'utf8'), require('fs').existsSync('new.txt'))",
        { place: 'clone' },
      ),
    );
    assert.equal(stdout.trim(), 'committed false');
  });

  it('runs no hook and no file monitor of a repository', async () => {
    git('init', '--quiet');
    const trap = path.join(base, 'trap');
    fs.writeFileSync(trap, `#!/bin/sh\ntouch ${path.join(base, 'sprung')}\n`, { mode: 0o755 });
    git('config', 'core.fsmonitor', trap);
    write('a.txt', '');
    assert.equal((await world.git(['status', '--porcelain'])).code, 0);
    assert.ok(!fs.existsSync(path.join(base, 'sprung')));
  });

  it('starts a service on a free port, asks it, and ends it', async () => {
    const code = `require('http').createServer((q, s) => { s.setHeader('X-A', 'b'); s.end(q.method + q.url) })
      .listen(Number(process.argv[1]), '127.0.0.1', () => console.log('up'))`;
    const service = await world.serve(spec([node, '-e', code, '{port}']), '/');
    assert.ok(service.end === 'ready');
    const answer = await world.request(service.port, { method: 'POST', path: '/x', headers: {} });
    assert.deepEqual([answer?.status, answer?.text, answer?.headers['x-a']], [200, 'POST/x', 'b']);
    assert.match(await service.stop(), /up/);
    assert.equal(
      await world.request(service.port, { method: 'GET', path: '/', headers: {} }),
      undefined,
    );
  });

  it('says when a service ends at once, or never answers', async () => {
    const dead = await world.serve(script("console.error('no config'); process.exit(3)"), '/');
    assert.ok(dead.end === 'stopped' && dead.output.includes('no config'));
    const silent = await world.serve(script('setInterval(() => {}, 1000)', { timeout: 1 }), '/');
    assert.equal(silent.end, 'silent');
  });

  it('takes another port when a learner’s own service has one', async () => {
    const own = http.createServer((_, response) => response.end('own'));
    await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
    const code =
      "require('http').createServer((q, s) => s.end('theirs')).listen(Number(process.argv[1]), '127.0.0.1')";
    const service = await world.serve(spec([node, '-e', code, '{port}']), '/');
    assert.ok(service.end === 'ready');
    assert.notEqual(service.port, (own.address() as AddressInfo).port);
    await service.stop();
    own.close();
  });
});
