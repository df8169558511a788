/** What `npm audit --json` prints, as far as it is used: a report, or an error. */
export interface NpmAudit {
  readonly vulnerabilities?: Readonly<Record<string, Vulnerable>>;
  readonly message?: string;
}

interface Vulnerable {
  readonly severity: string;
  /** Advisories on the package itself, or names of the packages that bring them. */
  readonly via: readonly (string | { readonly title: string; readonly url: string })[];
}

/**
 * The findings of npm audit, those in bundles first: only they reach a learner's machine.
 * @param bundled names of the packages in bundles
 */
export function auditText(audit: NpmAudit, bundled: ReadonlySet<string>): string {
  if (!audit.vulnerabilities) {
    return `npm audit gave no report: ${audit.message ?? 'it could not be read'}.\nTry again with a registry that answers audits.`;
  }
  const lines = Object.entries(audit.vulnerabilities).map(([name, { severity, via }]) => {
    const reasons = via.map((each) =>
      typeof each === 'string' ? `through ${each}` : `${each.title} (${each.url})`,
    );
    return { inside: bundled.has(name), text: `${name}, ${severity}: ${reasons.join('; ')}` };
  });
  const part = (title: string, inside: boolean) => {
    const chosen = lines.filter((line) => line.inside === inside).map(({ text }) => `  ${text}`);
    return [`${title}: ${chosen.length}`, ...chosen];
  };
  return [
    ...part('In bundles, which learners run', true),
    ...part('In tools that build and test', false),
  ].join('\n');
}
