/** What looks like a secret, and its 1-based line. */
export interface Secret {
  readonly what: string;
  readonly line: number;
}

// Forms that a provider documents, and assignments of long random texts. A word such as “example”,
// “changeme” or a variable is none.
const FORMS: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b/],
  ['a Google API key', /\bAIza[A-Za-z0-9_-]{35}\b/],
  ['a Slack token', /\bxox[abprs]-[A-Za-z0-9-]{20,}\b/],
  ['an OpenAI key', /\bsk-(?:proj-)?[A-Za-z0-9_-]{32,}\b/],
  ['a Hugging Face token', /\bhf_[A-Za-z0-9]{30,}\b/],
  ['a LangSmith key', /\blsv2_[a-z]{2}_[A-Za-z0-9]{32,}/],
  ['a Pinecone key', /\bpcsk_[A-Za-z0-9_]{40,}/],
  [
    'a password or key',
    /(?:password|passwd|secret|token|api[_-]?key)["']?\s*[:=]\s*["'](?!.{0,200}(?:example|change|placeholder|your|dummy|\$\{|<))[A-Za-z0-9+/_=.-]{20,}["']/i,
  ],
];

/** The first thing in a text that looks like a secret. */
export function findSecret(text: string): Secret | undefined {
  const hits = FORMS.flatMap(([what, form]) => {
    const index = text.search(form);
    return index < 0 ? [] : [{ what, index }];
  }).sort((a, b) => a.index - b.index);
  const [first] = hits;
  return first && { what: first.what, line: text.slice(0, first.index).split('\n').length };
}

/** The text with everything that looks like a secret replaced. */
export function withoutSecrets(text: string): string {
  return FORMS.reduce(
    (safe, [what, form]) => safe.replace(new RegExp(form, `${form.flags}g`), `[${what} left out]`),
    text,
  );
}
