import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { stateOf } from '../../src/core/progress/progress.ts';
import { commandIds, fullCommandId } from '../../src/editor/commands/commandIds.ts';
import { activeExtension, cleanSlate } from './extension.ts';

const run = (command: string, ...args: readonly unknown[]) =>
  vscode.commands.executeCommand(`mlopsRoadmap.${command}`, ...args);

describe('commands', () => {
  it('are all registered', async () => {
    await activeExtension();
    const all = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      commandIds.map(fullCommandId).filter((id) => !all.has(id)),
      [],
    );
  });

  it('tick a task and open it again', async () => {
    const { store, first } = await cleanSlate();
    await run('toggleTask', first);
    assert.equal(stateOf(store.progress, first), 'done');
    await run('toggleTask', { id: first });
    assert.equal(stateOf(store.progress, first), 'open');
  });

  it('mark a whole skill as known, and leave skipped tasks as they are', async () => {
    const { store, index } = await cleanSlate();
    const skill = index.roadmap.phases[0]?.skills[0];
    assert.ok(skill);
    const [skipped, ...others] = skill.tasks;
    assert.ok(skipped);
    await store.apply([{ id: skipped.id, state: 'skipped', reason: 'known' }]);
    await run('markKnown', skill.id);
    assert.equal(stateOf(store.progress, skipped.id), 'skipped');
    assert.ok(others.every((task) => stateOf(store.progress, task.id) === 'done'));
  });

  it('show where to go on', async () => {
    const { store, index, roadmapTree, first } = await cleanSlate();
    await store.apply([{ id: first, state: 'done' }]);
    await run('continue');
    assert.equal(roadmapTree.view.selection[0]?.id, index.tasks[1]?.id);
  });

  it('answer a wrong argument with a message and not with an exception', async () => {
    await cleanSlate();
    for (const command of [
      'toggleTask',
      'skipTask',
      'markKnown',
      'openPhaseNotes',
      'scaffoldProject',
    ]) {
      assert.equal(await run(command, 'no.such.thing'), undefined);
    }
  });

  it('keep progress in the workspace state in its stored form', async () => {
    const { store, first } = await cleanSlate();
    await store.apply([{ id: first, state: 'skipped', reason: 'I teach this' }]);
    assert.equal(store.progress.marks.get(first)?.reason, 'I teach this');
  });
});
