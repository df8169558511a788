import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { listFromPs, listProcesses } from '../../src/node/processes/processTable.ts';
import {
  runProcess,
  runProgram,
  type ProcessOptions,
} from '../../src/node/processes/runProcess.ts';
import { removeFolder } from '../../src/node/processes/removeFolder.ts';
import { Supervisor } from '../../src/node/processes/supervisor.ts';

const node = process.execPath;
const env = { PATH: process.env['PATH'] };
const idle = 'setInterval(() => {}, 1000);';

describe('programs of checks', function () {
  this.timeout(30_000);
  let base: string;
  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(() => (base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'programs-')))));
  afterEach(() => fs.rmSync(base, { recursive: true, force: true }));

  const options = (code: string, over: Partial<ProcessOptions> = {}): ProcessOptions => ({
    argv: [node, '-e', code, base],
    cwd: base,
    env,
    timeout: 20_000,
    ...over,
  });
  const runs = (pid: number) => listProcesses().some((entry) => entry.pid === pid);
  const until = async (holds: () => boolean, what: string) => {
    const deadline = Date.now() + 15_000;
    while (!holds() && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.ok(holds(), what);
  };
  const numberIn = (name: string) => Number(fs.readFileSync(path.join(base, name), 'utf8'));
  const has = (name: string) => fs.existsSync(path.join(base, name));

  it('are asked to end first, and may stop their own children', async () => {
    const code = `process.on('SIGTERM', () => {
      require('fs').writeFileSync('cleaned', ''); process.exit(0); });
      console.log('up'); ${idle}`;
    const stop = new AbortController();
    const { end } = await runProcess(
      options(code, { signal: stop.signal, onOutput: () => stop.abort() }),
    );
    assert.equal(end, 'cancelled');
    assert.ok(has('cleaned'));
  });

  it('are killed when they do not end', async () => {
    const code = `process.on('SIGTERM', () => {}); console.log(process.pid); ${idle}`;
    const stop = new AbortController();
    const { end, stdout } = await runProcess(
      options(code, { signal: stop.signal, onOutput: () => stop.abort() }),
    );
    assert.equal(end, 'cancelled');
    assert.ok(!runs(Number(stdout)));
  });

  it('are ended at their deadline, however much they print', async () => {
    const code = "setInterval(() => console.log('still here'), 50)";
    const { end, stdout } = await runProcess(options(code, { timeout: 700 }));
    assert.equal(end, 'timeout');
    assert.match(stdout, /still here/);
  });

  it('do not start once the work was cancelled', async () => {
    const code = "require('fs').writeFileSync('started', '')";
    assert.equal(
      (await runProcess(options(code, { signal: AbortSignal.abort() }))).end,
      'cancelled',
    );
    assert.ok(!has('started'));
  });

  it('give their output as it came', async () => {
    const code = 'process.stdout.write(Buffer.from([0xff, 0x00, 0xfe]))';
    assert.deepEqual([...(await runProgram(options(code))).stdout], [0xff, 0x00, 0xfe]);
    const parts: string[] = [];
    const split = `process.stdout.write(Buffer.from([0xc3]));
      setTimeout(() => process.stdout.write(Buffer.from([0xa9])), 100)`;
    await runProcess(options(split, { onOutput: (text) => parts.push(text) }));
    assert.equal(parts.join(''), 'é');
  });

  it('say why they could not be started', async () => {
    const result = await runProgram(options('', { argv: [path.join(base, 'nowhere')] }));
    assert.equal(result.end, 'missing');
    assert.match(result.reason ?? '', /ENOENT/);
    const long = await runProgram(options('', { env: { ...env, LONG: 'x'.repeat(4_000_000) } }));
    assert.equal(long.end, 'missing');
    assert.match(long.reason ?? '', /E2BIG/);
  });

  describe('with descendants', () => {
    const supervised: Supervisor[] = [];
    const supervisor = () => {
      const made = new Supervisor();
      supervised.push(made);
      return made;
    };
    afterEach(async () => {
      for (const each of supervised.splice(0)) await each.end();
    });

    /** A child in a session of its own, whose parent ends at once and which holds the pipes. */
    const away = (body: string) => `const { spawn } = require('child_process');
      const inner = ${JSON.stringify(`require('fs').writeFileSync(process.argv[1] + '/away', String(process.pid)); ${body}`)};
      const outer = "require('child_process').spawn(process.execPath, ['-e', process.argv[1], process.argv[2]], { detached: true, stdio: 'inherit' }).unref()";
      spawn(process.execPath, ['-e', outer, inner, process.argv[1]], { detached: true, stdio: 'inherit' }).unref();
      const seen = setInterval(() => { if (require('fs').existsSync('away')) { clearInterval(seen); then(); } }, 20);`;
    before(function () {
      if (process.platform !== 'linux') this.skip();
    });

    it('end with all of them, also in other sessions with an ended parent', async () => {
      const code = `${away(`process.on('SIGTERM', () => {}); ${idle}`)} function then() { process.exit(0); }`;
      const { end, code: exit } = await runProcess(options(code, { supervisor: supervisor() }));
      assert.deepEqual([end, exit], ['exit', 0]);
      assert.ok(!runs(numberIn('away')));
    });

    it('end with all of them at their deadline', async () => {
      const code = `${away(idle)} function then() { ${idle} }`;
      const { end } = await runProcess(options(code, { supervisor: supervisor(), timeout: 3000 }));
      assert.equal(end, 'timeout');
      assert.ok(!runs(numberIn('away')));
    });

    it('leave those of another program alone', async () => {
      const both = supervisor();
      const quiet = `${away(idle)} function then() { ${idle} }`;
      const stop = new AbortController();
      const other = runProcess(options(quiet, { supervisor: both, signal: stop.signal }));
      await until(() => has('away'), 'it has started');
      await runProcess(options('', { supervisor: both }));
      assert.ok(runs(numberIn('away')));
      stop.abort();
      await other;
      assert.ok(!runs(numberIn('away')));
    });

    it('end with the verification, without waiting if need be', async () => {
      const owner = supervisor();
      const folder = await owner.makeFolder();
      const code = `${away(`process.on('SIGTERM', () => {}); ${idle}`)} function then() { ${idle} }`;
      const running = runProcess(options(code, { supervisor: owner }));
      await until(() => has('away'), 'it has started');
      owner.endNow();
      await until(() => !runs(numberIn('away')), 'it has ended');
      assert.ok(!fs.existsSync(folder));
      await running;
    });

    for (const [how, end] of [
      ['is killed', "process.kill(process.pid, 'SIGKILL')"],
      ['ends its process', 'process.exit(0)'],
    ] as const) {
      it(`end when the one who started them ${how}`, async () => {
        const code = `${away(idle)} function then() { require('fs').writeFileSync('parent', String(process.pid)); ${idle} }`;
        const module = path.resolve(import.meta.dirname, '../../src/node/processes/supervisor.ts');
        const worker = `import { Supervisor } from ${JSON.stringify(module)}; import * as fs from 'node:fs';
          const supervisor = new Supervisor();
          fs.writeFileSync('folder', await supervisor.makeFolder());
          supervisor.start(${JSON.stringify(options(code))}, () => {});
          setInterval(() => { if (fs.existsSync('parent')) ${end}; }, 20);`;
        fs.writeFileSync(path.join(base, 'worker.mts'), worker);
        const child = spawn(node, [...TYPESCRIPT, path.join(base, 'worker.mts')], {
          cwd: base,
          stdio: ['ignore', 'inherit', 'inherit'],
        });
        await once(child, 'exit');
        for (const name of ['parent', 'away']) {
          await until(() => !runs(numberIn(name)), `the ${name} program has ended`);
        }
        const folder = fs.readFileSync(path.join(base, 'folder'), 'utf8');
        await until(() => !fs.existsSync(folder), 'the folder has gone');
      });
    }
  });

  it('are found in the same way where there is no /proc', async () => {
    const child = spawn(node, ['-e', idle], { detached: true, stdio: 'ignore' });
    try {
      const own = listFromPs().find(({ pid }) => pid === child.pid);
      assert.deepEqual([own?.parent, own?.group], [process.pid, child.pid]);
      assert.notEqual(own?.start, '');
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    assert.equal(
      listFromPs().some(({ pid }) => pid === child.pid),
      false,
    );
  });

  it('may leave folders that forbid everything', async () => {
    const folder = path.join(base, 'left');
    fs.mkdirSync(path.join(folder, 'a', 'b'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'a', 'b', 'file'), '');
    for (const each of ['a/b', 'a']) fs.chmodSync(path.join(folder, each), 0o500);
    await removeFolder(folder);
    assert.ok(!fs.existsSync(folder));
  });
});

const TYPESCRIPT = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];
