import { ENVIRONMENT_ID, type DoctorReport, type ToolReport } from './diagnose.ts';
import { remedyLine, remedyParts } from './remedy.ts';
import type { Need, System, ToolStatus } from './tool.ts';

/** Statuses in words. */
export const STATUS_WORDS: Readonly<Record<ToolStatus, string>> = {
  ok: 'ok',
  old: 'too old',
  new: 'too new',
  missing: 'missing',
  broken: 'broken',
  stopped: 'stopped',
};

const SYSTEM_NAMES: Readonly<Record<System, string>> = {
  windows: 'Windows',
  wsl: 'Linux in WSL',
  macos: 'macOS',
  linux: 'Linux',
};

const GROUPS: readonly (readonly [Need, string])[] = [
  ['now', 'Needed now'],
  ['later', 'Needed later'],
  ['optional', 'Optional'],
];

/** The report for a terminal. */
export function reportText(report: DoctorReport): string {
  const groups = GROUPS.map(([need, title]) => ({
    title,
    rows: report.tools.filter(({ needed }) => needed === need),
  })).filter(({ rows }) => rows.length > 0);
  const width = Math.max(...report.tools.map(({ title }) => title.length));
  return [
    `Tools for ${scopeTitle(report)}, on ${SYSTEM_NAMES[report.system]}`,
    ...report.notes,
    ...groups.map(({ title, rows }) =>
      [title, ...rows.map((row) => rowText(row, width))].join('\n'),
    ),
    'None of this stops you; what is needed later can wait.',
  ].join('\n\n');
}

/** What a report is about, to stand in a sentence. */
export function scopeTitle({ scope }: DoctorReport): string {
  if (scope.project) return `the project “${scope.project.title}”`;
  return scope.phase ? `the phase “${scope.phase.title}”` : 'the whole roadmap';
}

function rowText(row: ToolReport, width: number): string {
  const status = STATUS_WORDS[row.status].padEnd(8);
  const head = `  ${status} ${row.title.padEnd(width)}  ${row.found}`;
  if (row.status === 'ok') return head;
  return [head, ...adviceOn(row).map((line) => `           ${line}`)].join('\n');
}

/** What a tool is for, how to get it, and how to go on without it: a line each. */
function adviceOn({ purpose, from, remedy, without }: ToolReport): readonly string[] {
  return [
    from === undefined ? purpose : `${purpose} Needed from phase ${from}.`,
    ...(remedy
      ? remedyParts(remedy).map((part, index) => (index === 0 ? 'To do: ' : '       ') + part)
      : []),
    ...(without === undefined ? [] : [`Without it: ${without}`]),
  ];
}

/** The report as data, for scripts. */
export function reportJson({ system, scope, tools, notes }: DoctorReport): string {
  const rows = tools.map(({ id, title, status, version, found, needed, remedy, without }) => ({
    id,
    title,
    status,
    version,
    found,
    needed,
    remedy,
    without,
  }));
  const { project, phase } = scope;
  return JSON.stringify(
    { version: 1, system, project: project?.id, phase: phase?.id, tools: rows, notes },
    null,
    2,
  );
}

/**
 * What is worth telling before a project's first verification: a line for each tool that is needed
 * now and not in order. What set-up brings along is said once, with the environment.
 */
export function lackingNow({ tools }: DoctorReport): readonly string[] {
  const setUp = tools.find(({ id }) => id === ENVIRONMENT_ID)?.remedy;
  return tools
    .filter(({ needed, status }) => needed === 'now' && status !== 'ok')
    .filter(({ id, remedy }) => id === ENVIRONMENT_ID || !setUp || remedy !== setUp)
    .map(({ title, found, remedy }) => {
      const what = remedy ? ` · ${remedyLine(remedy)}` : '';
      return `${title}: ${found}${what}`;
    });
}
