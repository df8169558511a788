import { lineAt } from '../lineAt.ts';
import { addressSpans } from './addresses.ts';
import { assignmentSpans } from './assignments.ts';
import { fragmentSpans } from './fragments.ts';
import { presetSpans } from './presetRules.ts';
import { privateKeySpans } from './privateKeys.ts';
import type { SecretSpan } from './span.ts';
import { tokenSpans } from './tokenForms.ts';

// A secret that was glued to another one shows when that one is gone.
const MOST_PASSES = 5;

/** What looks like a secret, and its 1-based line. */
export interface Secret {
  readonly what: string;
  readonly line: number;
}

/**
 * The first real secret in a text: no example, no placeholder, no default of a development service.
 * @param path of the file that holds the text, where there is one
 */
export function findSecret(text: string, path?: string): Secret | undefined {
  const [first] = spansIn(text, path).filter(({ real }) => real);
  return first && { what: first.what, line: lineAt(text, first.start) };
}

/** The text with everything that has the form of a secret replaced, examples too. */
export function withoutSecrets(text: string): string {
  let safe = text;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const before = safe;
    safe = replaced(before);
    if (safe === before) break;
  }
  return safe;
}

function replaced(text: string): string {
  let safe = '';
  let done = 0;
  for (const { what, start, end } of byStart([...spansIn(text), ...fragmentSpans(text)])) {
    if (end <= done) continue;
    // One that overlaps the one before is the rest of the same secret.
    if (start >= done) safe += `${text.slice(done, start)}[${what} left out]`;
    done = end;
  }
  return safe + text.slice(done);
}

/** Everything with the form of a secret, by its start; the more specific name comes first. */
function spansIn(text: string, path?: string): readonly SecretSpan[] {
  return byStart([
    ...privateKeySpans(text),
    ...presetSpans(text),
    ...tokenSpans(text),
    ...addressSpans(text),
    ...assignmentSpans(text, path),
  ]);
}

function byStart(spans: readonly SecretSpan[]): readonly SecretSpan[] {
  return [...spans].sort((a, b) => a.start - b.start);
}
