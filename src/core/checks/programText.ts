import type { ProcessSpec } from './world.ts';
import type { ProgramOfCheck } from './kind.ts';

// Characters that a terminal obeys, that reorder a line, or that nobody sees.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;
const PLAIN = /^[\w./:=,@%+{}-]+$/;
const LONGEST = 400;

/**
 * A text of which every character can be seen, on one line.
 * @param keep characters that stay as they are
 */
export function visible(text: string, keep = ''): string {
  return text.replace(UNSEEN, (character) => {
    if (keep.includes(character)) return character;
    return character === '\n' ? '\\n' : `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
}

/** A program with its arguments on one line, nothing left out; what a shell would split is quoted. */
export function commandText(argv: readonly string[]): string {
  return argv.map((part) => (PLAIN.test(part) ? part : quoted(part))).join(' ');
}

/** Where a program runs. */
export function placeText({ place }: ProcessSpec): string {
  switch (place) {
    case 'project':
      return 'in the project';
    case 'copy':
      return 'in a copy of the project’s files';
    case 'clone':
      return 'in a clean clone of the last commit';
  }
}

/** `NAME="value"` for each variable. */
export function variableLines(spec: ProcessSpec): readonly string[] {
  return Object.entries(spec.env).map(([name, value]) => `${visible(name)}=${quoted(value)}`);
}

/**
 * What the programs do, a line each. A program that its author does not describe is shown by its
 * command and all that goes with it, and comes first: a list that is cut must not hide it.
 */
export function summaryLines(programs: readonly ProgramOfCheck[]): readonly string[] {
  const described = programs.flatMap(({ does }) => (does === undefined ? [] : [visible(does)]));
  const others = programs.flatMap(({ does, spec }) =>
    does === undefined ? [undescribed(spec)] : [],
  );
  return [...new Set([...others, ...described])];
}

function undescribed(spec: ProcessSpec): string {
  const parts = [
    `Not described: ${commandText(spec.argv)} ${placeText(spec)}`,
    ...(Object.keys(spec.env).length === 0 ? [] : [`with ${variableLines(spec).join(' ')}`]),
    ...(spec.stdin === '' ? [] : [`with the input ${quoted(spec.stdin)}`]),
    ...Object.entries(spec.write).map(([path, text]) => `writes ${quoted(path)}: ${quoted(text)}`),
  ];
  const text = parts.join(', ');
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST)}… (${text.length - LONGEST} more characters)`;
}

function quoted(text: string): string {
  return visible(JSON.stringify(text));
}
