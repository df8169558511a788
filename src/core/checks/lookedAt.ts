import { RECORD_FOLDER } from '../project/paths.ts';
import { MOST_PATHS } from './evidence.ts';
import type { CheckWorld } from './world.ts';

/** What a step's checks looked at: paths of the project, sorted, or everything. */
export type LookedAt = 'all' | readonly string[];

/**
 * Records which of a project's files the checks of each step look at. A program of the project may
 * read any of them, so a step that runs one looks at everything. A listing counts by the files that
 * are then read; what Git is asked is history, and no file.
 */
export class LookRecorder {
  private readonly everything = new Set<string>();
  private readonly paths = new Map<string, Set<string>>();
  private step = '';

  /** What follows is looked at for this step. */
  begin(step: string): void {
    this.step = step;
  }

  /** What the checks of a step have looked at. */
  of(step: string): LookedAt {
    const paths = [...(this.paths.get(step) ?? [])].sort();
    return this.everything.has(step) || paths.length > MOST_PATHS ? 'all' : paths;
  }

  /** The same world, whose looks are recorded. */
  watch(world: CheckWorld): CheckWorld {
    const look = (path: string) => {
      // Files of the product are no work of the learner, and what scratch holds a program has made.
      if (path.startsWith(`${RECORD_FOLDER}/`) || path.startsWith('{scratch}/')) return;
      const paths = this.paths.get(this.step) ?? new Set();
      this.paths.set(this.step, paths.add(path));
    };
    return {
      ...world,
      read: (path) => {
        look(path);
        return world.read(path);
      },
      fact: (path) => {
        look(path);
        return world.fact(path);
      },
      run: (spec, scratch) => {
        this.everything.add(this.step);
        return world.run(spec, scratch);
      },
      serve: (spec, ready) => {
        this.everything.add(this.step);
        return world.serve(spec, ready);
      },
    };
  }
}
