import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ProjectFile } from '../../src/core/scaffold/archive.ts';
import { previewProject } from '../../src/core/scaffold/preview.ts';
import { writeProject, type WriteOptions } from '../../src/core/scaffold/write.ts';
import { workspaceFolderPort } from '../../src/editor/scaffold/workspaceFolderPort.ts';
import { MemoryFileSystem } from './memoryFileSystem.ts';

const text = (value: string) => new TextEncoder().encode(value);
const files: readonly ProjectFile[] = [
  { path: '.env.example', bytes: text('A=1'), executable: false },
  { path: 'src/app/main.py', bytes: text('print()'), executable: false },
  { path: 'README.md', bytes: text('# Hello'), executable: false },
];
const options = (over: Partial<WriteOptions> = {}): WriteOptions => ({
  overwrite: new Set(),
  keepOthers: false,
  cancelled: () => false,
  progress: () => undefined,
  ...over,
});

describe('scaffolding where there is no disk', () => {
  const memory = new MemoryFileSystem();
  let registration: vscode.Disposable;
  before(() => {
    registration = vscode.workspace.registerFileSystemProvider('mlops-memory', memory, {
      isCaseSensitive: true,
    });
  });
  after(() => {
    registration.dispose();
  });
  beforeEach(() => memory.clear());

  const write = async (target: string, over: Partial<WriteOptions> = {}) => {
    const preview = await previewProject(files, `mlops-memory:${target}`, workspaceFolderPort);
    return writeProject(preview, workspaceFolderPort, options(over));
  };

  it('writes a new folder with every file', async () => {
    await write('/files/new');
    assert.deepEqual(memory.files(), [
      '/files/new/.env.example',
      '/files/new/README.md',
      '/files/new/src/app/main.py',
    ]);
  });

  it('never writes over a file', async () => {
    memory.put('/files/there/README.md', 'mine');
    await assert.rejects(write('/files/there'), { kind: 'conflict' });
    assert.equal(memory.get('/files/there/README.md'), 'mine');
    assert.deepEqual(memory.files(), ['/files/there/README.md']);
  });

  it('keeps a conflicting file unless the learner agreed to this one', async () => {
    memory.put('/files/there/README.md', 'mine');
    memory.put('/files/there/.env.example', 'mine too');
    await write('/files/there', { keepOthers: true, overwrite: new Set(['README.md']) });
    assert.equal(memory.get('/files/there/README.md'), '# Hello');
    assert.equal(memory.get('/files/there/.env.example'), 'mine too');
  });

  it('leaves nothing behind when the store is full', async () => {
    memory.put('/files/there/mine.txt', 'mine');
    memory.refuse('main.py');
    await assert.rejects(write('/files/there'), { kind: 'target' });
    assert.deepEqual(memory.files(), ['/files/there/mine.txt']);
    await assert.rejects(write('/files/new'), { kind: 'target' });
    assert.deepEqual(memory.files(), ['/files/there/mine.txt']);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    let asked = 0;
    await assert.rejects(write('/files/new', { cancelled: () => (asked += 1) > 2 }), {
      kind: 'cancelled',
    });
    assert.deepEqual(memory.files(), []);
  });
});
