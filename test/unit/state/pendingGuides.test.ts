import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { PendingGuides } from '../../../src/editor/state/pendingGuides.ts';

const uri = (text: string) => ({ toString: () => text }) as vscode.Uri;

/** What windows share, and a clock that tests turn. */
function setUp(kept: readonly unknown[] = []) {
  const values = new Map<string, unknown>([['pendingGuides', kept]]);
  const memory = {
    keys: () => [...values.keys()],
    get: <T>(key: string, otherwise?: T) => (values.has(key) ? (values.get(key) as T) : otherwise),
    update: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
  } as vscode.Memento;
  const clock = { now: Date.parse('2026-11-01T10:00:00Z') };
  let sessions = 0;
  const window = () =>
    new PendingGuides(memory, `session ${(sessions += 1)}`, () => new Date(clock.now));
  return { window, clock };
}

const [orders, parcels] = [uri('file:///p/orders'), uri('file:///p/sp%C3%A4te%20%26%20%23parcels')];

describe('the guide of a project just scaffolded', () => {
  it('opens in the window that has its folder, beside which other projects it may be', async () => {
    const { window } = setUp();
    await window().leave(parcels);
    assert.equal(await window().take([orders]), undefined);
    assert.equal(await window().take([orders, parcels]), parcels);
  });

  it('opens once', async () => {
    const { window } = setUp();
    await window().leave(parcels);
    const both = window();
    const taken = await Promise.all([both.take([parcels]), both.take([parcels])]);
    assert.deepEqual(taken, [parcels, undefined]);
  });

  it('is the last one when several were waiting, and the others wait no longer', async () => {
    const { window } = setUp();
    await window().leave(parcels);
    await window().leave(orders);
    const here = window();
    assert.equal(await here.take([parcels, orders]), orders);
    assert.equal(await here.take([parcels, orders]), undefined);
    assert.equal(await here.take([parcels]), undefined);
  });

  it('opens again in the extension host that VS Code starts right after the folder was added', async () => {
    const { window, clock } = setUp();
    await window().leave(parcels);
    assert.equal(await window().take([orders, parcels]), parcels);
    clock.now += 5_000;
    assert.equal(await window().take([orders, parcels]), parcels);
    clock.now += 30_000;
    assert.equal(await window().take([orders, parcels]), undefined, 'opened later');
  });

  it('does not open another day when the folder was not opened', async () => {
    const { window, clock } = setUp();
    await window().leave(parcels);
    clock.now += 24 * 3600 * 1000;
    assert.equal(await window().take([parcels]), undefined);
    clock.now -= 24 * 3600 * 1000;
    await window().leave(parcels);
    clock.now -= 24 * 3600 * 1000;
    assert.equal(await window().take([parcels]), undefined, 'a clock that was set back');
  });

  it('does not open for what an earlier version left, or what cannot be read', async () => {
    const { window } = setUp([parcels.toString(), null, 3, { folder: 1, at: 'x' }]);
    assert.equal(await window().take([parcels]), undefined);
    await window().leave(parcels);
    assert.equal(await window().take([parcels]), parcels);
  });

  it('keeps the newest of very many', async () => {
    const { window } = setUp();
    for (let each = 0; each < 30; each += 1) await window().leave(uri(`file:///p/${each}`));
    assert.equal(await window().take([uri('file:///p/0')]), undefined);
    const last = uri('file:///p/29');
    assert.equal(await window().take([last]), last);
  });
});
