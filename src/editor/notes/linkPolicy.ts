/** Whether a page may have a link to an address. */
export type LinkPolicy = (href: string) => boolean;

/** Headings of the page, notes, tasks, projects and web addresses. */
export const noteLinks: LinkPolicy = (href) =>
  /^(#|note:|task:|project:)/.test(href) || isWebAddress(href);

/** Headings of the page, notes and web addresses. */
export const guideLinks: LinkPolicy = (href) => /^(#|note:)/.test(href) || isWebAddress(href);

const THIS_MACHINE: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Whether an address is one that a browser may open: `https:`, or `http:` to a service on this
 * machine; without a user name, which would hide where it leads.
 */
export function isWebAddress(href: string): boolean {
  if (!URL.canParse(href)) return false;
  const { protocol, hostname, username, password } = new URL(href);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && THIS_MACHINE.includes(hostname));
}

/** Why an address is shown and not opened; the page says it beside the link's text. */
export function refusal(href: string): string {
  const address = href.length > 200 ? `${href.slice(0, 200)}…` : href;
  return `(${address} is not opened: links here lead only to notes, https:// addresses and this machine)`;
}
