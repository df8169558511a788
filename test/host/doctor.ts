import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { DoctorReport } from '../../src/core/doctor/diagnose.ts';
import { cleanSlate } from './extension.ts';

/** Runs the command, and closes its list as often as it takes until the command has answered. */
async function checkMyTools(): Promise<DoctorReport | undefined> {
  const answer = vscode.commands.executeCommand<DoctorReport | undefined>('mlopsRoadmap.doctor');
  const closing = setInterval(
    () => void vscode.commands.executeCommand('workbench.action.closeQuickOpen'),
    300,
  );
  try {
    return await answer;
  } finally {
    clearInterval(closing);
  }
}

describe('the doctor', () => {
  it('answers for the phase of the next open task', async () => {
    const { store, index } = await cleanSlate();
    const [first, second] = index.roadmap.phases;
    assert.equal((await checkMyTools())?.scope.phase?.id, first?.id);
    const tasks = first?.skills.flatMap((skill) => skill.tasks) ?? [];
    await store.apply(tasks.map(({ id }) => ({ id, state: 'done' })));
    assert.equal((await checkMyTools())?.scope.phase?.id, second?.id);
  });

  it('says of each tool what was found and what to do', async () => {
    await cleanSlate();
    const report = await checkMyTools();
    assert.ok(report && report.tools.length > 10);
    assert.equal(report.tools.find(({ id }) => id === 'git')?.status, 'ok');
    for (const { status, found, remedy } of report.tools) {
      assert.notEqual(found, '');
      assert.equal(remedy === undefined, status === 'ok');
    }
  });
});
