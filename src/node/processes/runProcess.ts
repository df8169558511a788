import { StringDecoder } from 'node:string_decoder';
import type { ProcessResult } from '../../core/checks/world.ts';
import { Program, type ProgramExit, type ProgramOptions } from './program.ts';
import type { Supervisor } from './supervisor.ts';

/** A program to run to its end. */
export interface ProcessOptions extends ProgramOptions {
  /** In milliseconds, from its start, whatever it prints. */
  readonly timeout: number;
  /** Bytes of output after which it is ended. */
  readonly flood?: number;
  readonly onOutput?: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** Whose program it is: then its descendants are ended on every way out of this process. */
  readonly supervisor?: Supervisor;
}

/** How a program ended, with its output as it came. */
export interface ProgramResult {
  readonly end: ProcessResult['end'];
  /** Exit code; -1 when it was ended by a signal or did not start. */
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** The system's words when it could not be started. */
  readonly reason?: string;
}

const FLOOD = 4 * 1024 * 1024;

/** Runs a program without a shell to its end; neither it nor its children outlive its time. */
export async function runProcess(options: ProcessOptions): Promise<ProcessResult> {
  const { end, code, stdout, stderr } = await runProgram(options);
  return { end, code, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') };
}

/** The same, with the bytes of its output. */
export async function runProgram(options: ProcessOptions): Promise<ProgramResult> {
  const output: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  if (options.signal?.aborted === true) return resultOf('cancelled', -1, output);
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  let bytes = 0;
  let end: ProcessResult['end'] = 'exit';
  let stopped: () => void = () => undefined;
  const stopping = new Promise<void>((resolve) => (stopped = resolve));
  const stop = (why: ProcessResult['end']) => {
    if (end === 'exit') end = why;
    stopped();
  };
  const collect = (part: Buffer, name: 'stdout' | 'stderr') => {
    if (end !== 'exit') return;
    bytes += part.length;
    output[name].push(part);
    options.onOutput?.(decoders[name].write(part));
    if (bytes > (options.flood ?? FLOOD)) stop('flood');
  };
  const program = options.supervisor
    ? options.supervisor.start(options, collect)
    : new Program(options, undefined, collect);
  const timer = setTimeout(() => stop('timeout'), options.timeout);
  const abort = () => stop('cancelled');
  options.signal?.addEventListener('abort', abort, { once: true });
  const exit = await Promise.race([program.exited, stopping]);
  clearTimeout(timer);
  options.signal?.removeEventListener('abort', abort);
  // Children that a program leaves behind would hold ports and files.
  await (options.supervisor?.stop(program) ?? program.end());
  return exit === undefined ? resultOf(end, -1, output) : resultOfExit(end, exit, output);
}

type Output = Readonly<Record<'stdout' | 'stderr', readonly Buffer[]>>;

function resultOf(end: ProcessResult['end'], code: number, output: Output): ProgramResult {
  const [stdout, stderr] = [Buffer.concat(output.stdout), Buffer.concat(output.stderr)];
  return { end, code, stdout, stderr };
}

function resultOfExit(end: ProcessResult['end'], exit: ProgramExit, output: Output): ProgramResult {
  return exit.kind === 'missing'
    ? { ...resultOf('missing', -1, output), reason: exit.reason }
    : resultOf(end, exit.code ?? -1, output);
}
