const VARIABLE = /\$(?:\{(\w+)(?::?([-+?])([^{}]*))?\}|(\w+))/g;

// Each variable may hold the one before it twice: thirty lines would make a gigabyte.
const LONGEST = 64 * 1024;

/**
 * Puts variables into a text as a shell, a Dockerfile and Compose do. One that is not known and has
 * no default stays as it is written, and so does what would make the text very long.
 */
export function expandVariables(
  text: string,
  valueOf: (name: string) => string | undefined,
): string {
  let length = 0;
  return text.replace(
    VARIABLE,
    (written: string, braced?: string, operator?: string, word?: string, bare?: string) => {
      const value = valueOf(braced ?? bare ?? '');
      if (operator === '+') return value === undefined ? '' : (word ?? '');
      if (value !== undefined && (length += value.length) <= LONGEST) return value;
      return operator === '-' ? (word ?? '') : written;
    },
  );
}
