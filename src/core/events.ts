/** Undoes a registration. */
export interface Subscription {
  dispose(): void;
}

/** A list of listeners; core's own, as core knows no editor. */
export class Emitter<T> {
  private readonly listeners = new Set<(value: T) => void>();

  /** Registers a listener until the result is disposed. */
  readonly event = (listener: (value: T) => void): Subscription => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }
}
