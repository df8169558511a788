import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Entry } from '../../../src/core/progress/entry.ts';
import { stateOf } from '../../../src/core/progress/progress.ts';
import { journalHeader, journalLine } from '../../../src/core/progress/snapshot.ts';
import { machineFiles, type FileSystem } from '../../../src/node/files/fileSystem.ts';
import { temporaryBeside, thisOwner, type Owner } from '../../../src/node/files/owner.ts';
import { JournalFolder } from '../../../src/node/journals/journalFolder.ts';
import { newSession, openSession } from '../progress/session.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Quick enough to be waited for. */
const BEAT = 40;

describe('the folder of journals', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'journals-'));
  });
  afterEach(() => fs.rm(folder, { recursive: true, force: true }));

  const place = (...names: readonly string[]) => path.join(folder, ...names);
  const tick = (id: string, counter = 1): Entry => ({
    ...{ kind: 'mark', id, state: 'done', counter, replica: id, at: 'then' },
  });
  const ended = (name: string) => journalHeader(name, 0, os.hostname());
  /** A journal with one tick of the same name. */
  const put = async (name: string, header = ended(name), days = 0): Promise<void> => {
    await fs.writeFile(place(`${name}.jsonl`), header + journalLine(tick(name)));
    await age(`${name}.jsonl`, days);
  };
  const age = async (name: string, days: number): Promise<void> => {
    const then = new Date(Date.now() - days * DAY_MS);
    await fs.utimes(place(name), then, then);
  };
  const processOf = (over: Partial<Owner>) =>
    path.basename(temporaryBeside('x', { ...thisOwner(), ...over }));
  const headerOf = (over: Partial<Owner>) => journalHeader('x', 1, 'host', processOf(over));
  const fold = (replica = 'now') => new JournalFolder(folder, replica).foldClosed(BEAT);
  const names = async () =>
    (await fs.readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
  const assertKept = async (...ids: readonly string[]) => {
    const { store, damage } = await openSession(folder, 'reader');
    for (const id of ids) assert.equal(stateOf(store.progress, id), 'done', id);
    assert.deepEqual(damage, []);
  };

  describe('when it folds', () => {
    it('makes one journal of those of ended sessions, and keeps every tick', async () => {
      for (const name of ['a', 'b', 'c']) await put(name);
      await fold();
      assert.equal((await names()).length, 1);
      await assertKept('a', 'b', 'c');
      await fold();
      await fold();
      assert.equal((await names()).length, 1);
      await assertKept('a', 'b', 'c');
    });

    it('leaves the journal of a session that runs', async () => {
      const alive = await openSession(folder, 'alive');
      await alive.store.apply([{ id: 'x', state: 'done' }]);
      for (const name of ['a', 'b']) await put(name);
      await fold();
      assert.ok((await names()).includes('alive.jsonl'));
    });

    it('moves a damaged journal of an ended session aside, whole', async () => {
      const text = `${ended('old')}%%%\n${journalLine(tick('x'))}`;
      await fs.writeFile(place('old.jsonl'), text);
      await fold();
      const [kept = ''] = await fs.readdir(place('set-aside'));
      assert.equal(await fs.readFile(place('set-aside', kept), 'utf8'), text);
      await assertKept('x');
    });

    const ELSEWHERE: Readonly<Record<string, () => string>> = {
      'another host': () => headerOf({ host: '00000000' }),
      'another container of this host': () => headerOf({ space: '00000000' }),
      'another host, by an older version': () => journalHeader('x', 1, 'another host'),
    };
    for (const [where, header] of Object.entries(ELSEWHERE)) {
      it(`folds a journal of ${where} after a quiet week, and not before`, async () => {
        await put('old', header(), 8);
        await put('fresh', header(), 6);
        for (const name of ['a', 'b']) await put(name);
        await fold();
        const left = await names();
        assert.ok(left.includes('fresh.jsonl') && !left.includes('old.jsonl'), String(left));
        await assertKept('old', 'fresh', 'a', 'b');
      });
    }

    it('folds a journal of an older version whose process is not here after a quiet day', async () => {
      // Such a session may be in another container.
      const header = journalHeader('x', 2 ** 30, os.hostname());
      await put('old', header, 2);
      await put('fresh', header);
      for (const name of ['a', 'b']) await put(name);
      await fold();
      const left = await names();
      assert.ok(left.includes('fresh.jsonl') && !left.includes('old.jsonl'), String(left));
    });

    it('keeps folded journals for a week, then removes them', async () => {
      for (const name of ['a', 'b']) await put(name);
      await fold();
      const kept = await fs.readdir(place('folded'));
      assert.deepEqual(kept.map((name) => name.replace(/^\d+\./, '')).sort(), [
        'a.jsonl',
        'b.jsonl',
      ]);
      for (const name of kept) {
        const back = `${Number.parseInt(name, 10) - 8 * DAY_MS}.${name.split('.').slice(1).join('.')}`;
        if (name.endsWith('a.jsonl')) await fs.rename(place('folded', name), place('folded', back));
      }
      await fold();
      assert.deepEqual(
        (await fs.readdir(place('folded'))).map((name) => name.replace(/^\d+\./, '')),
        ['b.jsonl'],
      );
      await assertKept('a', 'b');
    });

    it('removes no folded journal that has no time, or that it cannot read whole', async () => {
      await fs.mkdir(place('folded'));
      const then = Date.now() - 8 * DAY_MS;
      const kept = ['mine.jsonl', `${then}.damaged.jsonl`, `${then}.newer.jsonl`];
      const header = ended('x');
      const texts = [
        header + journalLine(tick('x')),
        `${header}%%%\n`,
        `${header.replace('"version":1', '"version":2')}{"kind":"new"}\n`,
      ];
      for (const [at, name] of kept.entries()) {
        await fs.writeFile(place('folded', name), texts[at] ?? '');
      }
      await fs.writeFile(place('folded', `${then}.old.jsonl`), texts[0] ?? '');
      await fold();
      assert.deepEqual((await fs.readdir(place('folded'))).sort(), [...kept].sort());
      await assertKept('x');
    });

    it('writes an impossible number as the oldest, so that it is gone from the disk', async () => {
      const impossible = JSON.stringify({ ...tick('x'), counter: 2 ** 53 });
      await fs.writeFile(place('x.jsonl'), `${ended('x')}${impossible}\n`);
      await put('a');
      await fold();
      const [name = '', ...others] = await names();
      assert.deepEqual(others, []);
      assert.match(await fs.readFile(place(name), 'utf8'), /"id":"x".*"counter":0/);
      await assertKept('x', 'a');
    });

    it('finds what was written to a journal after it was folded', async () => {
      for (const name of ['a', 'b']) await put(name);
      await fold();
      const [kept = ''] = await fs.readdir(place('folded'));
      await fs.appendFile(place('folded', kept), journalLine(tick('late', 2)));
      await fold('later');
      await assertKept('a', 'b', 'late');
    });

    it('removes temporary files of ended processes, and any that is a week old', async () => {
      const swept = {
        ended: processOf({ pid: 2 ** 30 }),
        container: processOf({ space: '00000000' }),
        older: 'folded-one.tmp',
      };
      const stays = processOf({ host: '00000000' });
      for (const name of [...Object.values(swept), stays]) await fs.writeFile(place(name), 'half');
      for (const name of [swept.container, swept.older]) await age(name, 8);
      await fold();
      assert.deepEqual(await fs.readdir(folder), [stays]);
    });
  });

  describe('when two sessions fold', () => {
    const lock = () => place('fold.lock');

    it('lets one at a time do so, and loses nothing', async () => {
      const ids = Array.from({ length: 20 }, (_, at) => `t${at}`);
      for (const id of ids) await put(id);
      await Promise.all(['one', 'two', 'three', 'four'].map((replica) => fold(replica)));
      assert.equal((await names()).length, 1);
      await assertKept(...ids);
      await assert.rejects(fs.stat(lock()), { code: 'ENOENT' });
    });

    it('waits for none that has ended here', async () => {
      for (const name of ['a', 'b']) await put(name);
      await fs.writeFile(lock(), processOf({ pid: 2 ** 30 }));
      // A beat that nobody could wait for.
      await new JournalFolder(folder, 'now').foldClosed(2 ** 30);
      assert.equal((await names()).length, 1);
    });

    for (const [where, over] of Object.entries({
      'another host': { host: '00000000' },
      'another container': { space: '00000000' },
      'this process, where it stands still': {},
    })) {
      it(`takes the lock from one on ${where} that shows no beat`, async () => {
        for (const name of ['a', 'b']) await put(name);
        await fs.writeFile(lock(), processOf(over));
        await fold();
        assert.equal((await names()).length, 1);
        assert.deepEqual(
          (await fs.readdir(folder)).filter((name) => name.endsWith('.tmp')),
          [],
        );
      });
    }

    it('does nothing while one on another host shows its beat', async () => {
      for (const name of ['a', 'b']) await put(name);
      await fs.writeFile(lock(), processOf({ host: '00000000' }));
      let beats = 0;
      // Each look at the lock sees a later beat.
      const beating: FileSystem = {
        ...machineFiles,
        lstat: (async (file: string) => {
          if (file === lock()) await age('fold.lock', -(beats += 1));
          return fs.lstat(file);
        }) as FileSystem['lstat'],
      };
      await new JournalFolder(folder, 'now', beating).foldClosed(1);
      assert.deepEqual(await names(), ['a.jsonl', 'b.jsonl']);
      assert.ok(beats > 1);
    });

    it('shows its own beat while it folds', async () => {
      for (const name of ['a', 'b']) await put(name);
      let beat: () => void;
      const beaten = new Promise<void>((resolve) => (beat = resolve));
      const slow: FileSystem = {
        ...machineFiles,
        utimes: async (file, ...times) => {
          await fs.utimes(file, ...times);
          if (file === lock()) beat();
        },
        // The fold cannot end before the beat.
        readdir: (async (file: string) => {
          await beaten;
          return fs.readdir(file);
        }) as FileSystem['readdir'],
      };
      await new JournalFolder(folder, 'now', slow).foldClosed(1);
      assert.equal((await names()).length, 1);
    });
  });

  describe('for a session that goes on', () => {
    it('writes the whole journal again after the folder was deleted', async () => {
      const one = await openSession(folder, 'one');
      await put('other');
      await one.store.apply([{ id: 'x', state: 'done' }]);
      await fs.rm(folder, { recursive: true });
      await one.store.apply([{ id: 'y', state: 'done' }]);
      await assertKept('x', 'y', 'other');
    });

    it('writes what was deleted with the next look, without a tick', async () => {
      const one = await openSession(folder, 'one');
      await one.store.apply([{ id: 'x', state: 'done' }]);
      await fs.rm(folder, { recursive: true });
      await one.store.refresh();
      await assertKept('x');
    });

    it('writes its journal again when it was taken as ended and folded', async () => {
      const one = await openSession(folder, 'one');
      await one.store.apply([{ id: 'x', state: 'done' }]);
      await fs.mkdir(place('folded'));
      await fs.rename(place('one.jsonl'), place('folded', '1.one.jsonl'));
      await one.store.apply([{ id: 'y', state: 'done' }]);
      await assertKept('x', 'y');
    });

    it('writes its journal again when it was moved away in the middle of a tick', async () => {
      let moving = false;
      const files: FileSystem = {
        ...machineFiles,
        open: (async (file: string, ...rest: readonly (string | number)[]) => {
          const handle = await (fs.open as (...args: unknown[]) => Promise<fs.FileHandle>)(
            file,
            ...rest,
          );
          if (moving && file === place('one.jsonl') && typeof rest[0] === 'number' && rest[0] & 2) {
            moving = false;
            await fs.rm(file);
          }
          return handle;
        }) as FileSystem['open'],
      };
      const one = await openSession(folder, 'one', { fs: files });
      await one.store.apply([{ id: 'x', state: 'done' }]);
      moving = true;
      await one.store.apply([{ id: 'y', state: 'done' }]);
      assert.equal(moving, false, 'it was moved');
      await assertKept('x', 'y');
    });

    it('is named as another host’s to versions before 0.2.0, which would fold it away', async () => {
      const one = await openSession(folder, 'one');
      await one.store.apply([{ id: 'x', state: 'done' }]);
      const [header = ''] = (await fs.readFile(place('one.jsonl'), 'utf8')).split('\n');
      const { pid, host } = JSON.parse(header) as { pid: number; host: string };
      assert.equal(pid, process.pid);
      assert.notEqual(host, os.hostname());
    });
  });

  it('explains a folder that cannot be read, and does not take its ticks as lost', async () => {
    const one = await openSession(folder, 'one');
    await one.store.apply([{ id: 'x', state: 'done' }]);
    for (const code of ['EACCES', 'EIO']) {
      const files: FileSystem = {
        ...machineFiles,
        readdir: () => {
          throw Object.assign(new Error(`${code}: injected`), { code });
        },
      };
      const two = newSession(folder, 'two', { fs: files, place: one.place });
      const said = {
        kind: 'state',
        message: new RegExp(`${folder}.*${code}`),
        remedy: /permissions/,
      };
      await assert.rejects(two.store.open(), said);
      assert.equal(stateOf(two.store.progress, 'x'), 'done', 'the workspace state is shown');
      await assert.rejects(two.store.apply([{ id: 'y', state: 'done' }]), said);
      assert.equal(stateOf(two.store.progress, 'y'), 'open');
      assert.deepEqual(await names(), ['one.jsonl']);
    }
  });

  it('calls neither a torn line nor a missing header damage', async () => {
    const torn = journalLine(tick('torn')).slice(0, 20);
    await fs.writeFile(
      place('one.jsonl'),
      `${ended('one')}${journalLine(tick('x'))}${torn}\n${journalLine(tick('y', 2))}`,
    );
    await fs.writeFile(place('two.jsonl'), journalLine(tick('z', 3)));
    await fs.writeFile(place('empty.jsonl'), '');
    await assertKept('x', 'y', 'z');
  });

  it('shows everything while another session folds', async () => {
    for (const name of ['a', 'b', 'c']) await put(name);
    let folded = false;
    const files: FileSystem = {
      ...machineFiles,
      open: (async (file: string, ...rest: readonly (string | number)[]) => {
        if (!folded) {
          folded = true;
          await fold();
        }
        return (fs.open as (...args: unknown[]) => Promise<fs.FileHandle>)(file, ...rest);
      }) as FileSystem['open'],
    };
    const { store } = await openSession(folder, 'one', { fs: files });
    for (const id of ['a', 'b', 'c']) assert.equal(stateOf(store.progress, id), 'done', id);
  });
});
