/**
 * Where reports are sent, from the field `bugs` of package.json: a web page (`https:`) before an
 * e-mail address (`mailto:`). Undefined when it names neither.
 */
export function reportAddress(bugs: unknown): string | undefined {
  if (typeof bugs === 'string') return isWebPage(bugs) ? bugs : undefined;
  if (typeof bugs !== 'object' || bugs === null) return undefined;
  const { url, email } = bugs as { readonly url?: unknown; readonly email?: unknown };
  if (typeof url === 'string' && isWebPage(url)) return url;
  return typeof email === 'string' && /^[^\s@]+@[^\s@]+$/.test(email)
    ? `mailto:${email}`
    : undefined;
}

function isWebPage(address: string): boolean {
  return /^https:\/\/\S+$/.test(address);
}

/** What to do with a report, once it is complete. */
export function reportAdvice(address: string | undefined): string {
  if (address === undefined) {
    return 'Then send it to where you got MLOps Roadmap from: this version names no address for reports.';
  }
  return address.startsWith('mailto:')
    ? `Then send it to ${address.slice('mailto:'.length)}.`
    : `Then paste it at ${address}.`;
}
