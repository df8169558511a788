import { leavesOf } from './leaves.ts';
import type { Check } from './model.ts';

/**
 * A step's checks in the order in which they run: those that only read, then those that run
 * programs, then those that start services; among these as the author wrote them. None comes before
 * a check that it needs.
 */
export function inOrder(checks: readonly Check[]): readonly Check[] {
  const ranks = new Map<string, number>();
  for (const check of checks) {
    const needed = (check.needs ?? []).map((id) => ranks.get(id) ?? 0);
    ranks.set(check.id, Math.max(rankOf(check), ...needed));
  }
  const rank = ({ id }: Check) => ranks.get(id) ?? 0;
  return checks.toSorted((a, b) => rank(a) - rank(b));
}

function rankOf({ body }: Check): number {
  const ranks = leavesOf(body).map(({ kind, spec }) => {
    const programs = kind.commands(spec).length;
    if (programs === 0) return 0;
    // What is not run to its end is a service.
    return programs > (kind.runs?.(spec) ?? []).length ? 2 : 1;
  });
  return Math.max(0, ...ranks);
}
