/** What a patch does to one file. */
export interface FilePatch {
  readonly path: string;
  /** Its part of the patch, from `diff --git` on. */
  readonly text: string;
  /** The 1-based line of the patch's file on which it begins. */
  readonly line: number;
}

/** A patch's file: what stands before the first change, and the changes file by file. */
export interface PatchFile {
  /** The text before the first `diff --git`; YAML in right and wrong ways. */
  readonly head: string;
  readonly files: readonly FilePatch[];
}

/** Something in a patch that is not allowed, with its 1-based line. */
export interface PatchFault {
  readonly line: number;
  readonly message: string;
  readonly remedy: string;
}

const HEADER = /^diff --git a\/(.+) b\/(.+)$/;

/** Reads a patch's file. Faults go to `report`: renames, binary contents, a path that leaves the project. */
export function readPatch(text: string, report: (fault: PatchFault) => void): PatchFile {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => (line.startsWith('diff --git ') ? [index] : []));
  const files = starts.flatMap((start, index): FilePatch[] => {
    const [header = '', ...rest] = lines.slice(start, starts[index + 1] ?? lines.length);
    const [, from = '', to = ''] = HEADER.exec(header) ?? [];
    const fault = faultOf(from, to, rest);
    if (fault) report({ line: start + 1, ...fault });
    const own = [header, ...rest].join('\n');
    return [{ path: to, text: own.endsWith('\n') ? own : `${own}\n`, line: start + 1 }];
  });
  return { head: lines.slice(0, starts[0] ?? lines.length).join('\n'), files };
}

function faultOf(
  from: string,
  to: string,
  lines: readonly string[],
): Pick<PatchFault, 'message' | 'remedy'> | undefined {
  const before = lines.slice(0, lines.findIndex((line) => line.startsWith('@@')) >>> 0);
  if (before.some((line) => /^(GIT binary patch|Binary files )/.test(line))) {
    return {
      message: `"${to}" is binary.`,
      remedy: 'Let the step’s “apply” commands make it, and take it out of the patch.',
    };
  }
  if (from === '' || from !== to) {
    return {
      message: 'A file is renamed, or its name has characters that Git quotes.',
      remedy: 'Write it with “npm run author -- ID STEP --save”.',
    };
  }
  if (to.split('/').some((part) => part === '..' || part === '' || part === '.git')) {
    return { message: `"${to}" is no path inside the project.`, remedy: 'Change the path.' };
  }
  return undefined;
}

/** The line of a patch's file on which the change near a line of the old file stands. */
export function hunkLine(file: FilePatch, oldLine: number): number {
  const lines = file.text.split('\n');
  // Git leaves out the count of a hunk of one line.
  const at = lines.findIndex((line) => /^@@ -(\d+)[, ]/.exec(line)?.[1] === String(oldLine));
  return file.line + Math.max(at, 0);
}
