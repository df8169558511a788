import * as v from 'valibot';
import { ExpectedError } from '../errors.ts';
import { short } from './finding.ts';
import type { CheckWorld, Pattern, PatternMatch } from './world.ts';

// As authors write them: `^` and `$` stand for lines, case matters.
const FLAGS = 'mu';

/** A text that is a regular expression. It is compiled here, and run only by `searchPattern`. */
export const patternSchema = v.pipe(
  v.string(),
  v.check((source) => {
    try {
      new RegExp(source, FLAGS);
      return true;
    } catch {
      return false;
    }
  }, 'must be a regular expression'),
);

/** A text that a pattern is searched for in. */
export interface Searched {
  readonly text: string;
  /** What the text is, to be named when the search takes too long: a file, or “the output of …”. */
  readonly from: string;
}

/**
 * The first match of an author's pattern in each text; undefined where there is none.
 * @throws ExpectedError `limit` when the search takes too long, `cancelled` when the learner stops it.
 */
export function searchPattern(
  world: CheckWorld,
  source: string,
  texts: readonly Searched[],
): Promise<readonly (PatternMatch | undefined)[]> {
  return search(world, { source, flags: FLAGS }, texts, source);
}

/** Whether a text matches an author's pattern. @throws ExpectedError as `searchPattern` does. */
export async function matchesPattern(
  world: CheckWorld,
  source: string,
  text: string,
  from: string,
): Promise<boolean> {
  const [match] = await searchPattern(world, source, [{ text, from }]);
  return match !== undefined;
}

/**
 * Searches texts for a regular expression that comes from a project.
 * @param written the pattern as its author wrote it, for messages
 * @throws ExpectedError as `searchPattern` does.
 */
export async function search(
  world: CheckWorld,
  pattern: Pattern,
  texts: readonly Searched[],
  written: string,
): Promise<readonly (PatternMatch | undefined)[]> {
  if (texts.length === 0) return [];
  const answer = await world.search(
    pattern,
    texts.map(({ text }) => text),
  );
  const name = `The pattern /${short(written, 60)}/`;
  switch (answer.end) {
    case 'done':
      return answer.matches;
    case 'slow': {
      const from = texts[answer.at]?.from ?? 'a text';
      throw new ExpectedError(
        'limit',
        `${name} took longer than ${answer.seconds} s on ${from} and was stopped`,
        REMEDY,
      );
    }
    case 'spent':
      throw new ExpectedError(
        'limit',
        `${name} was not tried: the patterns of this project have taken ${answer.seconds} s already`,
        REMEDY,
      );
    case 'refused':
      throw new ExpectedError('limit', `${name} could not be run: ${answer.problem}`, REMEDY);
    case 'cancelled':
      throw new ExpectedError('cancelled', 'The search was cancelled.');
  }
}

const REMEDY =
  'The pattern is in .mlops-roadmap/checks.json: bring that file back from Git, or run “Update Project”. If it is unchanged, “This Check Seems Wrong…” in VS Code copies a report and says where to send it.';
