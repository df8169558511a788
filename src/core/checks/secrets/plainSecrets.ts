import { passwordsInAddresses } from './addresses.ts';
import { isSecretName } from './assignments.ts';
import { findSecret } from './secrets.ts';

export { isSecretName };

// Where a longer text hides something, it is not by accident.
const LONGEST = 10_000;

/** What a text gives away to everybody who can read the file; undefined when it is nothing. */
export function secretInText(text: string): string | undefined {
  const part = text.slice(0, LONGEST);
  // What a container is given must not stand in the file at all, so a default counts here too.
  if (passwordsInAddresses(part).some(({ password }) => !isReference(password))) {
    return 'a password in an address';
  }
  return findSecret(part)?.what;
}

/** What a variable gives away; a reference to another variable or to a file gives away nothing. */
export function secretInVariable(name: string, value: string): string | undefined {
  const secretName = isSecretName(name);
  const inText =
    secretInText(value) ?? (secretName ? undefined : secretInText(`${name}="${value}"`));
  if (inText !== undefined) return `${name} holds ${inText}`;
  if (!secretName || value.trim() === '' || value.startsWith('/')) return undefined;
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
