import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import { isPlaceholder, readsLikeName } from './placeholder.ts';
import type { SecretSpan } from './span.ts';

/** What we use of a rule of secretlint (`SecretLintRuleCreator`). */
interface Rule {
  readonly meta: { readonly id: string };
  create(
    context: {
      readonly sharedOptions: object;
      createTranslator(): () => { readonly message: string; readonly messageId: string };
      report(found: { readonly range: readonly [start: number, end: number] }): void;
      ignore(): void;
    },
    options: object,
  ): { file?(source: object): unknown };
}

const PREFIX = '@secretlint/secretlint-rule-';

// `filter-comments` lets a text switch the rules off, and `gcp` opens files by name. Private keys
// and passwords in addresses are ours: whole blocks, every scheme, no well-known default.
const LEFT_OUT = new Set(
  ['filter-comments', 'gcp', 'privatekey', 'basicauth', 'database-connection-string'].map(
    (name) => PREFIX + name,
  ),
);

const NAMES: Readonly<Record<string, string>> = {
  '1password': 'a 1Password token',
  anthropic: 'an Anthropic key',
  aws: 'an AWS secret key',
  cloudflare: 'a Cloudflare token',
  databricks: 'a Databricks token',
  docker: 'a Docker Hub token',
  figma: 'a Figma token',
  github: 'a GitHub token',
  gitlab: 'a GitLab token',
  grafana: 'a Grafana token',
  groq: 'a Groq key',
  'hashicorp-vault': 'a Vault token',
  huggingface: 'a Hugging Face token',
  linear: 'a Linear key',
  notion: 'a Notion token',
  npm: 'an npm token',
  openai: 'an OpenAI key',
  sendgrid: 'a SendGrid key',
  shopify: 'a Shopify token',
  slack: 'a Slack token',
  stripe: 'a Stripe key',
  tailscale: 'a Tailscale key',
  vercel: 'a Vercel token',
};

/** The rules in use; each is synchronous and looks at the text alone. */
export const presetRules: readonly Rule[] = (rules as readonly unknown[] as readonly Rule[]).filter(
  ({ meta }) => !LEFT_OUT.has(meta.id),
);

/** What the rules of secretlint's recommended preset find. */
export function presetSpans(text: string): readonly SecretSpan[] {
  const spans: SecretSpan[] = [];
  const source = { content: text, filePath: '', ext: '', contentType: 'text' };
  for (const rule of presetRules) {
    const what = NAMES[rule.meta.id.slice(PREFIX.length)] ?? 'a secret';
    const report = ({ range: [start, end] }: { readonly range: readonly [number, number] }) => {
      const value = text.slice(start, end);
      spans.push({ what, start, end, real: !isPlaceholder(value) && !readsLikeName(value) });
    };
    const context = {
      sharedOptions: {},
      createTranslator: () => () => ({ message: '', messageId: '' }),
      report,
      ignore: () => undefined,
    };
    rule.create(context, {}).file?.(source);
  }
  return spans;
}
