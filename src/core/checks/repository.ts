import type { Finding } from './model.ts';
import type { CheckWorld } from './world.ts';

/**
 * Why the project has no history to look at or to clone; undefined when it has. What to do first
 * is said with what was found, as a check's own advice is about a later moment.
 */
export async function withoutHistory(world: CheckWorld): Promise<Finding | undefined> {
  const inside = await world.git(['rev-parse', '--show-prefix']);
  if (inside.end === 'missing') {
    return {
      status: 'unavailable',
      expected: 'Git to look into the project’s history',
      found: 'git is not there',
      next: inside.remedy ?? 'Install Git, then verify again.',
    };
  }
  if (inside.code !== 0) {
    return {
      status: 'failed',
      expected: 'a Git repository',
      found: 'the folder is no Git repository yet: git init, git add . and git commit make one',
    };
  }
  const head = await world.git(['rev-parse', '--verify', '--quiet', 'HEAD']);
  if (head.code === 0) return undefined;
  return {
    status: 'failed',
    expected: 'a first commit',
    found: 'a repository without commits: git add . and git commit make the first',
  };
}
