import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { strToU8 } from 'fflate';
import { newProject } from '../../../src/cli/newProject.ts';
import { updateProject } from '../../../src/cli/update.ts';
import type { Roadmap } from '../../../src/core/roadmap/model.ts';
import { packFiles } from '../../../src/core/scaffold/archive.ts';
import type { CompiledContent } from '../../../src/node/compiledContent.ts';
import {
  applyFolderUpdate,
  planFolderUpdate,
  recoverUpdate,
} from '../../../src/node/updateFolder.ts';
import { smallRoadmap } from '../fixtures.ts';

const LINES = Array.from({ length: 20 }, (_, number) => `line ${number}`);
const text = (change: Readonly<Record<number, string>> = {}) =>
  `${LINES.map((line, number) => change[number] ?? line).join('\n')}\n`;
const FIRST: Readonly<Record<string, string>> = {
  'untouched.py': text(),
  'edited.py': text(),
  'clash.py': text(),
  'deleted.py': text(),
  'dropped.py': text(),
  'dropped-edited.py': text(),
  'same.py': text(),
  'src/mlr_starter/app.py': 'NAME = "mlr-starter"\n',
};
const SECOND: Readonly<Record<string, string>> = {
  'untouched.py': text({ 3: 'ours' }),
  'edited.py': text({ 3: 'ours' }),
  'clash.py': text({ 10: 'ours' }),
  'deleted.py': text({ 3: 'ours' }),
  'same.py': text(),
  'added.py': text(),
  'taken.py': 'ours\n',
  'src/mlr_starter/app.py': 'NAME = "mlr-starter"\nPORT = 8000\n',
};

function contentOf(version: string, files: Readonly<Record<string, string>>): CompiledContent {
  const small = smallRoadmap();
  const projects = small.projects.map((project) =>
    project.id === 'service' ? { ...project, starter: { version, download: 1 } } : project,
  );
  const step = { id: 'one', title: 'One', goal: 'Go.', hints: ['a', 'b', 'c'], when: {} };
  const checks = [{ id: 'c', title: `Check ${version}`, file: { path: 'same.py' } }];
  const archive = packFiles([
    ...Object.entries(files).map(([name, content]) => ({
      path: `starter/${name}`,
      bytes: strToU8(content),
      executable: false,
    })),
    {
      path: 'steps.json',
      bytes: strToU8(JSON.stringify([{ ...step, given: false, apply: [], checks }])),
      executable: false,
    },
  ]);
  const never = () => Promise.reject(new Error('not asked for'));
  return {
    roadmap: () => Promise.resolve({ ...small, version, projects } as Roadmap),
    projectArchive: () => Promise.resolve(archive),
    verifier: () => Promise.resolve(strToU8(`// verifier ${version}`)),
    page: never,
    picture: never,
    reference: never,
    searchPlaces: never,
  };
}

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
    for (const gone of ['deleted.py', 'dropped.py', '.mlops-roadmap/update']) {
      assert.ok(!fs.existsSync(path.join(root, gone)), gone);
    }
  });

  it('brings newer checks and verifier, and keeps evidence and instance', async () => {
    const instance = () =>
      (JSON.parse(read('.mlops-roadmap/project.json')) as { instance: string }).instance;
    const before = instance();
    await updateProject(second, [root]);
    assert.match(read('.mlops-roadmap/checks.json'), /Check 2\.0\.0/);
    assert.equal(read('.mlops-roadmap/verify.cjs'), '// verifier 2.0.0');
    assert.equal(read('.mlops-roadmap/evidence.jsonl'), 'proof\n');
    assert.equal(instance(), before);
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
    // A folder where a file is to be written stops it half-way.
    const blocked = {
      ...update,
      own: [...update.own, { path: 'src', bytes: strToU8('x'), executable: false }],
    };
    await assert.rejects(applyFolderUpdate(root, blocked), {
      kind: 'target',
      remedy: /Everything is as it was/,
    });
    assert.deepEqual(tree(), before);
  });

  it('takes back what a killed update has left half-done', async () => {
    const before = tree();
    const staging = path.join(root, '.mlops-roadmap', 'update');
    fs.mkdirSync(staging);
    fs.copyFileSync(path.join(root, 'edited.py'), path.join(staging, '0'));
    const journal = [
      { path: 'edited.py', there: true },
      { path: 'added.py', there: false },
    ];
    fs.writeFileSync(path.join(staging, 'journal.json'), JSON.stringify(journal));
    write('edited.py', 'half');
    write('added.py', 'half');
    await recoverUpdate(root);
    assert.deepEqual(tree(), before);
  });

  it('says what is missing when the base is gone', async () => {
    fs.rmSync(path.join(root, '.mlops-roadmap', 'base.zip'));
    await assert.rejects(planFolderUpdate(root, second), /base\.zip is missing or damaged/);
  });
});
