// Packages that come inside the published file of another package, where npm does not install them.
// The texts are those of the packages' own releases, in `texts/`.

/** What is known of a package inside another one. */
export interface Embedded {
  readonly licence: string;
  /** Its file in `texts/`. */
  readonly text: string;
}

/** By name and version, as source maps name them. */
export const EMBEDDED: Readonly<Record<string, Embedded>> = {
  'lodash.sortby@4.7.0': { licence: 'MIT', text: 'lodash.txt' },
  'lodash.uniq@4.5.0': { licence: 'MIT', text: 'lodash.txt' },
  'lodash.uniqwith@4.5.0': { licence: 'MIT', text: 'lodash.txt' },
  'escape-string-regexp@4.0.0': { licence: 'MIT', text: 'escape-string-regexp.txt' },
  '@textlint/regexp-string-matcher@2.0.2': { licence: 'MIT', text: 'regexp-string-matcher.txt' },
};

const PRESET = '@secretlint/secretlint-rule-preset-recommend';

/** The package that another one is part of: built from the same repository, under the same licence. */
export function wholeOf(name: string): string {
  return name.startsWith('@secretlint/secretlint-rule-') ? PRESET : name;
}
