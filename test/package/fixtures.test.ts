import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { EVIDENCE_PATH } from '../../src/core/project/paths.ts';
import { openProject } from '../../src/node/checks/verifyFolder.ts';
import { cli, conflicting, fixtures, keepMine, unpack } from '../fixtures/fixture.ts';
import { must, run } from '../starters/kit.ts';

const update = (at: string, ...args: readonly string[]) => cli('update', at, ...args);

for (const fixture of fixtures()) {
  const { project, version, proven, branch, edited, untracked, instance } = fixture;
  describe(`${project} as version ${version} made it`, () => {
    const base = fs.mkdtempSync(path.join(os.tmpdir(), 'fixture-'));
    let at: string;
    before(() => {
      at = unpack(fixture, base);
    });
    after(() => fs.rmSync(base, { recursive: true, force: true }));

    const read = (name: string) => fs.readFileSync(path.join(at, name), 'utf8');
    const isReadable = async () => {
      const { record, checks, evidence } = await openProject(at);
      assert.equal(record.project, project);
      assert.equal(record.instance, instance);
      assert.ok(checks.steps.length > 0);
      assert.deepEqual([...evidence.proofs.keys()].sort(), [...proven].sort());
    };

    it('is read, with what was proved', isReadable);

    it('is not touched by update --dry-run', () => {
      const before = tree(at);
      must(update(at, '--dry-run'));
      assert.deepEqual(tree(at), before);
    });

    it('is updated, and keeps what is the learner’s', async () => {
      const evidence = read(EVIDENCE_PATH);
      const note = read(untracked);
      const { code, output } = update(at);
      assert.equal(code, conflicting(at).length > 0 ? 1 : 0, output);
      assert.ok(read(edited.path).includes(edited.text));
      assert.equal(read(untracked), note);
      assert.equal(read(EVIDENCE_PATH), evidence);
      must(run(at, 'git', ['rev-parse', '--verify', '--quiet', branch]));
      await isReadable();
    });

    it('is not updated again while markers of conflict are left', () => {
      const conflicts = conflicting(at);
      if (conflicts.length === 0) return;
      const before = tree(at);
      const { code, output } = update(at);
      assert.equal(code, 2);
      for (const name of conflicts) assert.ok(output.includes(name), output);
      assert.deepEqual(tree(at), before);
    });

    it('has nothing to do in a second update, once conflicts are settled', () => {
      keepMine(at);
      assert.deepEqual(conflicting(at), []);
      const before = tree(at);
      must(update(at));
      assert.deepEqual(tree(at), before);
    });
  });
}

/** The content of every file, those of Git too. */
function tree(at: string): Readonly<Record<string, string>> {
  const names = fs.readdirSync(at, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => fs.lstatSync(path.join(at, name)).isFile());
  const hash = (name: string) =>
    createHash('sha256')
      .update(fs.readFileSync(path.join(at, name)))
      .digest('hex');
  return Object.fromEntries(files.map((name) => [name, hash(name)]));
}
