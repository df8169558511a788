import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { KILLS, KILLS_TIMEOUT_MS, seeded } from './killing.ts';
import { counted } from './tally.ts';

// Every process of a run has the test's folder among its arguments, also the watchdog, whose
// folder for temporary files is in it.

const RECORD = {
  ...{ version: 1, project: 'demo', starter: '1.0.0', roadmap: '1.0.0' },
  ...{ instance: 'i-1', name: 'demo', options: {}, files: {} },
};

/** Starts children: one plain, one that ignores SIGTERM, one in a session of its own whose parent ends. */
const FAMILY = `
const { spawn } = require('node:child_process');
const stubborn = 'trap "" TERM HUP; while :; do sleep 1; done';
exports.start = (mark) => {
  spawn('/bin/sh', ['-c', 'while :; do sleep 1; done', mark], { stdio: 'inherit' });
  spawn('/bin/sh', ['-c', stubborn, mark], { stdio: 'inherit' });
  const away = \`const { spawn } = require('node:child_process');
    spawn('/bin/sh', ['-c', process.argv[1], process.argv[2]], { detached: true, stdio: 'inherit' }).unref();\`;
  spawn(process.execPath, ['-e', away, stubborn, mark], { detached: true, stdio: 'inherit' }).unref();
};`;
const TASK = `
require('./family.cjs').start(process.argv[2]);
require('node:fs').writeFileSync('left-behind.txt', 'x');
setTimeout(() => process.exit(0), 500);`;
const SERVICE = `
require('./family.cjs').start(process.argv[2]);
require('node:http').createServer((_, response) => setTimeout(() => response.end('well'), 200))
  .listen(Number(process.argv[3]), '127.0.0.1');`;

const SIGNALS = ['SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGINT', 'SIGINT twice'] as const;
const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

describe(`a verification that is ended (${KILLS} times)`, function () {
  let base: string;
  let verifier: string;
  before(async function () {
    if (process.platform === 'win32') this.skip();
    base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'verify-kills-')));
    const root = path.join(base, 'project');
    verifier = path.join(root, '.mlops-roadmap', 'verify.cjs');
    fs.mkdirSync(path.join(base, 'tmp'));
    await esbuild.build({
      entryPoints: [path.resolve(import.meta.dirname, '../../src/cli/verifier.ts')],
      outfile: verifier,
      ...{ bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'error' },
    });
    const write = (name: string, text: string) => fs.writeFileSync(path.join(root, name), text);
    write('family.cjs', FAMILY);
    write('task.cjs', TASK);
    write('service.cjs', SERVICE);
    const checks = [
      { id: 'a', command: { run: [process.execPath, 'task.cjs', base], in: 'copy' } },
      {
        id: 'b',
        http: {
          serve: [process.execPath, 'service.cjs', base, '{port}'],
          requests: [{ path: '/', times: 3 }],
        },
      },
    ].map((check) => ({ ...check, title: `Check ${check.id}` }));
    const step = { id: 'one', title: 'One', goal: 'Go.', hints: ['a', 'b', 'c'], checks };
    const file = { version: 1, project: 'demo', content: '1.0.0', steps: [step] };
    write('.mlops-roadmap/project.json', JSON.stringify(RECORD));
    write('.mlops-roadmap/checks.json', JSON.stringify(file));
  });
  after(() => fs.rmSync(base, { recursive: true, force: true }));

  /** @param interrupt is called with the process as soon as it has been started. */
  const verify = async (interrupt: (pid: number) => void) => {
    const child = spawn(process.execPath, [verifier, '--yes'], {
      env: { ...process.env, TMPDIR: path.join(base, 'tmp') },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
    }
    interrupt(child.pid ?? 0);
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return { code, signal, printed };
  };
  const leftovers = () => [
    ...execFileSync('ps', ['-A', '-ww', '-o', 'pid=,stat=,args='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(base) && !/^\s*\d+\s+Z/.test(line)),
    ...fs.readdirSync(path.join(base, 'tmp')),
  ];
  const untilNothingIsLeft = async (run: string) => {
    const deadline = Date.now() + 30_000;
    while (leftovers().length > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.deepEqual(leftovers(), [], run);
  };

  it('leaves no process and no temporary folder, whatever ends it', async function () {
    this.timeout(KILLS_TIMEOUT_MS);
    const started = performance.now();
    const whole = await verify(() => undefined);
    const duration = performance.now() - started;
    assert.equal(whole.code, 0, whole.printed);
    await untilNothingIsLeft('a whole verification');
    const random = seeded(2);
    let interrupted = 0;
    for (const round of counted(Array(KILLS).keys())) {
      const how = SIGNALS[round % SIGNALS.length] ?? 'SIGKILL';
      const after = random() * duration;
      const run = `${how} after ${after.toFixed(0)} of ${duration.toFixed(0)} ms`;
      const name = how === 'SIGINT twice' ? 'SIGINT' : how;
      const { code, signal, printed } = await verify((pid) => {
        const send = () => {
          try {
            process.kill(pid, name);
          } catch {
            // It has ended already.
          }
        };
        setTimeout(send, after);
        if (how === 'SIGINT twice') setTimeout(send, after + 100);
      });
      await untilNothingIsLeft(run);
      if (code === 0) continue;
      interrupted += 1;
      // Before it listens, the signal itself ends it.
      if (signal !== null) assert.equal(signal, name, run);
      else assert.equal(code, 128 + NUMBERS[name as keyof typeof NUMBERS], `${run}: ${printed}`);
    }
    assert.ok(interrupted > KILLS / 4, `only ${interrupted} of ${KILLS} were ended in time`);
  });
});
