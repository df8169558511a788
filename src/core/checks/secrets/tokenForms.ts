import { isPlaceholder, readsLikeName } from './placeholder.ts';
import type { SecretSpan } from './span.ts';

// What secretlint's preset does not know and a learner of MLOps meets. Group 1, where there is one,
// is the secret.
const FORMS: readonly (readonly [what: string, form: RegExp])[] = [
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g],
  ['a Google API key', /\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g],
  ['an Azure storage key', /\bAccountKey=([A-Za-z0-9+/]{86}==)/g],
  [
    'an OpenAI key',
    /(?<![\w-])sk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,}|(?:[a-z0-9]{1,10}-){0,2}[A-Za-z0-9]{32,})/g,
  ],
  ['a Hugging Face token', /\bhf_[A-Za-z0-9]{30,}\b/g],
  ['a LangSmith key', /\blsv2_[a-z]{2}_[A-Za-z0-9]{32,}(?:_[A-Za-z0-9]+)?/g],
  ['a Pinecone key', /\bpcsk_[A-Za-z0-9_]{40,}/g],
  ['a Weights & Biases key', /\bwandb login(?: --relogin)? ([0-9a-f]{40})\b/g],
  ['a PyPI token', /\bpypi-AgE[A-Za-z0-9_-]{50,}/g],
  ['a GitLab token', /\bgl(?:agent|cbt|dt|ft|imt|ptt|rt|soat)-[A-Za-z0-9_-]{20,}/g],
  ['a JSON Web Token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}/g],
  ['a bearer token', /\bBearer[ \t]+([A-Za-z0-9._~+/-]{20,}=*)/gi],
];

// “1234567890” and “John Doe”: the token that every tutorial shows.
const TUTORIAL_TOKEN = '.eyJzdWIiOiIxMjM0NTY3ODkwIi';

/** Tokens with a form of their own. */
export function tokenSpans(text: string): readonly SecretSpan[] {
  return FORMS.flatMap(([what, form]) =>
    [...text.matchAll(form)].map((match) => {
      const value = match[1] ?? match[0];
      const start = match.index + match[0].indexOf(value);
      const real =
        !isPlaceholder(value) && !readsLikeName(value) && !value.includes(TUTORIAL_TOKEN);
      return { what, start, end: start + value.length, real };
    }),
  );
}
