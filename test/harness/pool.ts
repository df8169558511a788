/** How much goes on at the same time; a verification mostly keeps one processor busy. */
export const AT_A_TIME = 2;

/** Something to do that takes its time. */
export type Work<T = void> = () => Promise<T>;

/** Does work in the order in which it comes in, some at a time. */
export class Pool {
  private readonly waiting: Work[] = [];
  private readonly running = new Set<Promise<void>>();

  /** Resolves or fails as the work does. */
  add<T>(work: Work<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.waiting.push(() => work().then(resolve, reject));
      this.next();
    });
  }

  private next(): void {
    if (this.running.size >= AT_A_TIME) return;
    const work = this.waiting.shift();
    if (!work) return;
    const running: Promise<void> = work().finally(() => {
      this.running.delete(running);
      this.next();
    });
    this.running.add(running);
  }
}

/** Waits for all; fails with everything that failed. */
export async function allOf(works: readonly Promise<void>[]): Promise<void> {
  const ended = await Promise.allSettled(works);
  const failures = ended.flatMap((each) =>
    each.status === 'rejected' ? [each.reason as unknown] : [],
  );
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new Error(failures.map(String).join('\n'));
}

/** A test of a group that goes on together. */
export interface PooledTest {
  readonly title: string;
  /** Why it cannot be run here; undefined when it can. */
  readonly skipped?: boolean;
  readonly work: Work;
}

/** Tests that run some at a time, and are told one after the other. */
export function testsTogether(tests: readonly PooledTest[]): void {
  const results = new Map<PooledTest, Promise<void>>();
  before(() => {
    const pool = new Pool();
    for (const test of tests.filter(({ skipped }) => skipped !== true)) {
      const result = pool.add(test.work);
      // Its own test tells what became of it.
      result.catch(() => undefined);
      results.set(test, result);
    }
  });
  for (const test of tests) {
    it(test.title, async function () {
      const result = results.get(test);
      if (!result) this.skip();
      await result;
    });
  }
}
