/** Undoes a registration. */
export interface Subscription {
  dispose(): void;
}

/** A list of listeners; core's own, as core knows no editor. */
export class Emitter<T> {
  private readonly listeners = new Set<(value: T) => void>();
  private readonly onFailure: (error: unknown) => void;

  /** @param onFailure is told what a listener throws: who fires has no part in it */
  constructor(onFailure: (error: unknown) => void) {
    this.onFailure = onFailure;
  }

  /** Registers a listener until the result is disposed. */
  readonly event = (listener: (value: T) => void): Subscription => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };

  /** Tells every listener, also after one that fails. */
  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.onFailure(error);
      }
    }
  }
}
