import type { ProgramOfCheck } from './kind.ts';

const LONGEST = 110;

/** Programs as lines to show, each once; scripts that a check brings along are counted. */
export function commandLines(programs: readonly ProgramOfCheck[]): readonly string[] {
  const lines = programs.map(({ argv, script }) => {
    const text = argv.map((part) => part.split('\n')[0] ?? '').join(' ');
    const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
    const count = script === '' ? 0 : script.split('\n').length;
    return count === 0 ? short : `${short}  (with ${count} lines of the check's own)`;
  });
  return [...new Set(lines)];
}
