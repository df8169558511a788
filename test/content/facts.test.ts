import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { root } from '../../scripts/setup/places.mjs';

interface Fact {
  readonly id: string;
  readonly fact: string;
  readonly carriedBy: readonly { readonly file: string; readonly contains: string }[];
  readonly verdict: string;
  readonly today?: string;
  readonly asOf: string;
  readonly source?: { readonly title: string; readonly url: string };
}

const roadmap = path.join(root, 'roadmap');
const { facts } = parse(fs.readFileSync(path.join(roadmap, 'facts.yaml'), 'utf8')) as {
  readonly facts: readonly Fact[];
};

describe('the facts ledger', () => {
  it('has an id of its own for each fact', () => {
    assert.equal(new Set(facts.map(({ id }) => id)).size, facts.length);
  });

  it('says what is true today, as of when, and from which source, where a fact did not hold', () => {
    for (const { id, verdict, today, asOf, source } of facts) {
      assert.match(verdict, /^(true|corrected|retired)$/, id);
      assert.match(asOf, /^\d{4}-\d{2}-\d{2}$/, id);
      if (verdict === 'true') continue;
      assert.ok(today, `${id}: ${verdict}, and what is true today?`);
      assert.match(source?.url ?? '', /^https:\/\//, `${id}: no source`);
    }
  });

  for (const { id, fact, verdict, carriedBy } of facts) {
    it(`${id} is carried by the content`, () => {
      assert.ok(carriedBy.length > 0 || verdict === 'retired', fact);
      for (const { file, contains } of carriedBy) {
        const text = fs.readFileSync(path.join(roadmap, file), 'utf8');
        assert.ok(text.includes(contains), `roadmap/${file} does not hold “${contains}”`);
      }
    });
  }
});
