import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { newProject } from '../../src/cli/newProject.ts';
import { isExpected, sentence } from '../../src/core/errors.ts';
import { contentOf, FIRST, SECOND, text } from '../unit/node/updateContent.ts';

/** What a project comes from, and what it is updated to. */
export const [first, second] = [contentOf('1.0.0', FIRST), contentOf('2.0.0', SECOND)];

/** Each path of a folder with what is there: kind, permissions, content or target. */
export type Snapshot = Readonly<Record<string, string>>;

/** A folder of its own for a test, in memory where the system has such a place: many writes follow. */
export function temporaryFolder(name: string): string {
  const memory = '/dev/shm';
  const parent = fs.existsSync(memory) ? memory : os.tmpdir();
  return fs.realpathSync(fs.mkdtempSync(path.join(parent, `${name}-`)));
}

/** A project of the first version in which the learner has worked. */
export async function learnersProject(root: string): Promise<void> {
  await newProject(first, ['service', root], (folder) => folder);
  const write = (name: string, content: string) => fs.writeFileSync(path.join(root, name), content);
  write('edited.py', text({ 15: 'mine' }));
  write('clash.py', text({ 10: 'mine' }));
  write('dropped-edited.py', text({ 0: 'mine' }));
  write('taken.py', 'mine\n');
  write('own.py', 'mine\n');
  write('.mlops-roadmap/evidence.jsonl', '{"proof":1}\n');
  fs.rmSync(path.join(root, 'deleted.py'));
  fs.chmodSync(path.join(root, 'edited.py'), 0o600);
}

/** A copy of a prepared project, with its permissions. */
export function copyOf(template: string, root: string): void {
  fs.rmSync(root, { recursive: true, force: true });
  fs.cpSync(template, root, { recursive: true, verbatimSymlinks: true });
}

/** Everything of a folder, links not followed. */
export function snapshot(folder: string, wanted: (name: string) => boolean = () => true): Snapshot {
  const found: Record<string, string> = {};
  const visit = (relative: string) => {
    for (const name of fs.readdirSync(path.join(folder, relative)).sort()) {
      const below = relative === '' ? name : `${relative}/${name}`;
      const place = path.join(folder, below);
      const stat = fs.lstatSync(place);
      if (wanted(below)) found[below] = `${stat.mode.toString(8)} ${contentAt(place, stat)}`;
      if (stat.isDirectory()) visit(below);
    }
  };
  visit('');
  return found;
}

function contentAt(place: string, stat: fs.Stats): string {
  if (stat.isSymbolicLink()) return fs.readlinkSync(place);
  if (!stat.isFile() || stat.size > 64 * 1024 * 1024) return '';
  return createHash('sha256').update(fs.readFileSync(place)).digest('hex');
}

const TEMPORARY = /\.mlr-[\w-]+\.tmp(?:\/|$)/;

/** The files of a project: without folders, the copies of an update, and temporary files. */
export function filesOf(root: string): Snapshot {
  const isFile = (name: string) => !fs.lstatSync(path.join(root, name)).isDirectory();
  return snapshot(
    root,
    (name) =>
      !name.startsWith('.mlops-roadmap/update/') && !TEMPORARY.test(`${name}/`) && isFile(name),
  );
}

/** Hidden temporary files and folders below a folder, but for those that the next update removes. */
export function temporariesIn(folder: string): readonly string[] {
  return Object.keys(snapshot(folder)).filter(
    (name) => TEMPORARY.test(name) && !name.startsWith('.mlops-roadmap/update/'),
  );
}

/** Whether two snapshots are equal. */
export function same(a: Snapshot, b: Snapshot): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The sentence of an error that a learner sees: expected, and with a remedy. */
export function sentenceOf(error: unknown): string {
  assert.ok(isExpected(error), `not explained: ${error instanceof Error ? error.stack : 'thrown'}`);
  assert.ok(error.remedy, `no remedy: ${error.message}`);
  return sentence(error);
}

/** What a promise was rejected with; undefined when it was not. */
export async function failureOf(task: Promise<unknown>): Promise<unknown> {
  try {
    await task;
    return undefined;
  } catch (error) {
    return error ?? new Error('nothing was thrown');
  }
}
