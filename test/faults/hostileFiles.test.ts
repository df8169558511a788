import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { Arena } from './hostile.ts';

const RECORD = '.mlops-roadmap/project.json';
const BASE = '.mlops-roadmap/base.zip';

describe('a project with hostile content', () => {
  let arena: Arena;
  before(async () => {
    arena = await Arena.create();
  });
  after(() => arena.remove());

  const write = (name: string, content: string | Uint8Array) => () =>
    fs.writeFileSync(arena.place(name), content);

  for (const name of [
    'project.json',
    'base.zip',
    'checks.json',
    'evidence.jsonl',
    'guide.md',
    'verify.cjs',
    'THIRD-PARTY-NOTICES.txt',
  ]) {
    it(`does not load ${name} of 2 GB into memory`, async () => {
      const before = process.memoryUsage().rss;
      await arena.survive(() => {
        const file = fs.openSync(arena.place(`.mlops-roadmap/${name}`), 'a');
        fs.ftruncateSync(file, 2 ** 31);
        fs.closeSync(file);
      });
      const grown = (process.memoryUsage().rss - before) / 2 ** 20;
      assert.ok(grown < 300, `${grown.toFixed()} MB more`);
    });
  }

  it('does not load a journal of 2 GB into memory', async () => {
    const said = await arena.survive(() => {
      fs.mkdirSync(arena.place('.mlops-roadmap/update'));
      write('.mlops-roadmap/update/journal.json', '')();
      fs.truncateSync(arena.place('.mlops-roadmap/update/journal.json'), 2 ** 31);
    });
    assert.match(said['update'] ?? '', /^state: .*MB/);
  });

  describe('in its base', () => {
    const zip = (entries: Zippable) => write(BASE, zipSync(entries, { level: 1 }));
    const DAMAGED: Readonly<Record<string, () => Zippable>> = {
      'that unpacks to far more than it should': () => ({ bomb: new Uint8Array(65 * 2 ** 20) }),
      'with 6,000 files': () =>
        Object.fromEntries(Array.from({ length: 6000 }, (_, at) => [`f${at}`, strToU8('')])),
      'with a path that leaves the folder': () => ({ '../outside/.bashrc': strToU8('# theirs\n') }),
      'with an absolute path': () => ({ '/etc/passwd': strToU8('') }),
      'with backslashes': () => ({ '..\\outside\\.bashrc': strToU8('# theirs\n') }),
      'with a file of Git’s folder': () => ({
        '.git/HEAD': fs.readFileSync(arena.place('.git/HEAD')),
      }),
      'with a file of Git’s folder in capitals': () => ({ '.GIT/HEAD': strToU8('') }),
    };
    for (const [what, entries] of Object.entries(DAMAGED)) {
      it(`refuses an archive ${what}`, async () => {
        const said = await arena.survive(zip(entries()));
        assert.match(said['update'] ?? '', /^content: .*base\.zip is damaged/);
      });
    }

    it('unpacks no more than an archive says that it holds', async () => {
      const before = process.memoryUsage().rss;
      const zeros = new Uint8Array(100 * 2 ** 20);
      const archive = Buffer.from(zipSync({ 'same.py': zeros }, { level: 1 }));
      const directory = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
      archive.writeUInt32LE(10, directory + 24);
      await arena.survive(write(BASE, archive));
      const grown = (process.memoryUsage().rss - before) / 2 ** 20;
      assert.ok(grown < 600, `${grown.toFixed()} MB more`);
    });

    it('does not remove own files of the product that an archive lists', async () => {
      const evidence = '.mlops-roadmap/evidence.jsonl';
      await arena.survive(() => {
        const bytes = fs.readFileSync(arena.place(evidence));
        zip({ [evidence]: bytes })();
      });
      assert.match(fs.readFileSync(arena.place(evidence), 'utf8'), /^\{"proof":1\}\n/);
    });
  });

  describe('in its record', () => {
    const changed = (change: object) => () => {
      const record = JSON.parse(fs.readFileSync(arena.place(RECORD), 'utf8')) as object;
      write(RECORD, JSON.stringify({ ...record, ...change }))();
    };
    const REFUSED: Readonly<Record<string, object>> = {
      'without a name': { name: undefined },
      'with a name of 1 MB': { name: 'x'.repeat(2 ** 20) },
      'with a long name': { name: 'x'.repeat(10_000) },
      'with a name of which none can be made': { name: '../..' },
      'with options that are a text': { options: 'aws' },
      'with an option that is an object': { options: { cloud: {} } },
      'with an option’s value that does not exist': { options: { cloud: '__proto__' } },
      'with a package that leads out of the folder': { package: '../x' },
      'with a package that is absolute': { package: '/x' },
      'of a later version': { version: 2 },
      'of a project that does not exist': { project: '__proto__' },
      'with files that are no hashes': { files: [1] },
    };
    for (const [what, change] of Object.entries(REFUSED)) {
      it(`refuses a record ${what}`, async () => {
        const said = await arena.survive(changed(change));
        assert.match(said['update'] ?? '', /^(?:state|use|name): /);
      });
    }
    for (const text of ['null', '[]', '""', '0', '{', '', '{"__proto__":{"version":1}}']) {
      it(`refuses a record that is ${text === '' ? 'empty' : text}`, async () => {
        const said = await arena.survive(write(RECORD, text));
        assert.match(said['update'] ?? '', /^state: /);
      });
    }

    it('takes nothing from `__proto__`', async () => {
      await arena.survive(() => {
        const text = fs.readFileSync(arena.place(RECORD), 'utf8');
        const polluted = text.replace('"options": {', '"options": { "__proto__": "polluted",');
        write(RECORD, polluted.replace('{', '{ "__proto__": { "polluted": true },'))();
      });
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    });

    it('writes only into the folder for a name that looks like a path', async () => {
      const said = await arena.survive(changed({ name: '../outside/x' }));
      assert.match(said['dry'] ?? '', /src\/outside_x\/app\.py/);
    });
  });

  describe('in its checks', () => {
    for (const text of [
      'null',
      '{"version":1,"steps":[null]}',
      '{"version":1,"texts":[{}]}',
      '<<<<<<< HEAD\n',
    ]) {
      it(`explains checks that are ${JSON.stringify(text)}`, async () => {
        const said = await arena.survive(write('.mlops-roadmap/checks.json', text));
        assert.match(said['verify'] ?? '', /^state: /);
      });
    }
  });
});
