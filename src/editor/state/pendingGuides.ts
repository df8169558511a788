import type * as vscode from 'vscode';

const KEY = 'pendingGuides';
const KEPT = 10;
/** A folder that opens later than this, in ms, is opened for another reason. */
const OPENS_WITHIN = 10 * 60_000;
/** A folder added to a window may restart its extension host this long after it is seen, in ms. */
const RESTARTS_WITHIN = 30_000;

interface PendingGuide {
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The session that has opened it, and when; absent while it waits. */
  readonly taken?: { readonly by: string; readonly at: number };
}

/**
 * The projects just scaffolded whose guide is to open once their folder is open. Opening a folder
 * may restart the extension host or take another window, so all windows share this list.
 */
export class PendingGuides {
  private readonly memory: vscode.Memento;
  private readonly session: string;
  private readonly now: () => Date;

  /**
   * @param memory shared by all windows
   * @param session an id that no other extension host has
   */
  constructor(memory: vscode.Memento, session: string, now: () => Date) {
    this.memory = memory;
    this.session = session;
    this.now = now;
  }

  /** Stores that the guide of a folder is to open once the folder is. */
  async leave(folder: vscode.Uri): Promise<void> {
    const left = { folder: folder.toString(), at: this.now().getTime() };
    await this.memory.update(KEY, [...this.fresh().slice(1 - KEPT), left]);
  }

  /**
   * The one of these folders whose guide is to open, once; the last one left when there are
   * several. Undefined when there is none, or when it was left too long ago. An extension host that
   * VS Code restarts right after it has seen the folder takes the guide with it, so the next host
   * may open it again.
   */
  async take<T extends vscode.Uri>(folders: readonly T[]): Promise<T | undefined> {
    const fresh = this.fresh();
    const now = this.now().getTime();
    const fitting = fresh.filter(
      ({ folder, taken }) =>
        folders.some((each) => each.toString() === folder) &&
        (taken === undefined ||
          (taken.by !== this.session && Math.abs(now - taken.at) <= RESTARTS_WITHIN)),
    );
    const last = fitting.at(-1);
    if (!last) return undefined;
    await this.memory.update(
      KEY,
      fresh.map((each) =>
        fitting.includes(each)
          ? { ...each, taken: { by: this.session, at: each.taken?.at ?? now } }
          : each,
      ),
    );
    return folders.find((folder) => folder.toString() === last.folder);
  }

  private fresh(): readonly PendingGuide[] {
    const now = this.now().getTime();
    return this.memory
      .get<readonly unknown[]>(KEY, [])
      .filter(isPendingGuide)
      .filter(({ at }) => Math.abs(now - at) <= OPENS_WITHIN);
  }
}

// Earlier versions kept addresses without a time.
function isPendingGuide(entry: unknown): entry is PendingGuide {
  const { folder, at } = (entry ?? {}) as Partial<PendingGuide>;
  return typeof folder === 'string' && typeof at === 'number';
}
