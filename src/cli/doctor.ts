import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { diagnose } from '../core/doctor/diagnose.ts';
import { reportJson, reportText } from '../core/doctor/report.ts';
import { phaseScope, projectScope } from '../core/doctor/scope.ts';
import { tools } from '../core/doctor/tools.ts';
import { ExpectedError, isExpected, sentence } from '../core/errors.ts';
import type { Roadmap } from '../core/roadmap/model.ts';
import type { ProjectRecord } from '../core/scaffold/projectRecord.ts';
import { nodeFolderPort } from '../node/nodeFolderPort.ts';
import { probe, projectIn } from '../node/doctorProbe.ts';

const NOT_STARTED =
  'The Python in .venv was not started, since it is a program of the project. With --yes it is, once, to see whether it works here.';

/**
 * What this machine has and lacks for the project in a folder, or for the whole roadmap where
 * there is none.
 * @throws ExpectedError `use` for more than one folder, or one that is not there.
 */
export async function doctor(roadmap: Roadmap, args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
    },
  });
  if (positionals.length > 1) {
    throw new ExpectedError('use', 'Give one folder.', 'doctor [dir] [--yes] [--json]');
  }
  const folder = path.resolve(positionals[0] ?? '.');
  const { record, notes } = await look(folder);
  const scope = record ? projectScope(roadmap, record) : phaseScope(roadmap, undefined);
  const facts = await probe({
    table: tools,
    scope,
    pythonSetting: '',
    ...(record ? { environmentOf: folder, startsEnvironment: values.yes } : {}),
  });
  const isThere = facts.environment !== undefined && facts.environment.state !== 'missing';
  const unseen = isThere && !values.yes ? [NOT_STARTED] : [];
  const report = diagnose(tools, scope, facts, [...notes, ...unseen]);
  return values.json ? reportJson(report) : reportText(report);
}

interface Look {
  readonly record?: ProjectRecord;
  readonly notes: readonly string[];
}

async function look(folder: string): Promise<Look> {
  const kind = await nodeFolderPort.kind(folder);
  if (kind !== 'folder') {
    const found = kind === 'missing' ? 'does not exist' : 'is not a folder';
    throw new ExpectedError('use', `${folder} ${found}.`, 'Give a folder.');
  }
  try {
    const record = await projectIn(folder);
    return record ? { record, notes: [] } : { notes: [] };
  } catch (error) {
    // A damaged record is something to report, not a reason to report nothing.
    if (isExpected(error, 'state')) return { notes: [sentence(error)] };
    throw error;
  }
}
