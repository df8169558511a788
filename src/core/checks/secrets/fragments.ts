import type { SecretSpan } from './span.ts';

// A finding shows the start of a line and the last lines of an output, so a secret may be cut.
const CUT_TOKEN =
  /(?<![A-Za-z0-9])(?:gh[pousr]_|github_pat_|gl[a-z]{2,5}-|xox[a-z]-|sk-|[rs]k_live_|hf_|AKIA|npm_|pypi-|AIza|lsv2_|pcsk_|eyJ)[\w.-]{8,}(?=…?$)/gm;
const KEY_LINES = /^(?:[A-Za-z0-9+/]{64}\r?\n){2,}[A-Za-z0-9+/]{20,64}={0,2}$/gm;

/** What may be a part of a secret: reason enough to leave it out of a report, none to report it. */
export function fragmentSpans(text: string): readonly SecretSpan[] {
  const spans = (what: string, form: RegExp) =>
    [...text.matchAll(form)]
      // A name has no digit, a digest no capital.
      .filter(([whole]) => /\d/.test(whole) && /[A-Z]/.test(whole.slice(4)))
      .map(({ index, 0: whole }) => ({
        what,
        start: index,
        end: index + whole.length,
        real: false,
      }));
  return [...spans('a token', CUT_TOKEN), ...spans('a private key', KEY_LINES)];
}
