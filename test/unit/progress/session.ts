import assert from 'node:assert/strict';
import {
  ProgressStore,
  type Damage,
  type SnapshotPlace,
} from '../../../src/core/progress/store.ts';
import type { FileSystem } from '../../../src/node/files/fileSystem.ts';
import { JournalFolder } from '../../../src/node/journals/journalFolder.ts';

/** A workspace's state, in memory. */
export class Memory implements SnapshotPlace {
  readonly values = new Map<string, unknown>();
  get(key: string) {
    return this.values.get(key);
  }
  update(key: string, value: unknown) {
    this.values.set(key, structuredClone(value));
    return Promise.resolve();
  }
}

/** One window's progress, as it is before it has read anything. */
export interface Session {
  readonly store: ProgressStore;
  readonly place: Memory;
  readonly damage: readonly Damage[];
  readonly journals: JournalFolder;
}

/** A window on a folder of journals. `onFailure` gets what goes wrong without failing a call. */
export function newSession(
  folder: string,
  replica: string,
  over: {
    readonly place?: Memory;
    readonly fs?: FileSystem;
    readonly onFailure?: (error: unknown) => void;
  } = {},
): Session {
  const place = over.place ?? new Memory();
  const journals = new JournalFolder(folder, replica, over.fs);
  const onFailure = over.onFailure ?? assert.ifError;
  const store = new ProgressStore(place, journals, () => new Date(0), onFailure);
  const damage: Damage[] = [];
  store.onDidFindDamage((each) => damage.push(each));
  return { store, place, damage, journals };
}

/** A window that has read its progress. */
export async function openSession(...given: Parameters<typeof newSession>): Promise<Session> {
  const session = newSession(...given);
  await session.store.open();
  return session;
}
