import { ExpectedError } from '../../core/errors.ts';
import type { FileReading, ProjectReader } from '../../core/project/fileReading.ts';
import { readBase } from '../../core/project/projectBase.ts';
import { requireRecord } from '../../core/project/projectFolder.ts';
import { readUpdateState } from '../../core/project/updateJournal.ts';
import type { Project } from '../../core/roadmap/model.ts';
import { unpackFiles, type ProjectFile } from '../../core/scaffold/archive.ts';
import { sameBytes } from '../../core/scaffold/bytes.ts';
import { conflictLine } from '../../core/scaffold/conflictMarkers.ts';
import { generateProject, isBinary, resolveOptions } from '../../core/scaffold/generate.ts';
import { sameText } from '../../core/scaffold/lineEnds.ts';
import { namesOf } from '../../core/scaffold/names.ts';
import type { ProjectRecord } from '../../core/scaffold/projectRecord.ts';
import {
  renamedPackage,
  withPackage,
  withPackageReferences,
} from '../../core/scaffold/renamedPackage.ts';
import {
  cannotLook,
  isLearners,
  isReplaced,
  planUpdate,
  type FileBefore,
  type UpdateAction,
  type Versions,
} from '../../core/scaffold/update.ts';
import { isNewer } from '../../core/versions.ts';
import { ProjectFiles } from '../checks/projectFiles.ts';
import type { CompiledContent } from '../compiledContent.ts';
import { machineFiles, type FileSystem } from '../files/fileSystem.ts';
import { nodeGenerateDeps } from '../generateDeps.ts';
import { unusableJournal } from './interruptedUpdate.ts';
import { mergeByGit } from './mergeByGit.ts';
import { LARGEST_FILE, look, planReversal, type Reversal } from './reverseUpdate.ts';

/** An update of one project, planned and not yet carried out. */
export interface PlannedUpdate {
  readonly record: ProjectRecord;
  /** Versions of the starter. */
  readonly from: string;
  readonly to: string;
  /** What happens to each file that the learner may have changed. */
  readonly actions: readonly UpdateAction[];
  /** Record, base, checks and verifier, where they differ: replaced by every update. */
  readonly own: readonly (ProjectFile & { readonly before: FileBefore })[];
  /** What is taken back first, where an update was interrupted. */
  readonly interrupted: Reversal | undefined;
  /** The new name of the project's package, where the learner has renamed it. */
  readonly renamed: string | undefined;
}

/**
 * Plans the update of a project to what this version carries; changes nothing.
 * @throws ExpectedError `use` when the folder holds no project of the roadmap or one of a newer
 * version, `content` when its base is gone, `conflict` while conflicts are not settled, `state` when
 * a file cannot be read.
 */
export async function planFolderUpdate(
  root: string,
  content: CompiledContent,
  fs: FileSystem = machineFiles,
): Promise<PlannedUpdate> {
  const { reader, interrupted } = await asBeforeInterruption(root, fs);
  const record = await requireRecord(reader);
  const roadmap = await content.roadmap();
  const project = roadmap.projects.find(({ id }) => id === record.project);
  if (!project?.starter) {
    throw new ExpectedError(
      'use',
      `This version does not carry the starter of “${record.project}”.`,
      'Update the extension, then try again.',
    );
  }
  refuseDowngrade(record, project.starter.version, roadmap.version);
  const base = await readBase(reader);
  const renamed = await renamedIn(root, record, base);
  const followed = renamed === undefined ? record : { ...record, package: renamed };
  const next = await generateAgain(project, followed, content, roadmap.version);
  const versions =
    renamed === undefined
      ? [{ base, next }]
      : await bothNames(project, record, renamed, base, next, content, roadmap.version);
  await refuseUnsettledConflicts(versions, reader);
  return {
    record,
    from: record.starter,
    to: project.starter.version,
    actions: await planUpdate(versions, (path) => reader.read(path, LARGEST_FILE), mergeByGit),
    own: await withBefore(next.filter(isReplaced), reader),
    interrupted,
    renamed,
  };
}

/** Whether a planned update would write nothing. */
export function isUpToDate({ actions, own, interrupted }: PlannedUpdate): boolean {
  const writes = actions.some(({ kind, bytes }) => bytes !== undefined || kind === 'remove');
  return !writes && own.length === 0 && interrupted === undefined;
}

/** The project as it will be when an interrupted update has been taken back. */
async function asBeforeInterruption(
  root: string,
  fs: FileSystem,
): Promise<{ readonly reader: ProjectReader; readonly interrupted: Reversal | undefined }> {
  const reader: ProjectReader = { name: root, read: (path) => look(root, path, fs) };
  const state = await readUpdateState(reader);
  if (state.kind === 'unusable') {
    throw new ExpectedError('state', unusableJournal(state.problem));
  }
  if (state.kind !== 'interrupted') return { reader, interrupted: undefined };
  const interrupted = await planReversal(root, state.journal, fs);
  const read = async (path: string): Promise<FileReading> => {
    const before = interrupted.restored.get(path);
    if (before === undefined) return look(root, path, fs);
    return before ?? { kind: 'absent' };
  };
  return { reader: { name: root, read }, interrupted };
}

function refuseDowngrade(record: ProjectRecord, starter: string, roadmap: string): void {
  if (!isNewer(record.starter, starter) && !isNewer(record.roadmap, roadmap)) return;
  throw new ExpectedError(
    'use',
    `This project comes from a newer version (${record.roadmap}, starter ${record.starter}); this one carries ${roadmap}, starter ${starter}.`,
    'Update the extension. Nothing was changed.',
  );
}

async function renamedIn(
  root: string,
  record: ProjectRecord,
  base: readonly ProjectFile[],
): Promise<string | undefined> {
  const there = await new ProjectFiles(root).list();
  const { snake } = namesOf(record);
  const paths = base.map(({ path }) => path);
  return renamedPackage(
    paths,
    snake,
    there.filter((path) => path.startsWith('src/')),
  );
}

/** Each file is compared under the old and under the new name; the learner renamed some of them. */
async function bothNames(
  project: Project,
  record: ProjectRecord,
  renamed: string,
  base: readonly ProjectFile[],
  next: readonly ProjectFile[],
  content: CompiledContent,
  version: string,
): Promise<readonly Versions[]> {
  const { snake } = namesOf(record);
  // A name of one word is also the project's, which is not renamed with the package.
  const renamedWays = [withPackage, withPackageReferences].map((rename) => ({
    base: rename(base, snake, renamed),
    next,
  }));
  const outside = ({ path }: ProjectFile) => !path.startsWith(`src/${snake}/`);
  const old = await generateAgain(project, record, content, version);
  return [...renamedWays, { base: base.filter(outside), next: old.filter(outside) }];
}

async function refuseUnsettledConflicts(
  versions: readonly Versions[],
  reader: ProjectReader,
): Promise<void> {
  const generated = versions.flatMap(({ base, next }) => [...next, ...base]).filter(isLearners);
  const unsettled: string[] = [];
  for (const path of new Set(generated.map((file) => file.path))) {
    const now = await reader.read(path, LARGEST_FILE);
    if (now.kind === 'failed') throw cannotLook(path, now.reason);
    if (now.kind !== 'file' || isBinary(now.bytes)) continue;
    const line = conflictLine(new TextDecoder().decode(now.bytes));
    if (line === undefined) continue;
    // A page about conflicts may show markers.
    const shown = generated.some((file) => file.path === path && sameText(file.bytes, now.bytes));
    if (!shown) unsettled.push(`${path}:${line}`);
  }
  if (unsettled.length === 0) return;
  throw new ExpectedError(
    'conflict',
    `Conflict markers are left in ${unsettled.join(', ')}.`,
    'Settle them first, then update again. Nothing was changed.',
  );
}

async function withBefore(
  files: readonly ProjectFile[],
  reader: ProjectReader,
): Promise<PlannedUpdate['own']> {
  const own: (ProjectFile & { readonly before: FileBefore })[] = [];
  for (const file of files) {
    const now = await reader.read(file.path, LARGEST_FILE);
    if (now.kind === 'failed' || now.kind === 'unreadable') {
      throw new ExpectedError(
        'state',
        `${file.path} cannot be updated: ${now.reason}.`,
        'Put a regular file there, or fix its permissions. Nothing was changed.',
      );
    }
    if (now.kind === 'file' && sameBytes(now.bytes, file.bytes)) continue;
    own.push({ ...file, before: now.kind === 'file' ? now : undefined });
  }
  return own;
}

/** A project as a version generates it, with the answers and the instance of its record. */
export async function generateAgain(
  project: Project,
  record: ProjectRecord,
  content: CompiledContent,
  version: string,
): Promise<readonly ProjectFile[]> {
  const known = Object.entries(record.options).filter(([id]) =>
    project.options.some((option) => option.id === id),
  );
  const answers = {
    names: namesOf(record),
    options: resolveOptions(project, Object.fromEntries(known)),
  };
  const deps = await nodeGenerateDeps(content, version);
  const archive = unpackFiles(await content.projectArchive(project.id));
  return generateProject(project, archive, answers, {
    ...deps,
    // Evidence belongs to the instance, and stays.
    newInstanceId: () => record.instance,
  });
}
