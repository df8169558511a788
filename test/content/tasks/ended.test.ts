import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type * as net from 'node:net';
import * as path from 'node:path';
import { STARTERS, isThere, newFolder, projectOf, start, tasks } from './project.ts';

let base: string;
before(() => (base = newFolder()));
after(() => fs.rmSync(base, { recursive: true, force: true }));

// A server in a session of its own, which a signal to a group does not reach.
const LEAVES_A_SERVER = `
import subprocess, sys, time
server = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
print("started", server.pid, flush=True)
time.sleep(600)
`;

const tidiesUp = (signal: string) => `
import signal, sys, time
from pathlib import Path
def tidy(*_):
    time.sleep(1)
    Path("tidy").touch()
    sys.exit(0)
signal.signal(signal.${signal}, tidy)
print("started", flush=True)
time.sleep(600)
`;

const HEARS_NOTHING = `
import os, signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
print("started", os.getpid(), flush=True)
time.sleep(600)
`;

for (const id of STARTERS) {
  describe(`tasks.py of ${id}, ended from outside`, () => {
    for (const [signal, code] of [
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ] as const) {
      it(`by ${signal} leaves nothing behind`, async () => {
        const task = tasks(projectOf(base, id, LEAVES_A_SERVER), ['check']);
        const server = Number((await task.says(/started (\d+)/))[1]);
        process.kill(task.pid, signal);
        const { code: found, output } = await task.ended;
        assert.equal(found, code, output);
        assert.equal(isThere(server), false);
        assert.doesNotMatch(output, /Traceback|Not green/);
      });

      it(`by ${signal} lets its program end in order`, async () => {
        const project = projectOf(base, id, tidiesUp(signal));
        const task = tasks(project, ['check']);
        await task.says(/started/);
        process.kill(task.pid, signal);
        assert.equal((await task.ended).code, code);
        assert.ok(fs.existsSync(path.join(project, 'tidy')));
      });
    }

    it('goes on under nohup when the terminal closes', async () => {
      const project = projectOf(base, id, tidiesUp('SIGTERM'));
      const task = start(project, ['nohup', 'python3', 'tasks.py', 'check']);
      await task.says(/started/);
      process.kill(task.pid, 'SIGHUP');
      process.kill(task.pid, 'SIGTERM');
      assert.equal((await task.ended).code, 143);
    });

    it('by Ctrl-C lets its program end in order', async () => {
      const project = projectOf(base, id, tidiesUp('SIGINT'));
      const task = tasks(project, ['check']);
      await task.says(/started/);
      // A terminal sends it to the whole group.
      process.kill(-task.pid, 'SIGINT');
      const { code, output } = await task.ended;
      assert.equal(code, 130);
      assert.match(output, /^Stopped\./m);
      assert.doesNotMatch(output, /Traceback/);
      assert.ok(fs.existsSync(path.join(project, 'tidy')));
    });

    it('by Ctrl-C twice does not wait for a program that hears nothing', async () => {
      const task = tasks(projectOf(base, id, HEARS_NOTHING), ['check']);
      const program = Number((await task.says(/started (\d+)/))[1]);
      const again = setInterval(() => process.kill(-task.pid, 'SIGINT'), 500);
      const { code, output } = await task.ended.finally(() => clearInterval(again));
      assert.equal(code, 130, output);
      assert.equal(isThere(program), false);
    });

    it('says as a shell does that its program was killed', async () => {
      const project = projectOf(
        base,
        id,
        'import os, signal; os.kill(os.getpid(), signal.SIGKILL)',
      );
      assert.equal((await tasks(project, ['check']).ended).code, 137);
    });
  });

  describe(`tasks.py of ${id}, behind a proxy`, () => {
    const ASKS = `
import urllib.request
print("heard", urllib.request.urlopen(open("address").read()).read().decode())
`;
    const SHOWS = 'import os; print([os.environ.get(n) for n in ("NO_PROXY", "no_proxy")])';
    const NOWHERE = { HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9' };

    it('reaches a server of this machine', async () => {
      const server = http.createServer((_, answer) => answer.end('hello'));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      try {
        const project = projectOf(base, id, ASKS);
        const { port } = server.address() as net.AddressInfo;
        fs.writeFileSync(path.join(project, 'address'), `http://127.0.0.1:${port}/`);
        const { output } = await tasks(project, ['check'], NOWHERE).ended;
        assert.match(output, /heard hello/);
      } finally {
        server.close();
      }
    });

    it('keeps what you except from the proxy', async () => {
      const project = projectOf(base, id, SHOWS);
      const shown = async (env: NodeJS.ProcessEnv) =>
        (await tasks(project, ['check'], env).ended).output.split('\n')[0];
      const all = "'corp.example,127.0.0.1,localhost,::1'";
      assert.equal(await shown({ ...NOWHERE, NO_PROXY: 'corp.example' }), `[${all}, ${all}]`);
      assert.equal(await shown({ ...NOWHERE, NO_PROXY: '*' }), "['*', None]");
      // Alone it would hide the proxy that Windows or macOS has in its settings.
      assert.equal(await shown({}), '[None, None]');
    });
  });
}
