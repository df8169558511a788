import { isPlaceholder } from './placeholder.ts';
import type { SecretSpan } from './span.ts';

const ADDRESS =
  /(?<![A-Za-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/([^\s:/@"'<>[\]]{0,100}):([^\s/"'`]{1,200})@([^\s/:?#"'`,]{0,200})/gi;

/** A password in an address such as `postgresql://user:password@host/db`. */
export interface AddressPassword {
  readonly user: string;
  readonly password: string;
  readonly host: string;
  /** Where the password starts. */
  readonly start: number;
}

/** Every password in an address, references such as `${PASSWORD}` included. */
export function passwordsInAddresses(text: string): readonly AddressPassword[] {
  return [...text.matchAll(ADDRESS)].map((match) => {
    const [whole, user = '', password = '', host = ''] = match;
    const start = match.index + whole.indexOf('://') + 3 + user.length + 1;
    return { user, password, host, start };
  });
}

/** Passwords in addresses. A short word, the user's own name, and one for this machine protect nothing. */
export function addressSpans(text: string): readonly SecretSpan[] {
  return passwordsInAddresses(text).map(({ user, password, host, start }) => ({
    what: 'a password in an address',
    start,
    end: start + password.length,
    real:
      !isPlaceholder(password) &&
      !/^(?:[A-Z_]+|[a-z]{1,7})$/.test(password) &&
      password.toLowerCase() !== user.toLowerCase() &&
      !/^(?:localhost|127\.|0\.0\.0\.0|\[::1\]|host\.docker\.internal|.*\bexample\.)/i.test(host) &&
      !/[{<$]/.test(host),
  }));
}
