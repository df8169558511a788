import { ExpectedError } from '../core/errors.ts';

/**
 * A bundle that is loaded on first use. Loading fails when an update has replaced the files of a
 * running extension; then a reload of the window helps, and the error says so.
 */
export function lazyRoom<T>(load: () => T): () => T {
  let loaded: T | undefined;
  return () => {
    try {
      loaded ??= load();
      return loaded;
    } catch (error) {
      throw new ExpectedError(
        'content',
        `A part of MLOps Roadmap could not be loaded (${error instanceof Error ? error.message.split('\n')[0] : String(error)}).`,
        'Run “Developer: Reload Window”; if it stays, reinstall the extension.',
      );
    }
  };
}
