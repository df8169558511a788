/**
 * The text that a hash of `checks.json` is taken of: its JSON without white space, so that line ends
 * do not matter.
 * @throws SyntaxError when it is no JSON.
 */
export function canonicalChecks(text: string): string {
  return JSON.stringify(JSON.parse(text));
}
