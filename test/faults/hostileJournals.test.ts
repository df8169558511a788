import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { updateProject } from '../../src/cli/update.ts';
import { isExpected } from '../../src/core/errors.ts';
import { temporaryBeside, thisOwner, type Owner } from '../../src/node/files/owner.ts';
import { stateOf } from '../../src/node/update/reverseUpdate.ts';
import { Arena } from './hostile.ts';
import { failureOf, filesOf, second } from './projects.ts';

const UPDATE = '.mlops-roadmap/update';
const state = (content: string) => stateOf({ bytes: Buffer.from(content), executable: false });

interface Entry {
  readonly path: string;
  readonly before: ReturnType<typeof state> | null;
  readonly after: ReturnType<typeof state> | null;
}

describe('a project with what somebody else’s update left', () => {
  let arena: Arena;
  before(async () => {
    arena = await Arena.create();
  });
  after(() => arena.remove());

  const put = (name: string, content: string) => {
    const place = path.join(arena.root, UPDATE, name);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, content);
  };
  const journal = (phase: string, files: readonly Entry[]) =>
    JSON.stringify({ version: 1, phase, from: '1.0.0', to: '2.0.0', files });
  const owner = (pid: number): string =>
    path.basename(temporaryBeside('lock', { ...thisOwner(), pid, start: '0' }));

  const PATHS: Readonly<Record<string, () => string>> = {
    'above the folder': () => '../outside/.bashrc',
    'above the folder, on the way': () => 'src/../../outside/.bashrc',
    'that is absolute': () => path.join(arena.outside, '.bashrc'),
    'with backslashes': () => '..\\outside\\.bashrc',
    'with a drive letter': () => 'C:/outside/.bashrc',
    'with a drive letter alone': () => 'C:outside',
    'of a network share': () => '//host/share/file',
    'into Git’s folder': () => '.git/hooks/x',
    'into Git’s folder in capitals': () => '.GIT/hooks/x',
    'into Git’s folder by its short name': () => 'git~1/hooks/x',
    'into Git’s folder with a dot that Windows drops': () => '.git./hooks/x',
    'into Git’s folder with a stream’s name': () => '.git::$INDEX_ALLOCATION/hooks/x',
    'into Git’s folder with a character that macOS drops': () => '.g\u200cit/hooks/x',
    'into the Git folder of a folder': () => 'src/.git/config',
    'that is empty': () => '',
    'that is the folder itself': () => '.',
    'with an empty part': () => 'src//x',
    'with a zero': () => 'x\u0000y',
    'of a device': () => 'src/aux.txt',
  };
  for (const [what, target] of Object.entries(PATHS)) {
    for (const phase of ['applying', 'applied']) {
      it(`does not follow a journal (${phase}) with a path ${what}`, async () => {
        const said = await arena.survive(() => {
          const after = state('# theirs\n');
          put('before/evil', 'evil');
          put('before/.bashrc', 'evil');
          const both = [
            { path: target(), before: null, after },
            { path: target(), before: state('evil'), after },
          ];
          put('journal.json', journal(phase, both));
        });
        assert.match(said['dry'] ?? '', /^state: .*journal\.json cannot be used/);
        assert.match(said['update'] ?? '', /^state: .*journal\.json cannot be used/);
      });
    }
  }

  const BROKEN: Readonly<Record<string, () => string>> = {
    'of version 0.1.0': () => JSON.stringify([{ path: 'own.py', there: false }]),
    'that is no JSON': () => '{"version":1,',
    'that is empty': () => '',
    'of a later version': () => JSON.stringify({ version: 2, files: [] }),
    'with 6,000 entries': () =>
      journal(
        'applying',
        Array.from({ length: 6000 }, (_, at) => entry(`f${at}`)),
      ),
    'with 100,000 entries': () =>
      journal(
        'applying',
        Array.from({ length: 100_000 }, (_, at) => entry(`f${at}`)),
      ),
    'that is nested deeply': () => '['.repeat(100_000),
    'with `__proto__`': () =>
      '{"version":1,"phase":"applying","__proto__":{"files":[]},"from":"1","to":"2"}',
  };
  const entry = (name: string): Entry => ({ path: name, before: null, after: null });
  for (const [what, content] of Object.entries(BROKEN)) {
    it(`stops at a journal ${what}, and changes nothing`, async () => {
      const said = await arena.survive(() => put('journal.json', content()));
      assert.match(said['update'] ?? '', /^state: /);
      assert.match(said['undo'] ?? '', /^(?:use|state): /);
      arena.reset();
      const before = filesOf(arena.root);
      put('journal.json', content());
      await failureOf(updateProject(second, [arena.root]));
      await failureOf(updateProject(second, [arena.root, '--undo']));
      assert.deepEqual(filesOf(arena.root), before);
    });
  }

  it('keeps files whose copies are not what the journal says, and lists them', async () => {
    arena.reset();
    const before = filesOf(arena.root);
    const own = { path: 'own.py', before: state('was'), after: state('mine\n') };
    put('journal.json', journal('applied', [own]));
    put('before/own.py', 'forged');
    const { text, code } = await updateProject(second, [arena.root, '--undo']);
    assert.equal(code, 1);
    assert.match(text, /own\.py/);
    assert.deepEqual(filesOf(arena.root), before);
  });

  it('does not take copies through a link', async () => {
    const evil = path.join(arena.outside, 'own.py');
    fs.writeFileSync(evil, 'evil');
    await arena.survive(() => {
      const own = { path: 'own.py', before: state('evil'), after: state('mine\n') };
      put('journal.json', journal('applying', [own]));
      fs.symlinkSync(arena.outside, arena.place(`${UPDATE}/before`));
    });
    assert.equal(fs.readFileSync(evil, 'utf8'), 'evil');
    assert.equal(fs.readFileSync(arena.place('own.py'), 'utf8'), 'mine\n');
  });

  describe('and a lock', () => {
    const locked = async (content: string) => {
      arena.reset();
      put('lock', content);
      return failureOf(updateProject(second, [arena.root]));
    };

    it('waits for another process that runs', async () => {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      try {
        await once(child, 'spawn');
        assert.ok(isExpected(await locked(owner(child.pid ?? 0)), 'conflict'));
      } finally {
        child.kill('SIGKILL');
      }
    });

    it('takes over from a process that has ended', async () => {
      const child = spawn(process.execPath, ['-e', '']);
      await once(child, 'close');
      assert.equal(await locked(owner(child.pid ?? 0)), undefined);
      assert.ok(!fs.existsSync(arena.place(`${UPDATE}/lock`)));
    });

    const ELSEWHERE: Readonly<Record<string, Partial<Owner>>> = {
      'another computer': { host: '00000000' },
      'another namespace of processes': { space: '00000000' },
    };
    for (const [where, other] of Object.entries(ELSEWHERE)) {
      it(`leaves a lock of ${where} alone, and says how to go on`, async () => {
        const name = path.basename(temporaryBeside('lock', { ...thisOwner(), ...other }));
        const error = await locked(name);
        assert.ok(isExpected(error, 'conflict'));
        assert.match(error.remedy ?? '', /delete \.mlops-roadmap\/update\/lock/);
        assert.equal(fs.readFileSync(arena.place(`${UPDATE}/lock`), 'utf8'), name);
      });
    }

    it('leaves a lock alone that it cannot read', async () => {
      assert.ok(isExpected(await locked('garbage'), 'conflict'));
    });
  });

  it('sweeps temporary folders of processes that have ended, and no others', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'close');
    arena.reset();
    const names = {
      ended: owner(child.pid ?? 0),
      running: path.basename(temporaryBeside('x')),
      foreign: path.basename(temporaryBeside('x', { ...thisOwner(), host: '00000000' })),
      learners: '.notes.tmp',
    };
    for (const name of Object.values(names)) {
      fs.mkdirSync(arena.place(name));
      fs.symlinkSync(arena.outside, arena.place(`${name}/link`));
    }
    const before = arena.untouchables();
    await updateProject(second, [arena.root]);
    assert.deepEqual(arena.untouchables(), before, 'nothing behind a link is removed');
    const left = Object.entries(names).filter(([, name]) => fs.existsSync(arena.place(name)));
    assert.deepEqual(
      left.map(([who]) => who),
      ['running', 'foreign', 'learners'],
    );
  });
});
