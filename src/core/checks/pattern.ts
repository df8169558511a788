import * as v from 'valibot';

/** A regular expression as authors write it: `^` and `$` stand for lines, case matters. */
export function compilePattern(source: string): RegExp {
  return new RegExp(source, 'mu');
}

/** A text that is a regular expression. */
export const patternSchema = v.pipe(
  v.string(),
  v.check((source) => {
    try {
      compilePattern(source);
      return true;
    } catch {
      return false;
    }
  }, 'must be a regular expression'),
);
