import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import {
  ownerOf,
  stateOf,
  sweepTemporaries,
  temporaryBeside,
  thisOwner,
} from '../../../src/node/files/owner.ts';
import { makeTemporaryFolder } from '../../../src/node/files/temporaryFolder.ts';
import { readInside } from '../../../src/node/files/readInside.ts';
import {
  appendInside,
  moveInside,
  removeInside,
  writeInside,
} from '../../../src/node/files/writeInside.ts';

import { faultyFiles } from './faultyFiles.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('files of a project on a disk', () => {
  let base: string;
  let root: string;
  beforeEach(() => {
    base = fs.mkdtempSync(path.join(os.tmpdir(), 'files-'));
    root = path.join(base, 'project');
    fs.mkdirSync(root);
    fs.writeFileSync(path.join(base, 'outside.txt'), 'outside');
  });
  afterEach(() => fs.rmSync(base, { recursive: true, force: true }));
  const place = (name: string) => path.join(root, name);
  const put = (name: string, content: string) => fs.writeFileSync(place(name), content);
  const read = (name: string) => fs.readFileSync(place(name), 'utf8');
  const mode = (name: string) => fs.statSync(place(name)).mode & 0o777;

  describe('the owner of a temporary file', () => {
    const here = thisOwner();
    const ended = async () => {
      const child = spawn(process.execPath, ['-e', '']);
      await once(child, 'close');
      return child.pid ?? 0;
    };

    it('is told by its name, which is hidden and beside the file', () => {
      const name = temporaryBeside('/projects/a-long-name.txt');
      assert.equal(path.dirname(name), '/projects');
      assert.match(path.basename(name), /^\.a-long-name\.txt\.mlr-/);
      assert.deepEqual(ownerOf(path.basename(name)), here);
      assert.notEqual(name, temporaryBeside('/projects/a-long-name.txt'));
    });

    it('is nobody for a name of another product', () => {
      for (const name of ['.file.tmp', '.x.mlr-1-2-3.tmp', '.x.mlr-.tmp', 'file.swp']) {
        assert.equal(ownerOf(name), undefined, name);
      }
    });

    it('runs, has ended, or cannot be judged', async () => {
      const pid = await ended();
      assert.equal(stateOf(here), 'running');
      assert.equal(stateOf({ ...here, pid }), 'ended');
      assert.equal(stateOf({ ...here, host: '00000000' }), 'unknown', 'another computer');
      assert.equal(stateOf({ ...here, space: '00000000' }), 'unknown', 'another container');
      assert.equal(stateOf({ ...here, space: '00000000', pid }), 'unknown');
      assert.equal(stateOf({ ...here, boot: '00000000' }, { ...here, boot: '11111111' }), 'ended');
      assert.equal(stateOf({ ...here, boot: '0' }, { ...here, boot: '11111111' }), 'unknown');
    });

    it('has ended when another process has its number now', function () {
      if (here.start === '0') return this.skip();
      assert.equal(stateOf({ ...here, start: '1' }), 'ended');
      assert.equal(stateOf({ ...here, start: '0' }), 'running', 'not told: judged by its number');
    });

    it('is running, and its file is swept after a week', async () => {
      const name = path.basename(temporaryBeside('x'));
      put(name, '');
      await sweepTemporaries(root);
      assert.ok(fs.existsSync(place(name)));
      const long = new Date(Date.now() - 8 * 24 * 60 * 60 * 1000);
      fs.utimesSync(place(name), long, long);
      await sweepTemporaries(root);
      assert.ok(!fs.existsSync(place(name)));
    });

    it('gets a temporary folder for itself alone, and sweeps those of others that ended', async () => {
      const before = process.env['TMPDIR'];
      process.env['TMPDIR'] = root;
      try {
        const left = temporaryBeside(place('merge'), { ...here, pid: await ended() });
        fs.mkdirSync(left);
        const folder = await makeTemporaryFolder('merge');
        assert.deepEqual(fs.readdirSync(root), [path.basename(folder)]);
        if (process.platform !== 'win32') assert.equal(mode(path.basename(folder)), 0o700);
      } finally {
        if (before === undefined) delete process.env['TMPDIR'];
        else process.env['TMPDIR'] = before;
      }
    });

    it('has ended, and its folder is swept without what it links to', async () => {
      const name = path.basename(temporaryBeside('x', { ...here, pid: await ended(), start: '0' }));
      fs.mkdirSync(place(name));
      fs.symlinkSync(base, path.join(place(name), 'link'));
      put('.x.tmp', 'not ours');
      await sweepTemporaries(root);
      assert.deepEqual(fs.readdirSync(root), ['.x.tmp']);
      assert.ok(fs.existsSync(path.join(base, 'outside.txt')));
      await sweepTemporaries(path.join(root, 'not-there'));
    });
  });

  describe('reading', () => {
    const kindOf = async (name: string, links: 'none' | 'inside' = 'none', limit = 100) => {
      const reading = await readInside(root, name, { limit, links });
      return reading.kind === 'unreadable' ? reading.why : reading.kind;
    };

    it('gives the bytes, and whether the file may be executed', async () => {
      put('run.sh', 'text');
      fs.chmodSync(place('run.sh'), 0o755);
      const reading = await readInside(root, 'run.sh', { limit: 4, links: 'none' });
      assert.ok(reading.kind === 'file');
      assert.equal(Buffer.from(reading.bytes).toString(), 'text');
      assert.equal(reading.executable, process.platform !== 'win32');
    });

    it('keeps absent, unreadable and failed apart', async () => {
      put('file', '12345');
      fs.mkdirSync(place('folder'));
      assert.equal(await kindOf('missing'), 'absent');
      assert.equal(await kindOf('missing/below'), 'absent');
      assert.equal(await kindOf('file/below'), 'absent');
      assert.equal(await kindOf('folder'), 'folder');
      assert.equal(await kindOf('file', 'none', 4), 'large');
      assert.equal(await kindOf('file', 'none', 5), 'file');
      assert.equal(await kindOf('x'.repeat(300)), 'failed');
      assert.equal(await kindOf('a\u0000b'), 'failed');
    });

    it('leaves the folder by no path and by no link', async () => {
      put('file', 'text');
      fs.symlinkSync('file', place('inside'));
      fs.symlinkSync('../outside.txt', place('outside'));
      fs.symlinkSync('nowhere', place('nowhere'));
      fs.symlinkSync('loop', place('loop'));
      fs.symlinkSync('..', place('up'));
      for (const name of ['../outside.txt', 'x/../../outside.txt']) {
        assert.notEqual(await kindOf(name), 'file', name);
        assert.notEqual(await kindOf(name, 'inside'), 'file', name);
      }
      for (const name of ['inside', 'outside', 'nowhere', 'loop', 'up/outside.txt']) {
        assert.equal(await kindOf(name), 'link', name);
      }
      assert.equal(await kindOf('inside', 'inside'), 'file');
      for (const name of ['outside', 'nowhere', 'up/outside.txt']) {
        assert.equal(await kindOf(name, 'inside'), 'link', name);
      }
      assert.notEqual(await kindOf('loop', 'inside'), 'file');
    });
  });

  describe('writing', () => {
    it('makes folders, keeps permissions, and leaves nothing beside the file', async () => {
      await writeInside(root, 'a/b/file', bytes('one'));
      fs.chmodSync(place('a/b/file'), 0o600);
      await writeInside(root, 'a/b/file', bytes('two'));
      assert.equal(read('a/b/file'), 'two');
      assert.equal(mode('a/b/file'), 0o600);
      await writeInside(root, 'a/b/file', bytes('three'), { executable: true });
      assert.equal(mode('a/b/file'), 0o700);
      await writeInside(root, 'a/b/file', bytes('four'), { permissions: 0o640 });
      assert.equal(mode('a/b/file'), 0o640);
      assert.deepEqual(fs.readdirSync(place('a/b')), ['file']);
    });

    it('never writes over a file exclusively', async () => {
      put('file', 'mine');
      await assert.rejects(writeInside(root, 'file', bytes('x'), { exclusive: true }), {
        kind: 'conflict',
      });
      assert.equal(read('file'), 'mine');
      assert.deepEqual(fs.readdirSync(root), ['file']);
    });

    it('writes exclusively also where the disk has no hard links', async () => {
      for (const code of ['EPERM', 'ENOTSUP', 'EISDIR', 'UNKNOWN']) {
        const { fs: without } = faultyFiles(({ name }) => name === 'link', code);
        const write = () =>
          writeInside(root, `${code}.txt`, bytes('new'), { exclusive: true }, without);
        await write();
        assert.equal(read(`${code}.txt`), 'new');
        await assert.rejects(write(), { kind: 'conflict' }, code);
      }
      assert.equal(fs.readdirSync(root).length, 4, 'nothing temporary is left');
    });

    it('writes, appends, moves and removes through no link', async () => {
      fs.symlinkSync('../outside.txt', place('link'));
      fs.symlinkSync('..', place('up'));
      put('file', 'mine');
      fs.mkdirSync(place('folder'));
      const refused = { kind: 'target', message: /link|not a regular file/ };
      for (const name of ['link', 'up/outside.txt', 'up/new.txt', 'folder']) {
        await assert.rejects(writeInside(root, name, bytes('x')), refused, name);
        await assert.rejects(appendInside(root, name, 'x\n'), refused, name);
        await assert.rejects(moveInside(root, 'file', name), refused, name);
        if (name !== 'up/new.txt') await assert.rejects(removeInside(root, name), refused, name);
      }
      assert.deepEqual(fs.readdirSync(base), ['outside.txt', 'project']);
      assert.equal(fs.readFileSync(path.join(base, 'outside.txt'), 'utf8'), 'outside');
    });

    it('appends after a line that was torn', async () => {
      await appendInside(root, 'a/lines', 'one\n');
      fs.appendFileSync(place('a/lines'), 'torn');
      await appendInside(root, 'a/lines', 'two\nthree\n');
      assert.equal(read('a/lines'), 'one\ntorn\ntwo\nthree\n');
    });

    it('removes and moves what is not there without an error', async () => {
      await removeInside(root, 'missing');
      await removeInside(root, 'missing/below');
      await moveInside(root, 'missing', 'target');
      assert.deepEqual(fs.readdirSync(root), []);
    });
  });
});
