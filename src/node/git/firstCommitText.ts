import type { FirstCommit } from './firstCommit.ts';
import type { IgnoredPath } from './ignored.ts';

const SHOWN = 3;

/** What a learner should know about the first commit; empty when it is as expected. */
export function describeFirstCommit(commit: FirstCommit): readonly string[] {
  return [...outcome(commit), ...leftOut(commit), ...identity(commit)];
}

function outcome({ kind, created, repository }: FirstCommit): readonly string[] {
  switch (kind) {
    case 'committed':
      return created
        ? []
        : [
            `The files are committed in the existing repository ${repository}. Your other changes there are as they were.`,
          ];
    case 'unchanged':
      return [`The last commit of ${repository} already has these files, so there is no new one.`];
    case 'all-ignored':
      return [
        `${created ? 'A Git repository was made. ' : ''}No commit was made in ${repository}, as Git ignores every file that was written.`,
      ];
    case 'nothing-written':
      return [
        `No file was written, so no commit was made in ${repository}. “git status” there shows what is not committed.`,
      ];
  }
}

function leftOut({ ignored, repository }: FirstCommit): readonly string[] {
  if (ignored.length === 0) return [];
  const rules = new Map<string, IgnoredPath[]>();
  for (const each of ignored) {
    const rule = `“${each.pattern}” in ${each.source}`;
    rules.set(rule, [...(rules.get(rule) ?? []), each]);
  }
  const files = ignored.map(({ path }) => quoted(path)).join(' ');
  return [
    `Git leaves out ${ignored.length === 1 ? '1 file' : `${ignored.length} files`} of the project:`,
    ...[...rules].map(([rule, of]) => `  ${named(of)}: rule ${rule}`),
    `The project needs them in Git. To add them: cd ${quoted(repository)}, then`,
    `  git add --force -- ${files}`,
    '  git commit -m "Add the files that an ignore rule left out"',
  ];
}

function named(files: readonly IgnoredPath[]): string {
  const more = files.length - SHOWN;
  const shown = files.slice(0, SHOWN).map(({ path }) => path);
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function identity({ missing }: FirstCommit): readonly string[] {
  if (missing.length === 0) return [];
  const commands = missing.map((setting) => `git config --global ${setting} "…"`);
  return [
    `Git does not know your ${missing.join(' and ')}, so the commit has a neutral value there.`,
    `Before the next commit, run: ${commands.join(', and ')}`,
  ];
}

function quoted(text: string): string {
  return /^[\w./:\\@+-]+$/.test(text) ? text : `"${text.replace(/(["$`])/g, '\\$1')}"`;
}
