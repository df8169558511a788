const SPACE = /[ \t\r\n]*/y;
const SCALAR =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * The offset of the first character that makes a text no JSON, its length when it ends too early.
 * For a text that `JSON.parse` refuses: what that reports has no place for most faults.
 */
export function jsonFaultAt(text: string): number {
  const open: ('[' | '{')[] = [];
  // What may come next.
  let next: 'value' | 'firstEntry' | 'firstKey' | 'key' | 'colon' | 'more' = 'value';
  let at = 0;
  for (;;) {
    at += lengthOf(SPACE, text, at);
    const character = text[at];
    if (character === undefined) return at;
    const inside = open.at(-1);
    const closes = character === (inside === '{' ? '}' : ']') && inside !== undefined;
    if (closes && (next === 'more' || next === 'firstEntry' || next === 'firstKey')) {
      open.pop();
      next = 'more';
      at += 1;
    } else if (next === 'more') {
      if (character !== ',' || inside === undefined) return at;
      next = inside === '{' ? 'key' : 'value';
      at += 1;
    } else if (next === 'colon') {
      if (character !== ':') return at;
      next = 'value';
      at += 1;
    } else if (next === 'key' || next === 'firstKey') {
      const length = character === '"' ? lengthOf(SCALAR, text, at) : 0;
      if (length === 0) return at;
      next = 'colon';
      at += length;
    } else if (character === '[' || character === '{') {
      open.push(character);
      next = character === '[' ? 'firstEntry' : 'firstKey';
      at += 1;
    } else {
      const length = lengthOf(SCALAR, text, at);
      if (length === 0) return at;
      next = 'more';
      at += length;
    }
  }
}

function lengthOf(token: RegExp, text: string, at: number): number {
  token.lastIndex = at;
  return token.exec(text)?.[0].length ?? 0;
}
