import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { ExpectedError } from '../core/errors.ts';
import type { Project } from '../core/roadmap/model.ts';
import { unpackFiles, type ProjectFile } from '../core/scaffold/archive.ts';
import { generateProject, resolveOptions } from '../core/scaffold/generate.ts';
import { deriveNames } from '../core/scaffold/names.ts';
import {
  readProjectRecord,
  RECORD_FOLDER,
  RECORD_PATH,
  type ProjectRecord,
} from '../core/scaffold/projectRecord.ts';
import { isLearners, planUpdate, type Merge, type UpdateAction } from '../core/scaffold/update.ts';
import type { CompiledContent } from './compiledContent.ts';
import { nodeGenerateDeps } from './generateDeps.ts';

/** An update of one project, planned and not yet carried out. */
export interface PlannedUpdate {
  readonly record: ProjectRecord;
  /** What happens to each file that the learner may have changed. */
  readonly actions: readonly UpdateAction[];
  /** Record, base, checks and verifier: replaced by every update. */
  readonly own: readonly ProjectFile[];
}

const STAGING = `${RECORD_FOLDER}/update`;
const JOURNAL = 'journal.json';

/**
 * Plans the update of a project to what this version carries.
 * @throws ExpectedError `use` when the folder holds no project of the roadmap, `content` when its
 * base is gone.
 */
export async function planFolderUpdate(
  root: string,
  content: CompiledContent,
): Promise<PlannedUpdate> {
  await recoverUpdate(root);
  const text = await fs.readFile(path.join(root, RECORD_PATH), 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new ExpectedError(
      'use',
      `${root} holds no roadmap project.`,
      'Give the folder of a project that was scaffolded.',
    );
  }
  const record = readProjectRecord(text);
  const roadmap = await content.roadmap();
  const project = roadmap.projects.find(({ id }) => id === record.project);
  if (!project?.starter) {
    throw new ExpectedError(
      'use',
      `This version does not carry the starter of “${record.project}”.`,
      'Update the extension, then try again.',
    );
  }
  const next = await generate(project, record, content, roadmap.version);
  const base = await readBase(root);
  const current = (name: string) =>
    fs.readFile(path.join(root, ...name.split('/'))).catch(() => undefined);
  return {
    record,
    actions: await planUpdate(base, next, current, mergeByGit),
    own: next.filter((file) => !isLearners(file)),
  };
}

async function generate(
  project: Project,
  record: ProjectRecord,
  content: CompiledContent,
  version: string,
): Promise<readonly ProjectFile[]> {
  const known = Object.entries(record.options).filter(([id]) =>
    project.options.some((option) => option.id === id),
  );
  const answers = {
    names: deriveNames(record.name),
    options: resolveOptions(project, Object.fromEntries(known)),
  };
  const deps = await nodeGenerateDeps(content, version);
  return generateProject(project, unpackFiles(await content.projectArchive(project.id)), answers, {
    ...deps,
    // Evidence belongs to the instance, and stays.
    newInstanceId: () => record.instance,
  });
}

async function readBase(root: string): Promise<readonly ProjectFile[]> {
  try {
    return unpackFiles(await fs.readFile(path.join(root, RECORD_FOLDER, 'base.zip')));
  } catch {
    throw new ExpectedError(
      'content',
      `${RECORD_FOLDER}/base.zip is missing or damaged; without it your changes cannot be told from ours.`,
      'Bring it back from Git.',
    );
  }
}

/**
 * Carries a planned update out. Everything that is to be replaced is copied aside first, so that an
 * update which is interrupted can be taken back whole.
 */
export async function applyFolderUpdate(root: string, update: PlannedUpdate): Promise<void> {
  const writes = new Map<string, { readonly bytes: Uint8Array; readonly executable: boolean }>();
  for (const { path: name, bytes, executable } of update.actions) {
    if (bytes) writes.set(name, { bytes, executable });
  }
  for (const { path: name, bytes, executable } of update.own)
    writes.set(name, { bytes, executable });
  const removals = update.actions.filter(({ kind }) => kind === 'remove').map((each) => each.path);
  await stage(root, [...writes.keys(), ...removals]);
  try {
    for (const [name, { bytes, executable }] of writes) await write(root, name, bytes, executable);
    for (const name of removals) await fs.rm(path.join(root, ...name.split('/')), { force: true });
  } catch (error) {
    await recoverUpdate(root);
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExpectedError(
      'target',
      `The update could not be written (${reason}).`,
      'Everything is as it was. Free some space or mend the folder’s rights, then try again.',
    );
  }
  await fs.rm(path.join(root, STAGING), { recursive: true, force: true });
}

/** Takes an interrupted update back; nothing happens when there is none. */
export async function recoverUpdate(root: string): Promise<void> {
  const staging = path.join(root, STAGING);
  const text = await fs.readFile(path.join(staging, JOURNAL), 'utf8').catch(() => undefined);
  if (text !== undefined) {
    const files = JSON.parse(text) as readonly { readonly path: string; readonly there: boolean }[];
    for (const [place, file] of files.entries()) {
      const target = path.join(root, ...file.path.split('/'));
      if (file.there) await fs.copyFile(path.join(staging, String(place)), target);
      // A folder of that name is the learner's.
      else await fs.rm(target, { force: true }).catch(() => undefined);
    }
  }
  await fs.rm(staging, { recursive: true, force: true });
}

/** Copies files aside; the journal is complete before anything is replaced. */
async function stage(root: string, names: readonly string[]): Promise<void> {
  const staging = path.join(root, STAGING);
  await fs.rm(staging, { recursive: true, force: true });
  await fs.mkdir(staging, { recursive: true });
  const journal: { readonly path: string; readonly there: boolean }[] = [];
  for (const [place, name] of names.entries()) {
    const from = path.join(root, ...name.split('/'));
    const there = await fs.copyFile(from, path.join(staging, String(place))).then(
      () => true,
      () => false,
    );
    journal.push({ path: name, there });
  }
  const file = path.join(staging, JOURNAL);
  await fs.writeFile(`${file}.tmp`, JSON.stringify(journal), { flush: true });
  await fs.rename(`${file}.tmp`, file);
}

async function write(
  root: string,
  name: string,
  bytes: Uint8Array,
  executable: boolean,
): Promise<void> {
  const target = path.join(root, ...name.split('/'));
  await fs.mkdir(path.dirname(target), { recursive: true });
  await fs.writeFile(target, bytes);
  if (executable) await fs.chmod(target, 0o755);
}

/** Merges with `git merge-file`, which needs no repository. */
const mergeByGit: Merge = async (base, yours, theirs) => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'mlops-roadmap-merge-'));
  try {
    const files = { yours, base, theirs };
    for (const [name, bytes] of Object.entries(files)) {
      await fs.writeFile(path.join(folder, name), bytes);
    }
    const labels = ['yours', 'as it was generated', 'the new version'];
    const args = [
      'merge-file',
      '-p',
      ...labels.flatMap((label) => ['-L', label]),
      ...Object.keys(files),
    ];
    return await new Promise((resolve, reject) => {
      const options = { cwd: folder, encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 } as const;
      execFile('git', args, options, (error, stdout) => {
        const code = typeof error?.code === 'number' ? error.code : 0;
        // Its exit code counts the conflicts; 255 and a missing program are failures.
        if (error && (typeof error.code !== 'number' || code > 127)) {
          reject(
            new ExpectedError(
              'use',
              'Git could not merge a file.',
              'Install Git 2.30 or later, then update again. Nothing was changed.',
            ),
          );
        } else resolve({ bytes: stdout, conflicts: code });
      });
    });
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
};
