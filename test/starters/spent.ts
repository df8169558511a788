import * as fs from 'node:fs';
import * as path from 'node:path';
import type { StartersSpent } from '../../scripts/testReport/budget.mts';
import { root } from '../../scripts/setup/places.mjs';
import { AT_A_TIME } from '../harness/pool.ts';

const FILE = path.join(root, 'out', 'logs', 'starters-spent.json');
const spent: Record<keyof StartersSpent, number> = { environments: 0, new: 0, sample: 0 };

/** Counts the time since a moment of `performance.now()`, for the table of the budget. */
export function spend(purpose: keyof StartersSpent, since: number): void {
  const seconds = (performance.now() - since) / 1000;
  // While an environment is made, nothing else goes on.
  spent[purpose] += purpose === 'environments' ? seconds : seconds / AT_A_TIME;
  fs.mkdirSync(path.dirname(FILE), { recursive: true });
  fs.writeFileSync(FILE, JSON.stringify(spent));
}
