const VARIABLE = /\$(?:\{(\w+)(?::?([-+?])([^{}]*))?\}|(\w+))/g;

/**
 * Puts variables into a text as a shell, a Dockerfile and Compose do. One that is not known and has
 * no default stays as it is written.
 */
export function expandVariables(
  text: string,
  valueOf: (name: string) => string | undefined,
): string {
  return text.replace(
    VARIABLE,
    (written: string, braced?: string, operator?: string, word?: string, bare?: string) => {
      const value = valueOf(braced ?? bare ?? '');
      if (operator === '+') return value === undefined ? '' : (word ?? '');
      if (value !== undefined) return value;
      return operator === '-' ? (word ?? '') : written;
    },
  );
}
