import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { isExpected } from '../../src/core/errors.ts';
import { applyFolderUpdate, undoFolderUpdate } from '../../src/node/update/applyFolderUpdate.ts';
import { planFolderUpdate, type PlannedUpdate } from '../../src/node/update/planFolderUpdate.ts';
import { appendInside } from '../../src/node/files/writeInside.ts';
import {
  copyOf,
  failureOf,
  filesOf,
  learnersProject,
  same,
  second,
  sentenceOf,
  type Snapshot,
} from './projects.ts';
import { counted } from './tally.ts';

const KILOBYTE = 1024;
const SIZES = 24;

describe('a small disk', () => {
  let base: string;
  let disk: string;
  let root: string;
  let old: Snapshot;
  let updated: Snapshot;
  let planned: PlannedUpdate;
  let smallest: number;
  const template = () => path.join(base, 'template');

  before(async function () {
    base = fs.mkdtempSync(path.join(os.tmpdir(), 'disk-'));
    disk = path.join(base, 'disk');
    root = path.join(disk, 'parcels');
    fs.mkdirSync(disk);
    if (!mount('size=1m')) {
      console.log('      SKIPPED: a disk can be mounted by root on Linux alone');
      return this.skip();
    }
    unmount();
    await learnersProject(root);
    old = filesOf(root);
    copyOf(root, template());
    planned = await planFolderUpdate(root, second);
    await applyFolderUpdate(root, planned);
    updated = filesOf(root);
    fs.rmSync(root, { recursive: true });
    smallest = pagesOf(template());
  });
  afterEach(unmount);
  after(() => fs.rmSync(base, { recursive: true, force: true }));

  function mount(options: string): boolean {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }

  function unmount(): void {
    while (mounted()) execFileSync('umount', [disk]);
  }

  function mounted(): boolean {
    return fs.readFileSync('/proc/self/mounts', 'utf8').includes(` ${disk} `);
  }

  /** What the files of a folder take of such a disk. */
  function pagesOf(folder: string): number {
    const names = fs.readdirSync(folder, { recursive: true }) as string[];
    const sizes = names.map((name) => fs.lstatSync(path.join(folder, name)));
    return sizes.reduce(
      (sum, stat) => sum + (stat.isFile() ? Math.ceil(stat.size / 4096) * 4 : 0),
      0,
    );
  }

  it(`has the whole old or the whole new project, at ${SIZES} sizes`, async () => {
    const counts = { full: 0, updated: 0 };
    for (const step of counted(Array(SIZES).keys())) {
      const size = smallest + step * 4;
      const name = `a disk of ${size} KB`;
      assert.ok(mount(`size=${size * KILOBYTE}`), name);
      try {
        copyOf(template(), root);
        const error = await failureOf(applyFolderUpdate(root, planned));
        if (error === undefined) {
          counts.updated += 1;
          assert.deepEqual(filesOf(root), updated, name);
        } else {
          counts.full += 1;
          assert.match(sentenceOf(error), /The disk is full/, name);
          assert.deepEqual(filesOf(root), old, name);
          execFileSync('mount', ['-o', `remount,size=${4 * size * KILOBYTE}`, disk]);
          await applyFolderUpdate(root, await planFolderUpdate(root, second));
          assert.deepEqual(filesOf(root), updated, `${name}, after it has grown`);
        }
      } finally {
        unmount();
      }
    }
    assert.ok(counts.full > 3 && counts.updated > 0, JSON.stringify(counts));
  });

  it('takes an update back, or says that it is full and keeps it', async () => {
    assert.ok(mount('size=4m'));
    copyOf(template(), root);
    await applyFolderUpdate(root, planned);
    const filler = path.join(disk, 'filler');
    await failureOf(fs.promises.writeFile(filler, new Uint8Array(8 * KILOBYTE * KILOBYTE)));
    const error = await failureOf(undoFolderUpdate(root));
    assert.match(sentenceOf(error), /The disk is full/);
    assert.deepEqual(filesOf(root), updated);
    fs.rmSync(filler);
    assert.deepEqual(await undoFolderUpdate(root), []);
    assert.deepEqual(filesOf(root), old);
  });

  it('is changed by nothing while it is read-only', async () => {
    assert.ok(mount('size=4m'));
    copyOf(template(), root);
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    for (const task of counted([
      () => applyFolderUpdate(root, planned),
      () => appendInside(root, '.mlops-roadmap/evidence.jsonl', '{}\n'),
    ])) {
      assert.match(sentenceOf(await failureOf(task())), /read-only/);
      assert.ok(same(filesOf(root), old));
    }
    assert.ok(isExpected(await failureOf(undoFolderUpdate(root)), 'use'));
  });
});
