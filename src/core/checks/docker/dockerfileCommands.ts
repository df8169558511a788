import {
  CannotFollow,
  commandsOf,
  parseScript,
  quoted,
  type FoundCommand,
  type ShellScript,
} from '../shell/shellScript.ts';
import type { Instruction } from './dockerfileStages.ts';

/**
 * What RUN, CMD, ENTRYPOINT or HEALTHCHECK start: through a shell, by a list, or by a here-document.
 * @throws CannotFollow at what is no shell script.
 */
export function scriptOf({ json, raw, line }: Instruction): ShellScript {
  const place = { file: '', line };
  if (json) return parseScript({ ...place, text: json.map(quoted).join(' ') });
  const here = /^<<-?\s*(["']?)(\w+)\1[ \t]*\n(.*)\n[ \t]*\2\s*$/s.exec(raw);
  if (here) {
    const body = here[3] ?? '';
    if (/^#!(?!.*sh\b)/.test(body)) throw new CannotFollow('', line, 'a program that is no shell');
    return parseScript({ ...place, line: line + 1, text: body });
  }
  return parseScript({ ...place, text: withoutGaps(raw) });
}

/** A command without the lines of comment and the empty lines that a builder drops; as many lines as before. */
function withoutGaps(raw: string): string {
  const lines = raw.split('\n');
  let open = false;
  let documents: string[] = [];
  return lines
    .map((line, place) => {
      if (documents.length > 0) {
        if (line.trim() === documents[0]) documents = documents.slice(1);
        return line;
      }
      const drops = /^[ \t]*#/.test(line) || (open && /^[ \t]*$/.test(line));
      if (drops) return place < lines.length - 1 ? '\\' : '';
      documents = [...line.matchAll(/<<-?[ \t]*(["']?)(\w[\w.-]*)\1/g)].map(
        ([, , name = '']) => name,
      );
      open = /\\[ \t]*$/.test(line);
      return open ? line.trimEnd() : line;
    })
    .join('\n');
}

/** The commands that an instruction starts; none when its script cannot be followed. */
export function commandsIn(instruction: Instruction): readonly FoundCommand[] {
  try {
    return commandsOf(scriptOf(instruction));
  } catch (problem) {
    if (problem instanceof CannotFollow) return [];
    throw problem;
  }
}

/** Where the first script among instructions is that cannot be followed, in words. */
export function unfollowed(instructions: readonly Instruction[]): string | undefined {
  for (const instruction of instructions) {
    try {
      scriptOf(instruction);
    } catch (problem) {
      if (!(problem instanceof CannotFollow)) throw problem;
      return `cannot follow line ${problem.line}: ${problem.message}`;
    }
  }
  return undefined;
}

/** The name of a program without its folder. */
export function programIn([first = '']: readonly string[]): string {
  return first.slice(first.lastIndexOf('/') + 1);
}
