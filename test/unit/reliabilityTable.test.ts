import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { faultTable, withTable } from '../../scripts/reliabilityTable.mts';

describe('the table of faults', () => {
  const table = faultTable([
    { fault: 'a small disk', tried: 24, survived: 24 },
    { fault: 'a kill', tried: 20, survived: 19 },
    { fault: 'a small disk', tried: 1, survived: 1 },
  ]);

  it('has a row for each fault, and a sum', () => {
    assert.deepEqual(table.split('\n').slice(2), [
      '| A kill | 20 | 19 |',
      '| A small disk | 25 | 25 |',
      '| **All** | **45** | **44** |',
    ]);
  });

  it('takes the place of the one in docs/RELIABILITY.md, and leaves the rest', () => {
    const place = new URL('../../docs/RELIABILITY.md', import.meta.url);
    const page = fs.readFileSync(place, 'utf8');
    const written = withTable(page, table);
    assert.ok(written.includes(`\n\n${table}\n\n`));
    const outside = (text: string) => text.split(/<!-- [^>]+ -->/).filter((_, at) => at !== 1);
    assert.deepEqual(outside(written), outside(page));
    assert.equal(withTable(written, table), written, 'equal numbers change nothing');
    assert.throws(() => withTable('no marks', table), /must be in the text/);
  });
});
