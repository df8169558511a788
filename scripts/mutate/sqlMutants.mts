import type { Edit } from './mutant.mts';

type Make = string | ((found: RegExpExecArray) => string | undefined);

const withoutLast = (list: string) => list.slice(0, list.lastIndexOf(', '));

const OPERATORS: readonly (readonly [pattern: RegExp, make: Make, kind: string])[] = [
  [/(?<![<>=!])>(?!=)/g, '>=', 'comparison'],
  [/>=/g, '>', 'comparison'],
  [/>=?/g, '<', 'comparison'],
  [/(?<![<>=!])<(?![=>])/g, '<=', 'comparison'],
  [/<=/g, '<', 'comparison'],
  [/(?<=\b(?:WHERE|AND|OR|ON)\b[^;=<>]*[^<>=!:])=(?!=)/g, '<>', 'comparison'],
  [/\bAND\b/g, 'OR', 'and/or'],
  [/\bNOT (?=IN\b|LIKE\b|EXISTS\b(?!\s+\w+\s*\())/g, '', 'not removed'],
  [/\bDISTINCT /g, '', 'clause removed'],
  [/\b(?:ORDER|GROUP) BY [^;"\n]+/g, '', 'clause removed'],
  [/\bWHERE [^;"\n]+/g, '', 'clause removed'],
  [/\bON CONFLICT\b[^;"]*/g, '', 'clause removed'],
  [/\bDO UPDATE SET[^;"]*/g, 'DO NOTHING\n', 'clause changed'],
  [/\bIF NOT EXISTS /g, '', 'clause removed'],
  [/\bOR (?:IGNORE|REPLACE) /g, '', 'clause removed'],
  [/\b(WHERE .+?) AND [^;\n]+/g, ([, first]) => first, 'condition removed'],
  [/(\bWHERE ).+? AND ([^;\n]+)/g, ([, where, last]) => `${where}${last}`, 'condition removed'],
  [/^ *(\w+) = excluded\.\1,\n/gm, '', 'assignment removed'],
  [/,\n\s+(?:PRIMARY KEY|UNIQUE) \([^)]*\)/g, '', 'constraint removed'],
  [/ CHECK \((?:[^()]|\([^()]*\))*\)/g, '', 'constraint removed'],
  [
    /(?<=(?:PRIMARY KEY|UNIQUE) \()(\w+, )+\w+(?=\))/g,
    ([all]) => withoutLast(all),
    'constraint changed',
  ],
  [/^ +\w+ (?:TEXT|INTEGER|REAL|NUMERIC|BLOB)\b.*,\n/gm, '', 'column removed'],
  [/\b(?:upper|lower|date|round|abs|trim)\(([^(),]*)\)/g, ([, inner]) => inner, 'function removed'],
  [/\b(?:sum|max|min|count|avg)(?=\()/gi, ([name]) => otherAggregate(name), 'function changed'],
  [/(?<=\()\w+(?:, \w+)+(?=\)(?:;|\s*$))/gm, ([all]) => withoutLast(all), 'last column removed'],
  [/(?<=\bORDER BY )\w+(?! (?:DESC|ASC))\b/g, ([all]) => `${all} DESC`, 'order changed'],
  [/ DESC\b/g, '', 'order changed'],
  [/\bLEFT JOIN\b/g, 'JOIN', 'join changed'],
  [/(?<=LIKE )'([^'%]+)%'/g, ([, text]) => `'%${text}%'`, 'pattern changed'],
  [/(?<=LIKE )'([^'%]+)[^'%]%'/g, ([, text]) => `'${text}%'`, 'pattern changed'],
  [/'[^'\n]+'/g, "''", 'string emptied'],
  [/'([^'\n]+)'/g, ([, text]) => `'${text}X'`, 'string changed'],
  [/(?<=\()'[^']+', /g, '', 'first item removed'],
  [/(?<![\w.'-])\d+(?![\w.'-])/g, ([all]) => String(Number(all) + 1), 'constant'],
];

/** Edits of a text of SQL, or of a string that holds SQL. Comments stay as they are. */
export function sqlEdits(text: string): readonly Edit[] {
  return OPERATORS.flatMap(([pattern, make, kind]) =>
    [...text.matchAll(pattern)].flatMap((found): Edit[] => {
      if (inComment(text, found.index)) return [];
      const made = typeof make === 'string' ? make : make(found);
      const end = found.index + found[0].length;
      return made === undefined ? [] : [{ start: found.index, end, text: made, kind }];
    }),
  );
}

function inComment(text: string, place: number): boolean {
  const start = text.lastIndexOf('\n', place - 1) + 1;
  const next = text.indexOf('\n', place);
  const line = text.slice(start, next < 0 ? undefined : next);
  const comment = line.indexOf('--');
  return comment >= 0 && start + comment <= place;
}

function otherAggregate(name: string): string {
  return { sum: 'max', max: 'min', min: 'max', count: 'max', avg: 'max' }[name.toLowerCase()] ?? '';
}
