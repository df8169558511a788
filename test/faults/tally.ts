import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../../scripts/setup/places.mjs';

/** What one test tried; `npm run test:faults` sums these lines for docs/RELIABILITY.md. */
export interface Tally {
  /** The outermost `describe` of the test. */
  readonly fault: string;
  readonly tried: number;
  readonly survived: number;
  /** It cannot be tried on this machine. */
  readonly skipped?: true;
}

/** One JSON object a line. */
export const TALLY_FILE = path.join(root, 'out', 'faults.jsonl');

let count = { tried: 0, survived: 0 };

/** The same faults, one by one; one counts as survived when the next is asked for. */
export function* counted<T>(faults: Iterable<T>): Generator<T> {
  for (const fault of faults) {
    count.tried += 1;
    yield fault;
    count.survived += 1;
  }
}

// Mocha loads this file before the tests (`--require`). A test that counts nothing is one fault.
export const mochaHooks = {
  beforeEach(): void {
    count = { tried: 0, survived: 0 };
  },
  afterEach(this: Mocha.Context): void {
    const test = this.currentTest;
    if (!test || test.isPending()) return;
    const whole = { tried: 1, survived: test.isPassed() ? 1 : 0 };
    record({ fault: faultOf(test), ...(count.tried > 0 ? count : whole) });
  },
  afterAll(this: Mocha.Context): void {
    this.test?.parent?.eachTest((test) => {
      if (test.isPending()) record({ fault: faultOf(test), tried: 0, survived: 0, skipped: true });
    });
  },
};

function faultOf(test: Mocha.Test): string {
  return (test.titlePath()[0] ?? '').replace(/ \(.*\)$/, '');
}

function record(tally: Tally): void {
  fs.appendFileSync(TALLY_FILE, `${JSON.stringify(tally)}\n`);
}

/** Runs once, in the process that starts the others. */
export function mochaGlobalSetup(): void {
  fs.mkdirSync(path.dirname(TALLY_FILE), { recursive: true });
  fs.rmSync(TALLY_FILE, { force: true });
}
