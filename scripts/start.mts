import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { installVsix, launchServed } from './servedVscode/launch.mts';
import { cacheFolder, root } from './setup/places.mjs';

// Builds the product and opens it: in the desktop VS Code when there is one, else in the served
// one on loopback. `--no-open` and `--port N` are for scripts and take the served one.

const { values } = parseArgs({
  options: {
    'no-open': { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
  },
});
const practice = path.join(cacheFolder(), 'practice');
mkdirSync(practice, { recursive: true });

const desktop = !values['no-open'] && values.port === '0' && works('code');
if (desktop) {
  npm('run', 'build');
  spawnSync('code', [`--extensionDevelopmentPath=${root}`, practice], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
} else {
  await serve(Number(values.port));
}

async function serve(port: number): Promise<void> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    fail(`--port ${values.port} is no port. Give a number from 1 to 65535.`);
    return;
  }
  if (port !== 0 && !(await isFree(port))) {
    fail(`Port ${port} is in use. Give another one with --port, or stop what listens there.`);
    return;
  }
  const setup = spawnSync(process.execPath, [path.join(root, 'scripts', 'setup.mjs'), 'served'], {
    stdio: 'inherit',
  });
  if (setup.status !== 0) return void (process.exitCode = 1);
  npm('run', 'package');
  const dataFolder = path.join(cacheFolder(), 'start');
  installVsix(path.join(root, 'dist', 'mlops-roadmap.vsix'), dataFolder);
  const served = await launchServed({ dataFolder, port });
  console.log(
    `Open this address in a browser (Ctrl-C ends it):\nhttp://127.0.0.1:${served.port}/?folder=${encodeURIComponent(practice)}`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      served.stop();
      process.exit(0);
    });
  }
}

function npm(...args: readonly string[]): void {
  const { status } = spawnSync('npm', [...args], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function works(command: string): boolean {
  return (
    spawnSync(command, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' })
      .status === 0
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 2;
}
