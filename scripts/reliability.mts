import * as fs from 'node:fs';
import * as path from 'node:path';
import { TALLY_FILE, type Tally } from '../test/faults/tally.ts';
import { root } from './setup/places.mjs';
import { faultTable, withTable } from './reliabilityTable.mts';

// Runs after the tests of faults have passed: their counts become the table of docs/RELIABILITY.md.
// The long run, which tries more, and one that had to skip something print their table instead.

const tallies = fs
  .readFileSync(TALLY_FILE, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Tally);
const table = faultTable(tallies);
const isUsual = process.env['KILLS'] === undefined && process.env['FAULTS'] === undefined;
if (isUsual && !tallies.some(({ skipped }) => skipped)) {
  const file = path.join(root, 'docs', 'RELIABILITY.md');
  const before = fs.readFileSync(file, 'utf8');
  const after = withTable(before, table);
  if (after !== before) {
    fs.writeFileSync(file, after);
    console.log('docs/RELIABILITY.md has new numbers: commit it.');
  }
} else {
  console.log(table);
}
