/** What a shell adds to the number of the signal that ended a program. */
const BY_SIGNAL = 128;
const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Ctrl-C, a closed terminal or a cancelled CI job, as something that work can end for. */
export interface Interrupts {
  readonly signal: AbortSignal;
  /** The exit code that says what interrupted the work; undefined when nothing did. */
  code(): number | undefined;
  /** Gives the signals back to the system. */
  dispose(): void;
}

/**
 * Listens for the signals that ask this process to end. The first one aborts, so that the work can
 * clean up; the second one ends the process at once, which kills what is left.
 */
export function listenForInterrupts(): Interrupts {
  const stop = new AbortController();
  let code: number | undefined;
  const listeners = Object.entries(NUMBERS).map(([name, number]) => {
    const listener = () => {
      if (code !== undefined) process.exit(code);
      code = BY_SIGNAL + number;
      // The terminal may be gone.
      for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
      stop.abort();
    };
    process.on(name, listener);
    return [name, listener] as const;
  });
  return {
    signal: stop.signal,
    code: () => code,
    dispose: () => listeners.forEach(([name, listener]) => process.off(name, listener)),
  };
}
