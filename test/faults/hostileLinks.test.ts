import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { updateProject } from '../../src/cli/update.ts';
import { FIRST } from '../unit/node/updateContent.ts';
import { Arena } from './hostile.ts';
import { second } from './projects.ts';

const OWN_FILES = [
  'project.json',
  'base.zip',
  'checks.json',
  'evidence.jsonl',
  'verify.cjs',
  'THIRD-PARTY-NOTICES.txt',
  'guide.md',
].map((name) => `.mlops-roadmap/${name}`);
const UPDATE_FILES = ['journal.json', 'lock', '.gitignore'].map(
  (name) => `.mlops-roadmap/update/${name}`,
);

describe('a project with links and special files', function () {
  let arena: Arena;
  before(async function () {
    // Links need rights on Windows that a test does not have.
    if (process.platform === 'win32') return this.skip();
    arena = await Arena.create();
  });
  after(() => arena.remove());

  const replace = (name: string, put: (place: string) => void) => () => {
    const place = arena.place(name);
    fs.rmSync(place, { recursive: true, force: true });
    fs.mkdirSync(path.dirname(place), { recursive: true });
    put(place);
  };
  const link = (name: string, target: (place: string) => string) =>
    replace(name, (place) => fs.symlinkSync(target(place), place));

  const TARGETS: Readonly<Record<string, (place: string) => string>> = {
    'a file outside': () => path.join(arena.outside, '.bashrc'),
    'a file outside, by a relative path': () => '../../outside/.bashrc',
    'a file inside': () => arena.place('own.py'),
    nowhere: () => path.join(arena.outside, 'new-file'),
    itself: (place) => place,
    '/dev/zero': () => '/dev/zero',
  };
  for (const name of [...OWN_FILES, ...UPDATE_FILES]) {
    for (const [what, target] of Object.entries(TARGETS)) {
      it(`refuses ${name} that is a link to ${what}`, async () => {
        await arena.survive(link(name, target));
        assert.equal(fs.readFileSync(arena.place('own.py'), 'utf8'), 'mine\n');
      });
    }
    it(`refuses ${name} that is a folder`, () =>
      arena.survive(
        replace(name, (place) => fs.mkdirSync(path.join(place, 'x'), { recursive: true })),
      ));
    // Git itself waits for a pipe of this name.
    if (path.basename(name) === '.gitignore') continue;
    it(`refuses ${name} that is a named pipe`, () =>
      arena.survive(replace(name, (place) => execFileSync('mkfifo', [place]))));
  }

  const FOLDERS: Readonly<Record<string, (place: string) => string>> = {
    'a folder outside': () => arena.outside,
    'a folder inside': () => arena.place('src'),
    nowhere: () => path.join(arena.outside, 'new-folder'),
    itself: (place) => place,
  };
  for (const name of ['', '/update', '/update/before', '/update/staged']) {
    for (const [what, target] of Object.entries(FOLDERS)) {
      it(`refuses .mlops-roadmap${name} that is a link to ${what}`, () =>
        arena.survive(link(`.mlops-roadmap${name}`, target)));
    }
  }

  it('refuses .mlops-roadmap that is a link to the own files elsewhere', async () => {
    const said = await arena.survive(() => {
      const elsewhere = arena.place('elsewhere');
      fs.renameSync(arena.place('.mlops-roadmap'), elsewhere);
      fs.symlinkSync(elsewhere, arena.place('.mlops-roadmap'));
    });
    assert.match(said['update'] ?? '', /is a link/);
    assert.ok(!fs.existsSync(arena.place('elsewhere/update')));
  });

  it('leaves files alone that the project has through a linked folder', async () => {
    const theirs = path.join(arena.outside, 'src');
    fs.mkdirSync(path.join(theirs, 'parcels'), { recursive: true });
    fs.writeFileSync(path.join(theirs, 'parcels', 'app.py'), 'NAME = "parcels"\n');
    const said = await arena.survive(link('src', () => theirs));
    assert.match(said['dry'] ?? '', /src\/parcels\/app\.py: left as it is \(it is a link/);
    assert.equal(fs.readlinkSync(arena.place('src')), theirs);
  });

  it('leaves a linked file alone that it would follow or remove', async () => {
    const theirs = path.join(arena.outside, 'untouched.py');
    fs.writeFileSync(theirs, FIRST['untouched.py'] ?? '');
    const said = await arena.survive(() => {
      link('untouched.py', () => theirs)();
      link('dropped.py', () => theirs)();
      link('added.py', () => path.join(arena.outside, 'added.py'))();
    });
    for (const name of ['untouched.py', 'dropped.py', 'added.py']) {
      assert.match(said['dry'] ?? '', new RegExp(`${name}: left as it is`));
      assert.ok(fs.lstatSync(arena.place(name)).isSymbolicLink());
    }
  });

  it('leaves what the learner has linked into the project alone', async () => {
    const said = await arena.survive(link('data', () => path.join(arena.outside, 'folder')));
    assert.match(said['consent'] ?? '', /"status": "passed"/);
    assert.ok(fs.lstatSync(arena.place('data')).isSymbolicLink());
  });

  it('keeps a second file whose name differs by its case alone', async () => {
    await arena.survive(() => fs.writeFileSync(arena.place('UNTOUCHED.py'), 'twin\n'));
    assert.equal(fs.readFileSync(arena.place('UNTOUCHED.py'), 'utf8'), 'twin\n');
  });

  it('appends to evidence with a second name, and replaces no other file through one', async () => {
    // Git delivers no hard links, and a person who can make one can write to both files anyway, so
    // appending through one is accepted. Everything else is replaced as a whole, which parts them.
    const twin = path.join(arena.base, 'twin');
    const names = ['.mlops-roadmap/checks.json', 'untouched.py'];
    arena.reset();
    fs.mkdirSync(twin);
    for (const name of names) fs.linkSync(arena.place(name), path.join(twin, path.basename(name)));
    const before = names.map((name) =>
      fs.readFileSync(path.join(twin, path.basename(name)), 'utf8'),
    );
    await updateProject(second, [arena.root]);
    assert.deepEqual(
      names.map((name) => fs.readFileSync(path.join(twin, path.basename(name)), 'utf8')),
      before,
    );
    fs.rmSync(twin, { recursive: true });
  });
});
