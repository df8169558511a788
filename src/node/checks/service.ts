import { StringDecoder } from 'node:string_decoder';
import type { Service } from '../../core/checks/world.ts';
import type { ProgramOptions } from '../processes/program.ts';
import type { Supervisor } from '../processes/supervisor.ts';
import { askLoopback } from './http.ts';

/** A service to start. */
export interface ServiceOptions extends ProgramOptions {
  /** Where it will listen. */
  readonly port: number;
  /** Path that is asked until it answers. */
  readonly ready: string;
  /** For the first answer, in milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly supervisor: Supervisor;
  readonly onOutput?: (text: string) => void;
}

const MOST_OUTPUT = 4 * 1024 * 1024;
const LONGEST_TRY_MS = 2000;
const PAUSE_MS = 50;

/** Starts a service and waits until it answers on loopback. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { port, ready, signal, supervisor } = options;
  if (options.signal.aborted) return { end: 'cancelled', output: '' };
  let output = '';
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  const deadline = performance.now() + options.timeout;
  const program = supervisor.start({ ...options, stdin: '' }, (part, name) => {
    const text = decoders[name].write(part);
    if (output.length < MOST_OUTPUT) output += text;
    options.onOutput?.(text);
  });
  let ended: 'missing' | 'stopped' | undefined;
  const exited = program.exited.then(({ kind }) => {
    ended = kind === 'missing' ? 'missing' : 'stopped';
  });
  const stop = async () => {
    await supervisor.stop(program);
    return output;
  };
  for (;;) {
    const left = deadline - performance.now();
    const end = ended ?? (signal.aborted ? 'cancelled' : left <= 0 ? 'silent' : undefined);
    if (end !== undefined) return { end, output: await stop() };
    const patience = { deadline: Math.min(left, LONGEST_TRY_MS), signal };
    const request = { method: 'GET', path: ready, headers: {} };
    const answer = await askLoopback(port, request, patience);
    // An answer after the service's end comes from another program.
    if (answer && ended === undefined) return { end: 'ready', port, stop };
    await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, PAUSE_MS))]);
  }
}
