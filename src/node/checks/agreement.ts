import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { OwnFile, RunnableCode } from '../../core/checks/programDocument.ts';
import { programsOf } from '../../core/checks/programs.ts';
import {
  CHECKS_PATH,
  EVIDENCE_PATH,
  GUIDE_PATH,
  RECORD_FOLDER,
  RECORD_PATH,
  UPDATE_FOLDER,
} from '../../core/project/paths.ts';
import { isAbsent, reasonOf } from '../files/fileSystem.ts';
import { readInside } from '../files/readInside.ts';
import { sha256 } from '../files/sha256.ts';
import { projectPython } from './environment.ts';
import type { VerifiableProject } from './verifyFolder.ts';

/** What a learner agrees to before the checks of a project run anything. */
export interface Agreement extends RunnableCode {
  /**
   * SHA-256 of all that decides what runs: programs, the other files of `.mlops-roadmap`, and the
   * project's Python. The project's own code is not in it.
   */
  readonly hash: string;
  /** False when something could not be read as a whole; then a yes must not be remembered. */
  readonly complete: boolean;
}

// The checks are in the hash as programs. The others change while a learner works, or are pages.
const LEFT_OUT = new Set([CHECKS_PATH, EVIDENCE_PATH, GUIDE_PATH, UPDATE_FOLDER]);
const LARGEST_FILE = 16 * 1024 * 1024;
const LONGEST_SHOWN = 64 * 1024;
const MOST_FILES = 500;

/** What the checks of a project, as they were read, would run. */
export async function agreementOf({ root, record, checks }: VerifiableProject): Promise<Agreement> {
  const programs = programsOf(checks.steps);
  const files = await ownFiles(root);
  const interpreter = await interpreterOf(root);
  const decisive = {
    programs: programs.map(({ spec, requests }) => ({ ...spec, requests })),
    files: files.map((file) => [file.path, 'unread' in file ? file.unread : file.sha256]),
    interpreter,
  };
  return {
    name: record.name,
    programs,
    files,
    interpreter,
    hash: sha256(JSON.stringify(decisive, inOrder)),
    complete: files.every((file) => !('unread' in file)),
  };
}

/** Sorts the keys of mappings, whose order says nothing. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function ownFiles(root: string): Promise<readonly OwnFile[]> {
  const found: OwnFile[] = [];
  const visit = async (folder: string): Promise<void> => {
    let entries;
    try {
      entries = await fs.readdir(path.join(root, ...folder.split('/')), { withFileTypes: true });
    } catch (error) {
      if (!isAbsent(error)) found.push({ path: folder, unread: reasonOf(error) });
      return;
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const relative = `${folder}/${entry.name}`;
      if (LEFT_OUT.has(relative)) continue;
      if (found.length >= MOST_FILES) {
        found.push({ path: folder, unread: `it holds more than ${MOST_FILES} files` });
        return;
      }
      if (entry.isDirectory()) await visit(relative);
      else found.push(await ownFile(root, relative));
    }
  };
  await visit(RECORD_FOLDER);
  return found;
}

async function ownFile(root: string, relative: string): Promise<OwnFile> {
  const reading = await readInside(root, relative, { limit: LARGEST_FILE, links: 'none' });
  switch (reading.kind) {
    case 'absent':
      return { path: relative, unread: 'it has just been removed' };
    case 'unreadable':
    case 'failed':
      return { path: relative, unread: reading.reason };
    case 'file': {
      const { bytes } = reading;
      const isCode = relative !== RECORD_PATH && !bytes.includes(0);
      const isShown = isCode && bytes.length <= LONGEST_SHOWN;
      const text = isShown ? new TextDecoder().decode(bytes) : undefined;
      return { path: relative, bytes: bytes.length, sha256: sha256(bytes), text };
    }
  }
}

/** By path and target: what is inside it changes with every package. */
async function interpreterOf(root: string): Promise<RunnableCode['interpreter']> {
  const python = projectPython(root);
  if (python === undefined) return undefined;
  const target = await fs.realpath(python).catch(reasonOf);
  return { path: path.relative(root, python).replaceAll('\\', '/'), target };
}
