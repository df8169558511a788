import * as vscode from 'vscode';
import type { DoctorReport, ToolReport } from '../../core/doctor/diagnose.ts';
import { remedyLine } from '../../core/doctor/remedy.ts';
import { STATUS_WORDS } from '../../core/doctor/report.ts';
import type { Need, ToolStatus } from '../../core/doctor/tool.ts';

/** A row of the doctor's list; notes and separators have no tool. */
export interface DoctorRow extends vscode.QuickPickItem {
  readonly tool?: ToolReport;
}

const ICONS: Readonly<Record<ToolStatus, string>> = {
  ok: 'pass',
  old: 'warning',
  new: 'warning',
  broken: 'warning',
  stopped: 'warning',
  missing: 'circle-slash',
};

/** The report as rows: notes first, then each tool under how much it is needed. */
export function rowsOf(report: DoctorReport): readonly DoctorRow[] {
  const groups: readonly (readonly [Need, string])[] = [
    ['now', vscode.l10n.t('needed now')],
    ['later', vscode.l10n.t('needed later')],
    ['optional', vscode.l10n.t('optional')],
  ];
  return [
    ...report.notes.map((note) => ({ label: `$(info) ${note}`, alwaysShow: true })),
    ...groups.flatMap(([need, label]) => {
      const rows = report.tools.filter(({ needed }) => needed === need).map(toolRow);
      return rows.length === 0 ? [] : [separator(label), ...rows];
    }),
  ];
}

function separator(label: string): DoctorRow {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function toolRow(tool: ToolReport): DoctorRow {
  const { status, title, purpose, from } = tool;
  const why =
    from === undefined ? purpose : vscode.l10n.t('{0} Needed from phase {1}.', purpose, from);
  return {
    label: `$(${ICONS[status]}) ${title}`,
    description: `${STATUS_WORDS[status]} · ${why}`,
    detail: detailOf(tool),
    tool,
  };
}

function detailOf({ status, found, remedy, without }: ToolReport): string {
  if (status === 'ok' || !remedy) return found;
  const otherwise = without === undefined ? [] : [vscode.l10n.t('Without it: {0}', without)];
  return [found, remedyLine(remedy), ...otherwise].join(' · ');
}
