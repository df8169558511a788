import type { Edit } from './mutant.mts';
import { sqlEdits } from './sqlMutants.mts';

/** How the lines of a kind of file are read. */
interface Language {
  /** Where a comment begins; undefined where there are none. */
  readonly comment: RegExp | undefined;
  /** Lines that hold others together: not removed, swapped or repeated. */
  readonly frame?: RegExp;
  /** Whether lines with a larger indent belong to the line above them. */
  readonly nested?: boolean;
  /** Lines whose order matters; all of them when it is undefined. */
  readonly ordered?: RegExp;
  /** Operators on a part of a line. */
  readonly parts: readonly Operator[];
  /** What may be added below a line. */
  readonly additions?: (line: string) => readonly string[];
}

type Operator = readonly [
  pattern: RegExp,
  make: (found: RegExpExecArray) => string | undefined,
  kind: string,
];

const NUMBERS: readonly Operator[] = [
  [/(?<![\w.:/&-])\d+(?![\w.:/-])/g, ([all]) => String(Number(all) + 1), 'constant'],
  [/(?<![\w.:/&-])[1-9]\d*(?![\w.:/-])/g, ([all]) => String(Number(all) - 1), 'constant'],
  [/(?<![\w.:/&-])\d+\.\d+(?![\w.:/-])/g, ([all]) => String(Number(all) * 2), 'constant'],
  [/\b(?:true|false)\b/g, ([all]) => (all === 'true' ? 'false' : 'true'), 'constant'],
];
const STRINGS: readonly Operator[] = [
  [/"[^"\n]+"/g, () => '""', 'string emptied'],
  [/"([^"\n]+)"/g, ([, inner]) => `"${inner}X"`, 'string changed'],
];
const VALUES: readonly Operator[] = [
  // A key with a plain value, such as `threshold: 0.5` or `image = main`.
  [
    /(?<=^\s*(?:- )?[\w.-]+\s*[:=] *)[^\s"'#[{&|>\d][^#\n]*?(?=\s*(?:#|$))/g,
    ([all]) => `${all}X`,
    'value changed',
  ],
  [/(?<=^\s*(?:- )?[\w.-]+\s*[:=] *)[^\s[{&|>#][^#\n]*?(?=\s*(?:#|$))/g, () => '', 'value removed'],
  [/(?<=\[)[^[\],]+, */g, () => '', 'first item removed'],
  [/, *[^[\],]+(?=\])/g, () => '', 'last item removed'],
];
const LOGIC: readonly Operator[] = [
  [/ && /g, () => ' || ', 'and/or'],
  [/ \|\| /g, () => ' && ', 'and/or'],
];
const SIGNS: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '==': '!=',
  '!=': '==',
};
const TESTS: Readonly<Record<string, string>> = {
  ...{ '-eq': '-ne', '-ne': '-eq', '-lt': '-le', '-le': '-lt', '-gt': '-ge', '-ge': '-gt' },
  ...{ '-z': '-n', '-n': '-z', '-d': '-e', '-f': '-e', '-e': '-f', '-s': '-e', '-x': '-e' },
};

const YAML: Language = {
  comment: /^\s*#/,
  nested: true,
  parts: [...NUMBERS, ...STRINGS, ...VALUES],
  additions: (line) => {
    const item = /^(\s*- )[\w./-]+$/.exec(line)?.[1];
    const key = /^(\s*)(\w[\w-]*): \S/.exec(line);
    const step = /^(\s*)- (?:name|run|uses): /.exec(line)?.[1];
    return [
      ...(item === undefined ? [] : [`${item}another`]),
      ...(key ? [`${key[1]}${key[2]}_too: another`] : []),
      ...(step === undefined ? [] : [`${step}  continue-on-error: true`]),
    ];
  },
};
const SETTINGS: Language = {
  comment: /^\s*[#;]/,
  parts: [...NUMBERS, ...STRINGS, ...VALUES],
  additions: (line) => {
    const key = /^\s*(\w[\w-]*)( ?= ?)/.exec(line);
    return key ? [`${key[1]}_too${key[2]}"another"`] : [];
  },
};
const SHELL: Language = {
  comment: /^\s*#/,
  frame: /^\s*(?:then|else|fi|do|done|esac|\{|\}|if\b|elif\b|for\b|while\b|until\b|case\b|\w+\(\))/,
  parts: [
    ...NUMBERS,
    ...STRINGS,
    ...LOGIC,
    [/(?<=\[ .*?)-[a-z]{1,2}(?= )/g, ([all]) => TESTS[all], 'comparison'],
    [/(?<=\[ .*?) (=|!=) /g, ([, sign]) => (sign === '=' ? ' != ' : ' = '), 'comparison'],
    [/\bif (?!!)/g, () => 'if ! ', 'condition changed'],
    [/\b(if|while|until) !\s/g, ([, word]) => `${word} `, 'condition changed'],
    [/"(\$\{?[\w@*]+(?:[^"]*\})?)"/g, ([, inner]) => inner, 'quotes removed'],
    [/\$\{(\w+):?-[^}]*\}/g, ([, name]) => `$${name}`, 'default removed'],
    [/(?<=\$\{\w+:?-)[^}]+(?=\})/g, ([all]) => `${all}X`, 'default changed'],
    [/(?<![>\d&])>(?![>&])/g, () => '>>', 'redirection changed'],
    [/>>/g, () => '>', 'redirection changed'],
    [/ \d?>&?\d?(?:\/dev\/null)?(?=\s|$|;)/g, () => '', 'redirection removed'],
    [/ --?[a-zA-Z][\w-]*(?==|\s|$)/g, () => '', 'argument removed'],
    [/(?<=\*)\.\w+/g, () => '', 'pattern changed'],
    [
      /^\s*(?!(?:exit|return|set|trap|shopt|export|echo|printf|fi|done|esac|then|else|do|if|elif|for|while|until|case)\b|\w+=|\w+\(\))\w.*[^\\{;&|(]$/g,
      ([all]) => `${all} || true`,
      'failure ignored',
    ],
  ],
};
const DOCKER: Language = {
  comment: /^\s*#/,
  parts: [
    ...NUMBERS,
    ...STRINGS,
    ...LOGIC,
    [/ --[a-z][\w-]*(?:=\S+)?/g, () => '', 'argument removed'],
    [/(?<=^FROM \S+:)\S+/g, () => 'latest', 'value changed'],
    [
      /(?<=^(?:USER|WORKDIR|ENV \w+=|ARG \w+=|EXPOSE) ?)\S+/g,
      ([all]) => `${all}x`,
      'value changed',
    ],
    [/(?<=^(?:COPY|ADD) (?:--\S+ )*)\S+(?= )/g, () => '.', 'value changed'],
    [/(?<=^USER )\S+/g, () => 'root', 'value changed'],
  ],
  additions: (line) => (/^(?:USER|CMD|ENTRYPOINT)\b/.test(line) ? ['USER root'] : []),
};
const IGNORE: Language = {
  comment: /^\s*#/,
  ordered: /^!/,
  parts: [
    [/^!/g, () => '', 'not removed'],
    [/^(?!!)/g, () => '!', 'not added'],
    [/^\//g, () => '', 'pattern changed'],
    [/^(?![/!*])/g, () => '/', 'pattern changed'],
    [/\/$/g, () => '', 'pattern changed'],
    [/(?<=\/)$/g, () => '*.csv', 'pattern changed'],
    [/\*/g, () => 'x', 'pattern changed'],
    [/\.\w+$/g, () => '.*', 'pattern changed'],
    [/(?<=[^*/])$/g, () => '*', 'pattern changed'],
  ],
  additions: (line) => [`!${line.replace(/^!/, '')}`],
};
const CODE: Language = {
  comment: /^\s*(?:\/\/|#|\*)/,
  frame: /^\s*(?:[})\]]|package\b|import\b)|[{([,]\s*$/,
  parts: [
    ...NUMBERS,
    ...STRINGS,
    ...LOGIC,
    [/(?<= )(?:[<>]=?|[!=]=)(?= )/g, ([sign]) => SIGNS[sign], 'comparison'],
    [/(?<= )[+*-](?= )/g, ([sign]) => (sign === '+' ? '-' : '+'), 'arithmetic'],
    [/\bif (?!.*;)(.+) \{$/g, () => 'if false {', 'condition false'],
    [/(?<=\breturn (?:.*, )?)err\b/g, () => 'nil', 'exception swallowed'],
    [/(?<=\()([\w."]+), ([\w."]+)(?=\))/g, ([, one, two]) => `${two}, ${one}`, 'arguments swapped'],
    [/\bcontinue\b/g, () => 'break', 'continue/break'],
  ],
};
const PROSE: Language = { comment: undefined, parts: NUMBERS };

const LANGUAGES: readonly (readonly [RegExp, Language])[] = [
  [/\.(?:ya?ml|dvc)$|(?:^|\/)dvc\.lock$/, YAML],
  [/\.(?:sh|bash)$/, SHELL],
  [/(?:^|\/)(?:Dockerfile|Containerfile)[^/]*$/, DOCKER],
  [/(?:^|\/)\.\w+ignore$/, IGNORE],
  [/\.(?:go|tf|js|ts)$/, CODE],
  [/\.md$/, PROSE],
];

interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly indent: number;
}

/** Edits of a file that is not Python: of parts of its lines, and of lines and blocks as a whole. */
export function textEdits(path: string, text: string): readonly Edit[] {
  if (path.endsWith('.sql')) return sqlEdits(text);
  const language = LANGUAGES.find(([names]) => names.test(path))?.[1] ?? SETTINGS;
  const lines = linesOf(text);
  const own = lines.filter(
    (line) => line.text.trim() !== '' && language.comment?.test(line.text) !== true,
  );
  return [
    ...own.flatMap((line) => partEdits(line, language.parts)),
    ...blockEdits(text, lines, own, language),
    ...own.flatMap((line) =>
      (language.additions?.(line.text) ?? []).map((added) => ({
        start: line.end,
        end: line.end,
        text: `\n${added}`,
        kind: 'line added',
      })),
    ),
  ];
}

function partEdits(line: Line, operators: readonly Operator[]): readonly Edit[] {
  return operators.flatMap(([pattern, make, kind]) =>
    [...line.text.matchAll(pattern)].flatMap((found): Edit[] => {
      const made = make(found);
      const start = line.start + found.index;
      return made === undefined ? [] : [{ start, end: start + found[0].length, text: made, kind }];
    }),
  );
}

/** A line with what belongs to it is removed, or swapped with the next one of the same level. */
function blockEdits(
  text: string,
  lines: readonly Line[],
  own: readonly Line[],
  { frame, ordered, nested = false }: Language,
): readonly Edit[] {
  const blocks = own
    .filter((line) => frame?.test(line.text) !== true)
    .map((line) => ({ line, start: line.start, end: endOfBlock(lines, line, nested) }));
  return blocks.flatMap(({ line, start, end }): Edit[] => {
    const kind = end > line.end + 1 ? 'block removed' : 'line removed';
    const removed: Edit = { start, end, text: '', kind };
    const next = blocks.find((each) => each.start === end && each.line.indent === line.indent);
    if (!next || !text.slice(start, next.end).endsWith('\n')) return [removed];
    const matters = [line, next.line].some(({ text: each }) => ordered?.test(each) ?? true);
    if (!matters) return [removed];
    const swapped = text.slice(end, next.end) + text.slice(start, end);
    return [removed, { start, end: next.end, text: swapped, kind: 'order changed' }];
  });
}

function endOfBlock(lines: readonly Line[], first: Line, nested: boolean): number {
  let at = lines.indexOf(first);
  for (let last = first; ;) {
    const next = lines[at + 1];
    const goesOn = last.text.endsWith('\\');
    const within = nested && next !== undefined && next.text !== '' && next.indent > first.indent;
    if (!next || (!goesOn && !within)) return next ? next.start : last.end;
    last = next;
    at += 1;
  }
}

function linesOf(text: string): readonly Line[] {
  let start = 0;
  return text.split('\n').map((each) => {
    const line = {
      start,
      end: start + each.length,
      text: each,
      indent: each.length - each.trimStart().length,
    };
    start = line.end + 1;
    return line;
  });
}
