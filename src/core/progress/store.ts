import { ExpectedError } from '../errors.ts';
import { Emitter } from '../events.ts';
import { COUNTER_LIMIT, instanceMark, type Entry, type TaskState, type Verified } from './entry.ts';
import {
  entriesMissing,
  instanceName,
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
  private queue: Promise<unknown> = Promise.resolve();
  private waitingRefresh: Promise<void> | undefined;
  private readonly reported = new Set<string>();
  private readonly changed: Emitter<ReadonlySet<string>>;
  private readonly damage: Emitter<Damage>;
  private readonly onFailure: (error: unknown) => void;
  private readonly place: SnapshotPlace;
  private journals: Journals;
  private readonly now: () => Date;

  /** Fires with the ids of tasks, verified steps and instances' marks whose state may have changed. */
  readonly onDidChange: Emitter<ReadonlySet<string>>['event'];
  /** Fires once for each piece of stored data that could not be read whole. */
  readonly onDidFindDamage: Emitter<Damage>['event'];

  /**
   * @param onFailure is told what went wrong beside a change that is on the disk: a listener's
   *   error, a snapshot that could not be kept
   */
  constructor(
    place: SnapshotPlace,
    journals: Journals,
    now: () => Date,
    onFailure: (error: unknown) => void,
  ) {
    this.changed = new Emitter(onFailure);
    this.damage = new Emitter(onFailure);
    this.onDidChange = this.changed.event;
    this.onDidFindDamage = this.damage.event;
    this.onFailure = onFailure;
    this.place = place;
    this.journals = journals;
    this.now = now;
  }

  /** The current progress; immutable. */
  get progress(): Progress {
    return this.state;
  }

  /**
   * Reads the memento and all journals. What only the memento knows is written to the journal, now
   * or with the next change.
   */
  open(): Promise<void> {
    return this.inTurn(() => this.readEverything());
  }

  private async readEverything(): Promise<void> {
    const stored = this.place.get(KEY);
    const snapshot = readSnapshot(stored);
    if (snapshot.damaged) {
      const key = `${SET_ASIDE}.${this.now().toISOString()}`;
      await Promise.resolve(this.place.update(key, stored)).catch(this.onFailure);
      this.damage.fire({ where: `workspace state, key ${key}`, why: snapshot.damaged });
    }
    // Shown even when the journals cannot be read.
    this.take(mergeProgress(this.state, snapshot.progress));
    await this.repair(await this.readJournals());
    await this.keepSnapshot();
  }

  /** Goes on with another set of journals, taking along what is known. */
  async moveTo(journals: Journals): Promise<void> {
    this.journals = journals;
    await this.open();
  }

  /** Takes in what other windows have written, and writes again what the journals have lost. */
  refresh(): Promise<void> {
    // One that has not begun yet will see what this one would see.
    return (this.waitingRefresh ??= this.inTurn(async () => {
      this.waitingRefresh = undefined;
      const before = this.state;
      await this.repair(await this.readJournals());
      if (this.state !== before) await this.keepSnapshot();
    }));
  }

  /**
   * Applies changes; resolves when they are on disk. What other windows have written is read first:
   * a change that was stamped before their reset would be lost with it.
   */
  async apply(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    const at = this.now().toISOString();
    await this.record(() =>
      changes.map((change) => ({ kind: 'mark', ...change, ...this.stamp(), at })),
    );
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
    await this.record(() =>
      fresh.map((proof) => ({ kind: 'verified', ...proof, ...this.stamp() })),
    );
  }

  /**
   * Keeps whose a project instance is, and the name that it has when it is first noted; resolves
   * when it is on the disk.
   */
  async noteOwner(instance: string, owner: Exclude<Owner, 'unknown'>, name: string): Promise<void> {
    const known = instanceName(this.state, instance);
    if (ownerOf(this.state, instance) === owner && known !== undefined) return;
    const state = owner === 'mine' ? 'done' : 'skipped';
    await this.apply([{ id: instanceMark(instance), state, reason: known ?? name }]);
  }

  /** Forgets all progress, in every window; an old copy does not bring it back. */
  async reset(): Promise<void> {
    const at = this.now().toISOString();
    await this.record(() => [{ kind: 'reset', ...this.stamp(), at }]);
  }

  private stamp(): { counter: number; replica: string } {
    const counter = this.nextCounter;
    if (counter >= COUNTER_LIMIT) {
      throw new ExpectedError(
        'state',
        'Saved progress is damaged: it holds the highest number, so no change can follow it.',
        'Use “Export Progress…”, then import the file in a new profile with another folder open.',
      );
    }
    this.nextCounter += 1;
    return { counter, replica: this.journals.replica };
  }

  /** Other windows' entries are read before the new ones are stamped, so that these are later. */
  private record(make: () => readonly Entry[]): Promise<void> {
    return this.inTurn(async () => {
      const lost = entriesMissing(this.state, await this.readJournals());
      const entries = make();
      await this.journals.append([...lost, ...entries]);
      this.take(withEntries(this.state, entries));
      await this.keepSnapshot();
    });
  }

  /** One after the other: what another call is writing just now is not taken as lost. */
  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.queue.then(task);
    this.queue = result.catch(() => undefined);
    return result;
  }

  /** What all journals hold; it is taken into the state as well. */
  private async readJournals(): Promise<Progress> {
    const { progress, damaged } = await this.journals.readAll();
    for (const { file, why } of damaged) {
      if (this.reported.has(file)) continue;
      this.reported.add(file);
      this.damage.fire({ where: file, why });
    }
    this.take(mergeProgress(this.state, progress));
    return progress;
  }

  /** A full disk must not keep the learner from reading: the next change tries again, and tells. */
  private async repair(known: Progress): Promise<void> {
    const lost = entriesMissing(this.state, known);
    if (lost.length > 0) await this.journals.append(lost).catch(this.onFailure);
  }

  private take(progress: Progress): void {
    const before = this.state;
    this.state = progress;
    this.nextCounter = Math.max(this.nextCounter, progress.counter + 1);
    const ids = changedIds(before, progress);
    if (ids.size > 0) this.changed.fire(ids);
  }

  private async keepSnapshot(): Promise<void> {
    const kept = this.place.update(KEY, toSnapshot(this.state));
    // The journals hold everything: this copy is for the day when they are gone.
    await Promise.resolve(kept).catch(this.onFailure);
  }
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
