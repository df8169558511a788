type Token = '*' | ((character: string) => boolean);

/**
 * Whether a path fits a pattern of COPY or `.dockerignore`. Patterns come from learners' files, so
 * this takes no longer than pattern and path are long, whatever stands in them.
 */
export function fitsDockerPattern(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const parts = path.split('/');
  // Which of the path's parts can come next; `**` stands for any number of them.
  let next = new Set([0]);
  for (const part of wanted) {
    const after = new Set<number>();
    for (const at of next) {
      if (part === '**') for (let skip = at; skip <= parts.length; skip += 1) after.add(skip);
      else if (at < parts.length && fitsPart(part, parts[at] ?? '')) after.add(at + 1);
    }
    next = after;
  }
  return next.has(parts.length);
}

/** A path or pattern without `./` and `/` before it and `/` behind it. */
export function withoutEdges(written: string): string {
  const rest = written.replace(/^(?:\.?\/)+/, '');
  let end = rest.length;
  // `/\/+$/` would begin again at each of many slashes.
  while (rest[end - 1] === '/') end -= 1;
  return rest.slice(0, end);
}

/** Goes back to the last `*` alone, which is enough: an earlier one could reach no further. */
function fitsPart(pattern: string, part: string): boolean {
  const tokens = tokensOf(pattern);
  let token = 0;
  let star = -1;
  let retry = 0;
  for (let at = 0; at < part.length;) {
    const wanted = tokens[token];
    if (wanted === '*') {
      star = token;
      retry = at;
      token += 1;
    } else if (wanted?.(part[at] ?? '') === true) {
      token += 1;
      at += 1;
    } else if (star >= 0) {
      token = star + 1;
      retry += 1;
      at = retry;
    } else return false;
  }
  return tokens.slice(token).every((left) => left === '*');
}

function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  const lastEnd = pattern.lastIndexOf(']');
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? '';
    const end = character === '[' && at + 2 <= lastEnd ? pattern.indexOf(']', at + 2) : -1;
    if (character === '*') tokens.push('*');
    else if (character === '?') tokens.push(() => true);
    else if (end > 0) {
      tokens.push(oneOf(pattern.slice(at + 1, end)));
      at = end;
    } else {
      const literal = character === '\\' ? (pattern[(at += 1)] ?? '') : character;
      tokens.push((other) => other === literal);
    }
  }
  return tokens;
}

function oneOf(written: string): (character: string) => boolean {
  const negated = written.startsWith('^');
  const set = negated ? written.slice(1) : written;
  return (character) => {
    let holds = false;
    for (let at = 0; at < set.length; at += 1) {
      const range = set[at + 1] === '-' && at + 2 < set.length;
      const [from = '', to = ''] = [set[at], range ? set[at + 2] : set[at]];
      if (from <= character && character <= to) holds = true;
      if (range) at += 2;
    }
    return holds !== negated;
  };
}
