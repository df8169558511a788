import assert from 'node:assert/strict';
import { readMeanings, sourcesOfKinds } from '../../../scripts/proofs/meanings.mts';

describe('what the kinds of checks mean', () => {
  it('is confirmed after each change of their sources', () => {
    const kept = Object.fromEntries(
      Object.entries(readMeanings().kinds).map(([kind, { sources }]) => [kind, sources]),
    );
    const now = sourcesOfKinds();
    const changed = Object.keys({ ...kept, ...now }).filter((kind) => kept[kind] !== now[kind]);
    const remedy =
      'Does it judge as before? Then “npm run meanings -- --same”; else “npm run meanings -- --raise …”.';
    assert.deepEqual(changed, [], `The sources of these have changed. ${remedy}`);
  });
});
