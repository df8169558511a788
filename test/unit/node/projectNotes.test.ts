import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { olderVerifierNote, VERIFIER_BANNER } from '../../../src/core/project/verifierVersion.ts';
import { projectReader } from '../../../src/node/files/readInside.ts';
import { temporaryBeside } from '../../../src/node/files/owner.ts';
import { interruptedUpdateNote } from '../../../src/node/update/interruptedUpdate.ts';

describe('what a learner is told about a project’s own files', () => {
  let root: string;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'notes-'));
    fs.mkdirSync(path.join(root, '.mlops-roadmap', 'update'), { recursive: true });
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));
  const write = (name: string, text: string) =>
    fs.writeFileSync(path.join(root, '.mlops-roadmap', name), text);
  const journal = (phase: string) =>
    JSON.stringify({ version: 1, phase, from: '1.0.0', to: '1.1.0', files: [] });

  it('names an interrupted update, unless it is running right now', async () => {
    assert.equal(await interruptedUpdateNote(root), undefined);
    write('update/journal.json', journal('applied'));
    assert.equal(await interruptedUpdateNote(root), undefined);
    write('update/journal.json', journal('applying'));
    assert.match((await interruptedUpdateNote(root)) ?? '', /was interrupted.*Update Project/);
    write('update/lock', path.basename(temporaryBeside('lock')));
    assert.equal(await interruptedUpdateNote(root), undefined);
  });

  it('says of a journal without hashes that nothing is taken back by it', async () => {
    write('update/journal.json', '[{"path":"../x","there":false}]');
    assert.match((await interruptedUpdateNote(root)) ?? '', /cannot be used: an older version/);
  });

  it('names a verifier that is older, and no other', async () => {
    const note = () => olderVerifierNote(projectReader(root), '0.2.0');
    assert.equal(await note(), undefined);
    write('verify.cjs', '"use strict";');
    assert.match((await note()) ?? '', /version 0\.1\.0, older than 0\.2\.0/);
    for (const same of ['0.2.0', '0.3.0']) {
      write('verify.cjs', `${VERIFIER_BANNER}${same}\n"use strict";`);
      assert.equal(await note(), undefined, same);
    }
  });
});
