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
  /** Process id and host of the session, by which others know whether it still writes. */
  readonly pid: number;
  readonly host: string;
}

/** The header line of a new journal. */
export function journalHeader(replica: string, pid: number, host: string): string {
  const header: JournalHeader = { format: FORMAT, version: FORMAT_VERSION, replica, pid, host };
  return `${JSON.stringify(header)}\n`;
}

/** One entry as a journal line. */
export function journalLine(entry: Entry): string {
  return `${JSON.stringify(entry)}\n`;
}

/**
 * Reads a journal; never throws. An unfinished last line is what a crash leaves: the entry was
 * not acknowledged, so it is no damage.
 */
export function readJournal(text: string): ReadResult & { readonly header?: JournalHeader } {
  const lines = text.split('\n');
  lines.pop();
  if (lines.length === 0) return { progress: noProgress };
  const header = parseJson(lines[0] ?? '') as Partial<JournalHeader> | undefined;
  if (header?.format !== FORMAT || typeof header.version !== 'number') {
    const saved = fromRaw(lines.map(parseJson));
    return { progress: saved.progress, damaged: 'unreadable' };
  }
  if (header.version > FORMAT_VERSION) return { progress: noProgress, damaged: 'newer' };
  return { ...fromRaw(lines.slice(1).map(parseJson)), header: header as JournalHeader };
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
