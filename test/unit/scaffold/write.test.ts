import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { ExpectedError } from '../../../src/core/errors.ts';
import type { ProjectFile } from '../../../src/core/scaffold/archive.ts';
import type { FolderPort } from '../../../src/core/scaffold/folderPort.ts';
import { previewProject } from '../../../src/core/scaffold/preview.ts';
import { writeProject, type WriteOptions } from '../../../src/core/scaffold/write.ts';
import { temporaryBeside, thisOwner } from '../../../src/node/files/owner.ts';
import { nodeFolderPort } from '../../../src/node/nodeFolderPort.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const files: readonly ProjectFile[] = [
  { path: '.env.example', bytes: bytes('A=1\n'), executable: false },
  { path: 'README.md', bytes: bytes('# Project\n'), executable: false },
  { path: 'scripts/run.sh', bytes: bytes('#!/bin/sh\n'), executable: true },
  { path: 'src/app/main.py', bytes: bytes('print("hello")\n'), executable: false },
];

describe('writing a project', () => {
  let base: string;
  beforeEach(async () => {
    base = await fs.mkdtemp(path.join(os.tmpdir(), 'write-'));
  });
  afterEach(() => fs.rm(base, { recursive: true, force: true }));

  const options = (over: Partial<WriteOptions> = {}): WriteOptions => ({
    overwrite: new Set(),
    keepOthers: false,
    cancelled: () => false,
    progress: () => undefined,
    ...over,
  });
  const write = async (
    target: string,
    over: Partial<WriteOptions> = {},
    port: FolderPort = nodeFolderPort,
  ) => writeProject(await previewProject(files, target, port), port, options(over));
  const tree = async () => (await fs.readdir(base, { recursive: true })).sort();
  const read = (name: string) => fs.readFile(path.join(base, name), 'utf8');

  /** The node port, failing like a full disk at the file whose name is given. */
  const failingAt = (name: string): FolderPort => ({
    ...nodeFolderPort,
    createFile: async (location, ...rest) => {
      if (location.endsWith(name)) throw new ExpectedError('target', 'The disk is full.');
      return nodeFolderPort.createFile(location, ...rest);
    },
  });

  it('makes a new folder with every file, dot-files and modes among them', async () => {
    await write(path.join(base, 'new'));
    assert.equal(await read('new/.env.example'), 'A=1\n');
    assert.equal((await fs.stat(path.join(base, 'new/scripts/run.sh'))).mode & 0o777, 0o755);
    assert.equal((await fs.stat(path.join(base, 'new/README.md'))).mode & 0o111, 0);
    assert.deepEqual(await fs.readdir(base), ['new']);
  });

  it('makes the folders above a new one', async () => {
    await write(path.join(base, 'a', 'b', 'new'));
    assert.equal(await read('a/b/new/README.md'), '# Project\n');
  });

  it('leaves nothing behind when it fails in a new folder', async () => {
    await assert.rejects(write(path.join(base, 'a', 'new'), {}, failingAt('main.py')), {
      kind: 'target',
    });
    assert.deepEqual(await tree(), []);
  });

  it('leaves an existing folder as it was when it fails or is cancelled', async () => {
    await fs.mkdir(path.join(base, 'there', 'src'), { recursive: true });
    await fs.writeFile(path.join(base, 'there', 'mine.txt'), 'mine');
    const before = await tree();
    await assert.rejects(write(path.join(base, 'there'), {}, failingAt('main.py')), {
      kind: 'target',
    });
    assert.deepEqual(await tree(), before);
    let asked = 0;
    await assert.rejects(write(path.join(base, 'there'), { cancelled: () => (asked += 1) > 3 }), {
      kind: 'cancelled',
    });
    assert.deepEqual(await tree(), before);
    assert.equal(await read('there/mine.txt'), 'mine');
  });

  it('never writes over a file, and says which ones are in the way', async () => {
    await fs.mkdir(path.join(base, 'there'));
    await fs.writeFile(path.join(base, 'there', 'README.md'), 'mine');
    await assert.rejects(write(path.join(base, 'there')), {
      kind: 'conflict',
      message: /README\.md/,
    });
    assert.equal(await read('there/README.md'), 'mine');
    assert.deepEqual(await fs.readdir(path.join(base, 'there')), ['README.md']);
  });

  it('keeps a conflicting file unless the learner agreed to this very one', async () => {
    await fs.mkdir(path.join(base, 'there'));
    await fs.writeFile(path.join(base, 'there', 'README.md'), 'mine');
    await fs.writeFile(path.join(base, 'there', '.env.example'), 'mine too');
    await write(path.join(base, 'there'), { keepOthers: true, overwrite: new Set(['README.md']) });
    assert.equal(await read('there/README.md'), '# Project\n');
    assert.equal(await read('there/.env.example'), 'mine too');
  });

  it('gives an overwritten file its content back when a later file fails', async () => {
    await fs.mkdir(path.join(base, 'there'));
    await fs.writeFile(path.join(base, 'there', 'README.md'), 'mine');
    const over = { keepOthers: true, overwrite: new Set(['README.md']) };
    await assert.rejects(write(path.join(base, 'there'), over, failingAt('main.py')));
    assert.equal(await read('there/README.md'), 'mine');
    assert.deepEqual(await tree(), ['there', path.join('there', 'README.md')]);
  });

  it('does not touch a file that appears after the preview', async () => {
    const target = path.join(base, 'there');
    await fs.mkdir(target);
    const preview = await previewProject(files, target, nodeFolderPort);
    await fs.writeFile(path.join(target, 'README.md'), 'late');
    await assert.rejects(writeProject(preview, nodeFolderPort, options()), { kind: 'conflict' });
    assert.equal(await read('there/README.md'), 'late');
    assert.deepEqual(await fs.readdir(target), ['README.md']);
  });

  it('refuses a folder that appears after the preview', async () => {
    const target = path.join(base, 'new');
    const preview = await previewProject(files, target, nodeFolderPort);
    await fs.mkdir(target);
    await assert.rejects(writeProject(preview, nodeFolderPort, options()), { kind: 'conflict' });
    assert.deepEqual(await fs.readdir(base), ['new']);
  });

  it('refuses a target that is a file, or already a project', async () => {
    await fs.writeFile(path.join(base, 'file'), '');
    await assert.rejects(write(path.join(base, 'file')), { kind: 'target', message: /is a file/ });
    await assert.rejects(write(path.join(base, 'file', 'below')), { kind: 'target' });
    await fs.mkdir(path.join(base, 'project', '.mlops-roadmap'), { recursive: true });
    await fs.writeFile(path.join(base, 'project', '.mlops-roadmap', 'project.json'), '{}');
    await assert.rejects(write(path.join(base, 'project')), {
      kind: 'target',
      message: /already holds/,
    });
  });

  it('does not follow a link out of the folder', async () => {
    await fs.mkdir(path.join(base, 'outside'));
    await fs.mkdir(path.join(base, 'there'));
    await fs.symlink(path.join(base, 'outside'), path.join(base, 'there', 'src'));
    await assert.rejects(write(path.join(base, 'there')), { kind: 'target', message: /link/ });
    assert.deepEqual(await fs.readdir(path.join(base, 'outside')), []);
  });

  it('removes the second name of a record that a killed run has left', async () => {
    const records = path.join(base, 'there', '.mlops-roadmap');
    await fs.mkdir(records, { recursive: true });
    await fs.writeFile(path.join(records, 'project.json'), '{}');
    const ended = { ...thisOwner(), boot: '00000000' };
    await fs.writeFile(temporaryBeside(path.join(records, 'project.json'), ended), '{}');
    await assert.rejects(write(path.join(base, 'there')), /already holds a roadmap project/);
    assert.deepEqual(await fs.readdir(records), ['project.json']);
  });

  it('explains a place without rights, a long path and a vanished parent', async () => {
    // The tests may run as root, who may write anywhere: /proc refuses even root.
    await assert.rejects(nodeFolderPort.createFile('/proc/new-file', bytes('x'), false), {
      kind: 'target',
    });
    await assert.rejects(nodeFolderPort.createFile('/dev/full/x', bytes('x'), false), {
      kind: 'target',
    });
    await assert.rejects(write(path.join(base, 'x'.repeat(300))), {
      kind: 'target',
      message: /too long/,
    });
    await assert.rejects(
      nodeFolderPort.createFile(path.join(base, 'gone', 'x'), bytes('x'), false),
      { message: /no longer exists/ },
    );
  });
});
