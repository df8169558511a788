import { limitJson, DocumentError } from '../checks/documentLimits.ts';
import { ExpectedError, isExpected } from '../errors.ts';
import type { ProjectReader } from './fileReading.ts';
import { jsonFaultAt } from './jsonFault.ts';
import { LARGEST_CHECKS } from './projectFolder.ts';

/** A file of the product in a project that cannot be used: which, where, and what to do. */
export class DamagedFile extends ExpectedError {
  /** Inside the project, with `/`. */
  readonly file: string;
  /** 1-based; undefined when the message names no place in the text. */
  readonly line: number | undefined;

  constructor(file: string, message: string, remedy: string | undefined, line?: number) {
    super('state', message, remedy);
    this.file = file;
    this.line = line;
  }
}

/** True for a `DamagedFile` made in any bundle. */
export function isDamagedFile(error: unknown): error is DamagedFile {
  return isExpected(error, 'state') && 'file' in error;
}

/** A failure to read a file as damage of that file; one that is not expected stays what it is. */
export function damageOf(file: string, error: unknown): unknown {
  if (!isExpected(error) || isDamagedFile(error)) return error;
  return new DamagedFile(file, error.message, error.remedy);
}

/**
 * Reads a JSON file of the product in a project, after a look whether it is JSON at all.
 * @param read is what the file is read with; it reads it again
 * @throws DamagedFile when the file cannot be used.
 */
export async function readUndamaged<T>(
  reader: ProjectReader,
  file: string,
  read: (reader: ProjectReader) => Promise<T>,
): Promise<T> {
  const reading = await reader.read(file, LARGEST_CHECKS);
  if (reading.kind === 'file') requireJson(file, reading.bytes);
  try {
    return await read(reader);
  } catch (error) {
    throw damageOf(file, error);
  }
}

const RESTORE = 'Bring it back from Git.';
const CONFLICT = /^<{7}(?: |$)/m;

/** Throws a DamagedFile with line and column when bytes are no JSON in UTF-8, or nested too deeply. */
function requireJson(file: string, bytes: Uint8Array): void {
  const text = new TextDecoder().decode(bytes);
  const fail = (problem: string, remedy: string, offset: number) => {
    const before = text.slice(0, offset).split('\n');
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    return new DamagedFile(file, `${file} ${problem} (${place}).`, remedy, before.length);
  };
  if (!isUtf8(bytes)) {
    const remedy = 'Save it as UTF-8, or bring it back from Git.';
    throw fail('is not UTF-8 text', remedy, text.indexOf('\uFFFD'));
  }
  if (text.trim() === '') throw new DamagedFile(file, `${file} is empty.`, RESTORE, 1);
  const conflict = CONFLICT.exec(text);
  if (conflict) {
    const remedy = 'Resolve the conflict in this file, then save it.';
    throw fail('holds the marks of a merge conflict', remedy, conflict.index);
  }
  try {
    limitJson(text);
    JSON.parse(text);
  } catch (error) {
    if (error instanceof DocumentError) {
      const where = error.line === undefined ? '' : ` (line ${error.line})`;
      throw new DamagedFile(file, `${file}: ${error.message}${where}.`, RESTORE, error.line);
    }
    const offset = jsonFaultAt(text);
    const end = offset >= text.trimEnd().length;
    throw fail(end ? 'ends too early to be JSON' : 'is not valid JSON', RESTORE, offset);
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
