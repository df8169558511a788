import { Worker } from 'node:worker_threads';
import type { Pattern, PatternMatch, SearchAnswer } from '../../core/checks/world.ts';

// In ticks, so that neither a busy editor nor a laptop that sleeps counts against a pattern.
const TICK = 100;
const TICKS_OF_TEXT = 10;
const TICKS_OF_START = 150;

/** What the worker answers; times in milliseconds. */
interface Answer {
  readonly hits?: readonly (readonly [text: number, index: number, match: string])[];
  readonly problem?: string;
  readonly took: number;
}

/**
 * The program of the worker. It is a text, so that one file is enough for the verifier, which is
 * copied into projects. The shared number is the text that it is at.
 */
const PROGRAM = `
const { parentPort, workerData: at } = require('node:worker_threads');
parentPort.on('message', ({ source, flags, texts }) => {
  const started = performance.now();
  const hits = [];
  let problem;
  try {
    const expression = new RegExp(source, flags);
    for (let text = 0; text < texts.length; text += 1) {
      Atomics.store(at, 0, text);
      const match = expression.exec(texts[text]);
      if (match) hits.push([text, match.index, match[0]]);
    }
  } catch (error) {
    problem = String(error && error.message);
  }
  parentPort.postMessage({ hits, problem, took: performance.now() - started });
});
`;

const NOT_YET = -1;

/**
 * Runs the regular expressions of a project in a thread of its own, which is ended when one takes
 * too long: nothing else stops a regular expression. One at a time; started with the first.
 */
export class PatternWorker {
  private readonly signal: AbortSignal;
  private readonly budget: number;
  private worker: Worker | undefined;
  private readonly at = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  private last: Promise<unknown> = Promise.resolve();
  private spent = 0;

  /** @param budget milliseconds that all searches may take together */
  constructor(signal: AbortSignal, budget = 15_000) {
    this.signal = signal;
    this.budget = budget;
  }

  /** See `CheckWorld.search`. */
  search(pattern: Pattern, texts: readonly string[]): Promise<SearchAnswer> {
    const answer = this.last.then(() => this.searchNext(pattern, texts));
    this.last = answer;
    return answer;
  }

  /** Ends the thread. */
  async dispose(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  private searchNext(pattern: Pattern, texts: readonly string[]): Promise<SearchAnswer> {
    if (this.signal.aborted) return Promise.resolve({ end: 'cancelled' });
    if (this.spent >= this.budget) {
      return Promise.resolve({ end: 'spent', seconds: this.budget / 1000 });
    }
    Atomics.store(this.at, 0, NOT_YET);
    const worker = (this.worker ??= this.start());
    return new Promise((resolve) => {
      let seen = NOT_YET;
      let ticks = 0;
      const settle = (answer: SearchAnswer) => {
        clearInterval(timer);
        this.signal.removeEventListener('abort', abort);
        worker.off('message', told).off('error', failed).off('exit', ended);
        // An idle thread must not keep the process alive.
        worker.unref();
        resolve(answer);
      };
      const end = (answer: SearchAnswer) => {
        settle(answer);
        void this.dispose();
      };
      const abort = () => end({ end: 'cancelled' });
      const timer = setInterval(() => {
        const now = Atomics.load(this.at, 0);
        ticks = now === seen ? ticks + 1 : 0;
        seen = now;
        if (ticks < (now === NOT_YET ? TICKS_OF_START : TICKS_OF_TEXT)) return;
        this.spent += ticks * TICK;
        if (now === NOT_YET) end({ end: 'refused', problem: 'no thread could be started for it' });
        else end({ end: 'slow', at: now, seconds: (TICKS_OF_TEXT * TICK) / 1000 });
      }, TICK);
      this.signal.addEventListener('abort', abort, { once: true });
      const told = ({ hits = [], problem, took }: Answer) => {
        this.spent += took;
        if (problem !== undefined) settle({ end: 'refused', problem });
        else settle({ end: 'done', matches: inOrder(hits, texts.length) });
      };
      // Such as a search that needs more memory than the thread has.
      const failed = (error: Error) => end({ end: 'refused', problem: error.message });
      const ended = () => end({ end: 'refused', problem: 'its thread ended' });
      worker.on('message', told).on('error', failed).on('exit', ended);
      worker.ref();
      worker.postMessage({ ...pattern, texts });
    });
  }

  private start(): Worker {
    const worker = new Worker(PROGRAM, {
      eval: true,
      workerData: this.at,
      env: {},
      // Loaders and inspectors of the process that verifies are none of its business.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 256 },
      name: 'patterns',
    });
    // While it is idle, nobody else listens; the next search starts another one.
    return worker
      .on('error', () => undefined)
      .on('exit', () => {
        if (this.worker === worker) this.worker = undefined;
      });
  }
}

function inOrder(
  hits: NonNullable<Answer['hits']>,
  count: number,
): readonly (PatternMatch | undefined)[] {
  const matches = Array.from<PatternMatch | undefined>({ length: count });
  for (const [at, index, text] of hits) matches[at] = { index, text };
  return matches;
}
