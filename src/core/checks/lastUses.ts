import { checkKinds } from './schema.ts';
import type { Check, CheckBody } from './model.ts';
import { processKey } from './processes.ts';

/**
 * The position of the last check that may run a program to its end, by the program's key: until
 * then its files are needed.
 */
export function lastUses(checks: readonly Check[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  checks.forEach(({ body }, position) => {
    const visit = (part: CheckBody): void => {
      if ('all' in part) part.all.forEach(visit);
      else if ('any' in part) part.any.forEach(visit);
      else if ('not' in part) visit(part.not);
      else {
        const kind = checkKinds.get(part.kind);
        for (const spec of kind?.runs?.(part.spec) ?? []) last.set(processKey(spec), position);
        kind?.nested?.(part.spec).forEach(visit);
      }
    };
    visit(body);
  });
  return last;
}
