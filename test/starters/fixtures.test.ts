import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { cli, equip, fixtures, unpack } from '../fixtures/fixture.ts';
import { must } from './kit.ts';

for (const fixture of fixtures().filter(({ project }) => project === 'versioned-data-script')) {
  describe(`${fixture.project} as version ${fixture.version} made it`, () => {
    const base = fs.mkdtempSync(path.join(os.tmpdir(), 'fixture-'));
    after(() => fs.rmSync(base, { recursive: true, force: true }));

    it('verifies after an update, in the newest environment', () => {
      const at = unpack(fixture, base);
      const { code, output } = cli('update', at);
      assert.notEqual(code, 2, output);
      equip(at);
      must(cli('verify', at, '--yes', '--step', 'loads'));
    });
  });
}
