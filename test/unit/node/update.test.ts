import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { newProject } from '../../../src/cli/newProject.ts';
import { updateProject } from '../../../src/cli/update.ts';
import { checkFileFacts } from '../../../src/node/checks/checkFileFacts.ts';
import { openProject } from '../../../src/node/checks/verifyFolder.ts';
import { shippedChecks } from '../../../src/node/shippedChecks.ts';
import { applyFolderUpdate } from '../../../src/node/update/applyFolderUpdate.ts';
import { planFolderUpdate } from '../../../src/node/update/planFolderUpdate.ts';
import { faultyFiles } from './faultyFiles.ts';
import { contentOf, FIRST, SECOND, text } from './updateContent.ts';

describe('updating a project', () => {
  const [first, second] = [contentOf('1.0.0', FIRST), contentOf('2.0.0', SECOND)];
  let root: string;
  beforeEach(async () => {
    root = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'update-')), 'parcels');
    await newProject(first, ['service', root], (folder) => folder);
    write('edited.py', text({ 15: 'mine' }));
    write('clash.py', text({ 10: 'mine' }));
    write('dropped-edited.py', text({ 0: 'mine' }));
    write('taken.py', 'mine\n');
    write('own.py', 'mine\n');
    write('.mlops-roadmap/evidence.jsonl', 'proof\n');
    fs.rmSync(path.join(root, 'deleted.py'));
  });
  afterEach(() => fs.rmSync(path.dirname(root), { recursive: true, force: true }));
  const write = (name: string, content: string) => fs.writeFileSync(path.join(root, name), content);
  const read = (name: string) => fs.readFileSync(path.join(root, name), 'utf8');
  const tree = () =>
    Object.fromEntries(
      (fs.readdirSync(root, { recursive: true }) as string[])
        .filter((name) => fs.statSync(path.join(root, name)).isFile())
        .sort()
        .map((name) => [name, fs.readFileSync(path.join(root, name)).toString('base64')]),
    );

  it('lists first what it would do, and does nothing', async () => {
    const before = tree();
    const { text: said } = await updateProject(second, [root, '--dry-run']);
    assert.deepEqual(said.split('\n').slice(0, -1), [
      'added.py: added',
      'clash.py: CONFLICT, to be settled by you',
      'deleted.py: stays deleted',
      'dropped-edited.py: yours is kept',
      'dropped.py: removed',
      'edited.py: merged with yours',
      'src/parcels/app.py: new version',
      'taken.py: CONFLICT, to be settled by you',
      'untouched.py: new version',
    ]);
    assert.deepEqual(tree(), before);
  });

  it('takes along what was not touched, merges what was, and loses nothing', async () => {
    const { code } = await updateProject(second, [root]);
    assert.equal(code, 1, 'there are conflicts to settle');
    assert.equal(read('untouched.py'), text({ 3: 'ours' }));
    assert.equal(read('edited.py'), text({ 3: 'ours', 15: 'mine' }));
    assert.match(read('clash.py'), /<<<<<<< yours\nmine\n=======\nours\n>>>>>>> the new version/);
    assert.match(read('taken.py'), /mine[\s\S]*ours/);
    assert.equal(read('own.py'), 'mine\n');
    assert.equal(read('dropped-edited.py'), text({ 0: 'mine' }));
    assert.equal(read('src/parcels/app.py'), 'NAME = "parcels"\nPORT = 8000\n');
    for (const gone of ['deleted.py', 'dropped.py']) {
      assert.ok(!fs.existsSync(path.join(root, gone)), gone);
    }
  });

  it('brings newer checks, verifier and licences, and keeps evidence and instance', async () => {
    const instance = () =>
      (JSON.parse(read('.mlops-roadmap/project.json')) as { instance: string }).instance;
    const before = instance();
    await updateProject(second, [root]);
    assert.match(read('.mlops-roadmap/checks.json'), /Check 2\.0\.0/);
    assert.equal(read('.mlops-roadmap/verify.cjs'), '// verifier 2.0.0');
    assert.equal(read('.mlops-roadmap/THIRD-PARTY-NOTICES.txt'), 'licences 2.0.0');
    assert.equal(read('.mlops-roadmap/evidence.jsonl'), 'proof\n');
    assert.equal(instance(), before);
  });

  it('makes no evidence where an old project has none', async () => {
    fs.rmSync(path.join(root, '.mlops-roadmap/evidence.jsonl'));
    await updateProject(second, [root]);
    assert.ok(!fs.existsSync(path.join(root, '.mlops-roadmap/evidence.jsonl')));
  });

  it('knows the checks that this version carries, and a record that has them', async () => {
    const project = async () => openProject(root);
    const origin = async (shipped?: string) => checkFileFacts(await project(), shipped).origin;
    const shipped = async () => shippedChecks(second, (await project()).record);
    assert.equal(await shipped(), undefined, 'a project of another version');
    await updateProject(second, [root]);
    assert.deepEqual([await origin(), await origin(await shipped())], ['as-scaffolded', 'shipped']);
    const easy = read('.mlops-roadmap/checks.json').replace('same.py', 'README.md');
    write('.mlops-roadmap/checks.json', easy);
    assert.deepEqual([await origin(), await origin(await shipped())], ['changed', 'changed']);
  });

  it('has nothing more to do the second time, once conflicts are settled', async () => {
    await updateProject(second, [root]);
    write('clash.py', text({ 10: 'both' }));
    write('taken.py', 'both\n');
    const { actions } = await planFolderUpdate(root, second);
    assert.deepEqual(
      actions.filter(({ bytes }) => bytes).map(({ path: name }) => name),
      [],
    );
  });

  it('leaves the old state when it is interrupted', async () => {
    const before = tree();
    const update = await planFolderUpdate(root, second);
    const full = faultyFiles(
      ({ name, target }) =>
        name === 'writeFile' && target.includes('parcels/.mlops-roadmap/.verify.cjs.'),
      'ENOSPC',
    );
    await assert.rejects(applyFolderUpdate(root, update, full.fs), {
      kind: 'target',
      message: /The disk is full/,
      remedy: /Everything is as it was/,
    });
    assert.deepEqual(tree(), before);
  });

  it('says what is missing when the base is gone', async () => {
    fs.rmSync(path.join(root, '.mlops-roadmap', 'base.zip'));
    await assert.rejects(planFolderUpdate(root, second), /base\.zip is missing/);
  });
});
