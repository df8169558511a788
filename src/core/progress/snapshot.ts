import { parseEntry, type Entry } from './entry.ts';
import { entriesOf, noProgress, withEntries, type Progress } from './progress.ts';

/** Version of the stored form, in the memento, in journal files and in exports. */
export const FORMAT_VERSION = 1;
const FORMAT = 'mlops-roadmap.progress';

/** Progress as one JSON value: the memento's and the export's form. */
export interface Snapshot {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly entries: readonly Entry[];
}

/** What could be read of stored data. `damaged` says why the original must be set aside. */
export interface ReadResult {
  readonly progress: Progress;
  readonly damaged?: 'unreadable' | 'newer';
}

/** The stored form of `progress`. */
export function toSnapshot(progress: Progress): Snapshot {
  return { format: FORMAT, version: FORMAT_VERSION, entries: entriesOf(progress) };
}

/** Reads a snapshot of unknown origin; never throws. */
export function readSnapshot(value: unknown): ReadResult {
  if (value === undefined) return { progress: noProgress };
  const { format, version, entries } = (value ?? {}) as Record<string, unknown>;
  if (format !== FORMAT || typeof version !== 'number' || !Array.isArray(entries)) {
    return { progress: noProgress, damaged: 'unreadable' };
  }
  if (version > FORMAT_VERSION) return { progress: noProgress, damaged: 'newer' };
  return fromRaw(entries);
}

/** First line of a journal file. */
export interface JournalHeader {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly replica: string;
  /** Process id of the session; 0 when nobody writes any more. */
  readonly pid: number;
  /** Older versions take a session as running when this is not their own host's name. */
  readonly host: string;
  /** The session's process as this version names it; versions before 0.2.0 gave none. */
  readonly owner?: string;
}

/** The header line of a new journal. */
export function journalHeader(replica: string, pid: number, host: string, owner?: string): string {
  const header: JournalHeader = {
    ...{ format: FORMAT, version: FORMAT_VERSION, replica, pid, host },
    ...(owner === undefined ? {} : { owner }),
  };
  return `${JSON.stringify(header)}\n`;
}

/** One entry as a journal line. */
export function journalLine(entry: Entry): string {
  return `${JSON.stringify(entry)}\n`;
}

/**
 * Reads a journal; never throws. An unfinished line is what a crash or a full disk leaves: the
 * entry was not acknowledged, so it is no damage. Nor is a missing header: a session writes on
 * without one when an older version has folded its journal away.
 */
export function readJournal(text: string): ReadResult & { readonly header?: JournalHeader } {
  const lines = text.split('\n').slice(0, -1).filter(isFinished);
  if (lines.length === 0) return { progress: noProgress };
  const header = parseJson(lines[0] ?? '') as Partial<JournalHeader> | undefined;
  if (header?.format !== FORMAT || typeof header.version !== 'number') {
    return fromRaw(lines.map(parseJson));
  }
  if (header.version > FORMAT_VERSION) return { progress: noProgress, damaged: 'newer' };
  return { ...fromRaw(lines.slice(1).map(parseJson)), header: header as JournalHeader };
}

function isFinished(line: string): boolean {
  return line !== '' && (!line.startsWith('{') || line.endsWith('}'));
}

function fromRaw(raw: readonly unknown[]): ReadResult {
  const entries = raw.map(parseEntry);
  const readable = entries.filter((entry) => entry !== undefined);
  const progress = withEntries(noProgress, readable);
  return readable.length === raw.length ? { progress } : { progress, damaged: 'unreadable' };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
