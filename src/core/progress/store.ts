import { Emitter } from '../events.ts';
import { instanceMark, type Entry, type TaskState, type Verified } from './entry.ts';
import {
  entriesOf,
  mergeProgress,
  noProgress,
  ownerOf,
  verifiedKey,
  withEntries,
  type Owner,
  type Progress,
} from './progress.ts';
import { readSnapshot, toSnapshot } from './snapshot.ts';

/** Where the merged snapshot is kept; VS Code's `Memento` fits. */
export interface SnapshotPlace {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** The journals of all sessions. */
export interface Journals {
  readonly replica: string;
  append(entries: readonly Entry[]): Promise<void>;
  readAll(): Promise<{
    readonly progress: Progress;
    readonly damaged: readonly { readonly file: string; readonly why: 'unreadable' | 'newer' }[];
  }>;
}

/** Stored data that could not be read whole, and where its original is kept. */
export interface Damage {
  readonly where: string;
  readonly why: 'unreadable' | 'newer';
}

/** A state to give to a task. */
export interface Change {
  readonly id: string;
  readonly state: TaskState;
  readonly reason?: string;
}

/** A proof in a project instance; `id` is the step's full id. */
export type ProofToNote = Pick<Verified, 'id' | 'instance' | 'commit' | 'at'>;

const KEY = 'progress';
const SET_ASIDE = 'progress.setAside';

/**
 * The one holder of progress in a session. Entries are on disk before a change is acknowledged;
 * the memento holds the merged snapshot.
 */
export class ProgressStore {
  private state: Progress = noProgress;
  private nextCounter = 1;
  private readonly reported = new Set<string>();
  private readonly changed = new Emitter<ReadonlySet<string>>();
  private readonly damage = new Emitter<Damage>();
  private readonly place: SnapshotPlace;
  private journals: Journals;
  private readonly now: () => Date;

  /** Fires with the ids of tasks, verified steps and instances' marks whose state may have changed. */
  readonly onDidChange = this.changed.event;
  /** Fires once for each piece of stored data that could not be read whole. */
  readonly onDidFindDamage = this.damage.event;

  constructor(place: SnapshotPlace, journals: Journals, now: () => Date) {
    this.place = place;
    this.journals = journals;
    this.now = now;
  }

  /** The current progress; immutable. */
  get progress(): Progress {
    return this.state;
  }

  /** Reads the memento and all journals. What only the memento knows is written to the journal. */
  async open(): Promise<void> {
    const stored = this.place.get(KEY);
    const snapshot = readSnapshot(stored);
    if (snapshot.damaged) {
      const key = `${SET_ASIDE}.${this.now().toISOString()}`;
      await this.place.update(key, stored);
      this.damage.fire({ where: `workspace state, key ${key}`, why: snapshot.damaged });
    }
    // Shown even when the journals cannot be read.
    this.take(mergeProgress(this.state, snapshot.progress));
    const { progress } = await this.readJournals();
    const missing = entriesOf(snapshot.progress).filter((entry) => isMissing(entry, progress));
    if (missing.length > 0) await this.journals.append(missing);
    this.take(mergeProgress(this.state, mergeProgress(progress, snapshot.progress)));
    await this.keepSnapshot();
  }

  /** Goes on with another set of journals, taking along what is known. */
  async moveTo(journals: Journals): Promise<void> {
    this.journals = journals;
    await this.open();
  }

  /** Takes in what other windows have written. */
  async refresh(): Promise<void> {
    const before = this.state;
    const { progress } = await this.readJournals();
    this.take(mergeProgress(this.state, progress));
    if (this.state !== before) await this.keepSnapshot();
  }

  /**
   * Applies changes; resolves when they are on disk. What other windows have written is read first:
   * a change that was stamped before their reset would be lost with it.
   */
  async apply(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    const { progress } = await this.readJournals();
    this.take(mergeProgress(this.state, progress));
    const at = this.now().toISOString();
    await this.record(changes.map((change) => ({ kind: 'mark', ...change, ...this.stamp(), at })));
  }

  /**
   * Takes in what evidence of the learner's own project instances proves, so that other windows
   * know. Each step of an instance has one entry: it is renewed by a later proof only. Other
   * instances change nothing.
   */
  async noteVerified(proofs: readonly ProofToNote[]): Promise<void> {
    const fresh = proofs.filter(({ id, instance, at }) => {
      if (ownerOf(this.state, instance) !== 'mine') return false;
      const known = this.state.verified.get(verifiedKey(id, instance));
      return !known || known.at < at;
    });
    if (fresh.length === 0) return;
    await this.record(fresh.map((proof) => ({ kind: 'verified', ...proof, ...this.stamp() })));
  }

  /** Keeps whose a project instance is; resolves when it is on the disk. */
  async noteOwner(instance: string, owner: Exclude<Owner, 'unknown'>): Promise<void> {
    if (ownerOf(this.state, instance) === owner) return;
    const state = owner === 'mine' ? 'done' : 'skipped';
    await this.apply([{ id: instanceMark(instance), state }]);
  }

  /** Forgets all progress, in every window; an old copy does not bring it back. */
  async reset(): Promise<void> {
    await this.record([{ kind: 'reset', ...this.stamp(), at: this.now().toISOString() }]);
  }

  private stamp(): { counter: number; replica: string } {
    const counter = this.nextCounter;
    this.nextCounter += 1;
    return { counter, replica: this.journals.replica };
  }

  private async record(entries: readonly Entry[]): Promise<void> {
    await this.journals.append(entries);
    this.take(withEntries(this.state, entries));
    await this.keepSnapshot();
  }

  private async readJournals(): Promise<{ readonly progress: Progress }> {
    const { progress, damaged } = await this.journals.readAll();
    for (const { file, why } of damaged) {
      if (this.reported.has(file)) continue;
      this.reported.add(file);
      this.damage.fire({ where: file, why });
    }
    return { progress };
  }

  private take(progress: Progress): void {
    const before = this.state;
    this.state = progress;
    this.nextCounter = Math.max(this.nextCounter, progress.counter + 1);
    const ids = changedIds(before, progress);
    if (ids.size > 0) this.changed.fire(ids);
  }

  private async keepSnapshot(): Promise<void> {
    await this.place.update(KEY, toSnapshot(this.state));
  }
}

function isMissing(entry: Entry, known: Progress): boolean {
  return withEntries(known, [entry]) !== known;
}

function changedIds(before: Progress, after: Progress): ReadonlySet<string> {
  const ids = new Set<string>();
  if (before === after) return ids;
  for (const map of ['marks', 'verified'] as const) {
    for (const [key, entry] of after[map]) if (before[map].get(key) !== entry) ids.add(entry.id);
    for (const [key, entry] of before[map]) if (!after[map].has(key)) ids.add(entry.id);
  }
  const instances = new Set([...before.instances.keys(), ...after.instances.keys()]);
  for (const mark of instances) {
    if (before.instances.get(mark) === after.instances.get(mark)) continue;
    ids.add(mark);
    // Whose an instance is decides whether its proofs count.
    for (const { id, instance } of after.verified.values()) {
      if (instanceMark(instance) === mark) ids.add(id);
    }
  }
  return ids;
}
