import * as http from 'node:http';
import * as net from 'node:net';
import type { HttpAnswer, HttpRequest } from '../../core/checks/world.ts';

/** How long an answer may take. */
export interface Patience {
  /** In milliseconds, from the request to the end of the answer, however busy the connection is. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

const LARGEST_ANSWER = 4 * 1024 * 1024;

/**
 * Sends a request to a port of loopback, whatever proxy the environment names. Redirects are not
 * followed, and a very long answer is cut.
 * @returns undefined when there is no whole answer before the deadline.
 */
export function askLoopback(
  port: number,
  { method, path, headers, body }: HttpRequest,
  { deadline, signal }: Patience,
): Promise<HttpAnswer | undefined> {
  const started = performance.now();
  return new Promise((resolve) => {
    const request = http.request({ host: '127.0.0.1', port, method, path, headers, agent: false });
    let late = false;
    const giveUp = () => {
      late = true;
      request.destroy();
      settle(undefined);
    };
    const timer = setTimeout(giveUp, deadline);
    const settle = (answer: HttpAnswer | undefined) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      resolve(answer);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    request.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (text.length > LARGEST_ANSWER) response.destroy();
      });
      response.once('close', () => {
        if (late) return;
        settle({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
          ),
          text,
          milliseconds: Math.round(performance.now() - started),
        });
      });
    });
    request.on('error', () => settle(undefined));
    request.end(body);
  });
}

/** A port of loopback that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
