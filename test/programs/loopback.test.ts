import assert from 'node:assert/strict';
import * as http from 'node:http';
import * as net from 'node:net';
import { askLoopback } from '../../src/node/checks/http.ts';

const get = { method: 'GET', path: '/', headers: {} };

describe('a request to a service', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });
  /** A server that does what it likes with a connection; resolves to its port. */
  const listen = async (talk: (socket: net.Socket) => void): Promise<number> => {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      closing.push(() => socket.destroy());
      talk(socket);
    });
    closing.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as net.AddressInfo).port;
  };
  /** Writes a beginning, then one part again and again, which keeps any idle connection busy. */
  const dripping = (first: string, part: string) =>
    listen((socket) => {
      socket.write(first);
      const drip = setInterval(() => socket.write(part), 20);
      socket.once('close', () => clearInterval(drip));
    });
  const patience = (deadline: number, signal = new AbortController().signal) => ({
    deadline,
    signal,
  });

  for (const [what, first, part] of [
    ['headers that never end', 'HTTP/1.1 200 OK\r\n', 'X-Drip: 1\r\n'],
    ['a body that never ends', 'HTTP/1.1 200 OK\r\n\r\n', 'x'],
    ['a status line that never ends', 'HTTP/1.1 200 O', 'K'],
  ] as const) {
    it(`ends at its deadline with ${what}`, async () => {
      const port = await dripping(first, part);
      assert.equal(await askLoopback(port, get, patience(300)), undefined);
    });

    it(`ends when the learner cancels during ${what}`, async () => {
      const port = await dripping(first, part);
      const stop = new AbortController();
      const asking = askLoopback(port, get, patience(60_000, stop.signal));
      setTimeout(() => stop.abort(), 50);
      assert.equal(await asking, undefined);
    });
  }

  it('ends with a service that says nothing, and with none', async () => {
    const port = await listen(() => undefined);
    assert.equal(await askLoopback(port, get, patience(200)), undefined);
    closing.splice(0).forEach((close) => close());
    assert.equal(await askLoopback(port, get, patience(5000)), undefined);
  });

  it('cuts an answer that is very long', async () => {
    const port = await dripping('HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(1024 * 1024));
    const answer = await askLoopback(port, get, patience(60_000));
    assert.equal(answer?.status, 200);
    assert.ok(answer.text.length < 16 * 1024 * 1024);
  });

  it('does not follow a redirect', async () => {
    const server = http.createServer((_, response) => {
      response.writeHead(302, { location: 'http://example.invalid/' }).end();
    });
    closing.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const answer = await askLoopback(
      (server.address() as net.AddressInfo).port,
      get,
      patience(5000),
    );
    assert.equal(answer?.status, 302);
  });

  it('goes to loopback whatever proxy the environment names', async () => {
    const port = await listen((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nme'),
    );
    const before = { ...process.env };
    Object.assign(process.env, {
      HTTP_PROXY: 'http://127.0.0.1:9',
      http_proxy: 'http://127.0.0.1:9',
    });
    try {
      assert.equal((await askLoopback(port, get, patience(5000)))?.text, 'me');
    } finally {
      for (const name of ['HTTP_PROXY', 'http_proxy']) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
      }
    }
  });
});
