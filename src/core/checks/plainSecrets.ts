import { findSecret } from './secrets.ts';

// The end of the name decides: MAX_TOKENS, API_KEY_HEADER and PASSWORD_FILE hold no secret.
const SECRET_NAME =
  /(?:^|[_.-])(?:pass|passwd|password|passphrase|pwd|secret|token|api_?key|(?:access|private|secret|encryption|signing|fernet)_?key|access_key_id|credentials?)$/i;
const PUBLIC_NAME = /(?:^|[_.-])public[_.-]/i;
const PASSWORD_IN_ADDRESS = /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@]{1,64}:([^\s@/]{1,128})@/i;

// Where a longer text hides something, it is not by accident.
const LONGEST = 10_000;

/** Whether a variable's name says that its value is a password, a key or a token. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !PUBLIC_NAME.test(name);
}

/** What a text gives away to everybody who can read the file; undefined when it is nothing. */
export function secretInText(text: string): string | undefined {
  const part = text.slice(0, LONGEST);
  const password = PASSWORD_IN_ADDRESS.exec(part)?.[1];
  if (password !== undefined && !isReference(password)) return 'a password in an address';
  return findSecret(part)?.what;
}

/** What a variable gives away; a reference to another variable or to a file gives away nothing. */
export function secretInVariable(name: string, value: string): string | undefined {
  const inText = secretInText(value) ?? secretInText(`${name}="${value}"`);
  if (inText !== undefined) return `${name} holds ${inText}`;
  if (!isSecretName(name) || value.trim() === '' || value.startsWith('/')) return undefined;
  const fallback = /^\$\{\w+:?-([^}]*)\}$/.exec(value)?.[1];
  if (fallback !== undefined) {
    return fallback === '' || isReference(fallback)
      ? undefined
      : `${name} falls back to a value that stands in the file`;
  }
  return isReference(value) ? undefined : `${name} has its value in the file`;
}

function isReference(value: string): boolean {
  return /^\$(?:\{\w+(?::?\?[^}]*)?\}|\w+|\{\{.*\}\})$/.test(value.trim());
}
