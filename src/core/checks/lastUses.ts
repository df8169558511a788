import { leavesOf } from './leaves.ts';
import type { Check } from './model.ts';
import { processKey } from './processes.ts';

/**
 * The position of the last check that may run a program to its end, by the program's key: until
 * then its files are needed.
 */
export function lastUses(checks: readonly Check[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  checks.forEach(({ body }, position) => {
    for (const { kind, spec } of leavesOf(body)) {
      for (const program of kind.runs?.(spec) ?? []) last.set(processKey(program), position);
    }
  });
  return last;
}
