import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import * as path from 'node:path';
import { newFolder, projectOf, projects, tasks } from './project.ts';

let base: string;
before(() => (base = newFolder()));
after(() => fs.rmSync(base, { recursive: true, force: true }));

describe('a tracking server that does not answer', () => {
  const COMMANDS = ['track', 'compare', 'promote', 'predict', 'rollback', 'reproduce'];
  let project: string;
  before(() => {
    project = projectOf(base, 'tracked-experiments');
    const src = path.join(project, 'src', 'mlr_starter');
    const starter = path.join(projects, 'tracked-experiments', 'starter', 'src', 'mlr_starter');
    fs.mkdirSync(src);
    for (const file of ['__init__.py', 'errors.py', 'health.py']) {
      fs.copyFileSync(path.join(starter, file), path.join(src, file));
    }
    for (const name of COMMANDS) {
      const settings =
        '[os.environ[f"MLFLOW_HTTP_REQUEST_{n}"] for n in ("MAX_RETRIES", "TIMEOUT")]';
      fs.writeFileSync(path.join(src, `${name}.py`), `import os\nprint("asked", ${settings})\n`);
    }
  });
  const ask = (command: string, uri: string, env: NodeJS.ProcessEnv = {}) =>
    tasks(project, [command], { MLFLOW_TRACKING_URI: uri, ...env }).ended;
  const LINE = (address: string) =>
    `${address} does not answer. Start the server (python tasks.py server), or unset MLFLOW_TRACKING_URI.\n`;

  async function serving<T>(server: net.Server, use: (port: number) => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const open = new Set<net.Socket>();
    server.on('connection', (socket: net.Socket) => open.add(socket));
    try {
      return await use((server.address() as net.AddressInfo).port);
    } finally {
      for (const socket of open) socket.destroy();
      server.close();
    }
  }

  for (const command of COMMANDS) {
    it(`is said in one line, without a password: ${command}`, async () => {
      const port = await serving(net.createServer(), (free) => Promise.resolve(free));
      const { code, output } = await ask(command, `http://me:secret@127.0.0.1:${port}/`);
      assert.deepEqual([code, output], [1, LINE(`http://127.0.0.1:${port}`)]);
    });
  }

  it('is said as well when it takes the connection and is silent', async () => {
    await serving(net.createServer(), async (port) => {
      const { code, output } = await ask('compare', `http://127.0.0.1:${port}`);
      assert.deepEqual([code, output], [1, LINE(`http://127.0.0.1:${port}`)]);
    });
  });

  it('is one that answers whatever it says, also behind a proxy', async () => {
    const server = http.createServer((_, answer) => answer.writeHead(401).end());
    await serving(server, async (port) => {
      const env = { http_proxy: 'http://127.0.0.1:9' };
      const { output } = await ask('compare', `http://me:secret@127.0.0.1:${port}`, env);
      assert.equal(output, "asked ['2', '30']\n");
    });
  });

  it('is not asked about where runs go to a file, and your own settings stay', async () => {
    const env = { MLFLOW_HTTP_REQUEST_MAX_RETRIES: '5', MLFLOW_HTTP_REQUEST_TIMEOUT: '7' };
    for (const uri of ['', 'sqlite:///mlflow.db', 'file:///tmp/mlruns']) {
      assert.equal((await ask('track', uri, env)).output, "asked ['5', '7']\n");
    }
  });
});

describe('what a run of DVC that was ended leaves behind', () => {
  const FRESH = { ago: 0, content: '' };
  for (const [name, { ago, content }, stays] of [
    ['is removed when it is empty', { ago: 60, content: '' }, false],
    ['is removed when it is half written', { ago: 60, content: '{"read": {' }, false],
    ['stays when DVC can read it', { ago: 60, content: '{"read": {}, "write": {}}' }, true],
    ['stays while another run may be writing it', FRESH, true],
  ] as const) {
    it(name, async () => {
      const project = projectOf(base, 'tracked-experiments');
      fs.writeFileSync(path.join(project, 'src', 'dvc.py'), 'print("DVC runs")');
      const locks = path.join(project, '.dvc', 'tmp', 'rwlock');
      fs.mkdirSync(path.dirname(locks), { recursive: true });
      fs.writeFileSync(locks, content);
      // Fresh: of a time that has not come yet, however slow this machine is.
      const written = Date.now() / 1000 + (ago === 0 ? 3600 : -ago);
      fs.utimesSync(locks, written, written);
      const { code, output } = await tasks(project, ['dvc', 'repro']).ended;
      assert.equal(code, 0, output);
      assert.match(output, /DVC runs/);
      assert.equal(fs.existsSync(locks), stays);
      assert.equal(/^Removed \.dvc\/tmp\/rwlock, /m.test(output), !stays);
    });
  }
});
