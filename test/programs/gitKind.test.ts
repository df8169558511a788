import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { evaluate } from '../../src/core/checks/evaluate.ts';
import type { Finding } from '../../src/core/checks/model.ts';
import { bodySchema } from '../../src/core/checks/schema.ts';
import { createWorld } from '../../src/node/checks/world.ts';
import { git, gitSandbox, write } from './gitSandbox.ts';

const sandbox = gitSandbox();

async function look(check: object): Promise<Finding> {
  const { signal } = new AbortController();
  const world = createWorld({ root: sandbox.project, consent: true, signal });
  try {
    return await evaluate(v.parse(bodySchema, { ...check, next: 'Do it.' }), world);
  } finally {
    await world.dispose();
  }
}

describe('a history with merges', () => {
  const add = (file: string, text: string, message: string) => {
    write(sandbox.project, { [file]: text });
    git(sandbox.project, 'add', '--all', '.');
    git(sandbox.project, 'commit', '--quiet', '-m', message);
  };
  /** A file that a branch has added and removed again, and another one that it has changed back. */
  beforeEach(() => {
    write(sandbox.project, { 'a.txt': 'one\n' });
    sandbox.commitAll();
    git(sandbox.project, 'switch', '--quiet', '-c', 'topic');
    add('.env', 'A=1\n', 'Add the settings');
    fs.rmSync(path.join(sandbox.project, '.env'));
    add('a.txt', 'two\n', 'Remove the settings');
    add('a.txt', 'one\n', 'Back to one');
    git(sandbox.project, 'switch', '--quiet', 'main');
    add('b.txt', 'b\n', 'Something else');
    git(sandbox.project, 'merge', '--quiet', '--no-ff', '--no-edit', 'topic');
  });

  it('is looked through with all its branches', async () => {
    const never = await look({ git: { neverTracked: ['.env'] } });
    assert.equal(never.status, 'failed', JSON.stringify(never));
    assert.match(never.found, /^commit \w+ changes \.env$/);
    const commits = { path: 'a.txt', matches: '^Back to one$' };
    const back = await look({ git: { commits } });
    assert.equal(back.status, 'passed', JSON.stringify(back));
  });
});

describe('a rule for ignored files', () => {
  const ASKS = { git: { ignored: ['data/raw.csv'] } };

  it('counts in any .gitignore of the repository, but for exceptions', async () => {
    sandbox.commitAll();
    write(sandbox.project, { '.gitignore': '', 'data/.gitignore': '*.csv\n' });
    assert.equal((await look(ASKS)).status, 'passed');
    write(sandbox.project, { 'data/.gitignore': '*.csv\n!raw.csv\n' });
    const { status, found } = await look(ASKS);
    assert.deepEqual([status, found], ['failed', 'Git does not ignore data/raw.csv']);
  });

  it('does not count where a clone does not have it', async () => {
    sandbox.commitAll();
    const mine = path.join(sandbox.home, 'mine', '.gitignore');
    write(sandbox.project, { '.gitignore': '' });
    for (const [file, set] of [
      [path.join(sandbox.project, '.git/info/exclude'), () => undefined],
      [mine, () => git(sandbox.home, 'config', '--global', 'core.excludesFile', mine)],
    ] as const) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, '*.csv\n');
      set();
      const { status, found, next } = await look(ASKS);
      assert.equal(status, 'failed', found);
      assert.match(found, /^only a rule on this machine, in .+, ignores data\/raw\.csv; a clone/);
      assert.equal(next, 'Do it.');
      fs.rmSync(file);
    }
  });
});
