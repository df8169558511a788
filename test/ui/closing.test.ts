import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { root } from '../../scripts/setup/places.mjs';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from './product.ts';

/** A service that answers no question but the first, and says who and where it is. */
const SERVICE = `
const [port, report] = process.argv.slice(1);
let asked = false;
require('node:http').createServer((_, response) => {
  if (asked) require('node:fs').writeFileSync(report, JSON.stringify([process.pid, process.cwd()]));
  else response.end('up');
  asked = true;
}).listen(Number(port), '127.0.0.1');`;

describe('a window that is closed during a verification', () => {
  const base = temporaryFolder('closing');
  const project = path.join(base, 'project');
  const report = path.join(base, 'report.json');
  let browser: Browser;
  let editor: Editor;
  before(async function () {
    if (process.platform !== 'linux') this.skip();
    execFileSync(process.execPath, [
      ...[path.join(root, 'dist', 'cli.js'), 'new', 'versioned-data-script', project],
    ]);
    const file = path.join(project, '.mlops-roadmap', 'checks.json');
    const checks = JSON.parse(fs.readFileSync(file, 'utf8')) as { steps: { checks: unknown }[] };
    const [first] = checks.steps;
    assert.ok(first);
    const serve = [process.execPath, '-e', SERVICE, '{port}', report];
    const http = { serve, in: 'copy', requests: [{ path: '/' }] };
    first.checks = [{ id: 'waits', title: 'Waits', http }];
    checks.steps = [first];
    fs.writeFileSync(file, JSON.stringify(checks));
    browser = await launchBrowser();
    editor = await startProduct();
  });
  after(async () => {
    await browser.close();
    editor.stop();
    fs.rmSync(base, { recursive: true, force: true });
  });
  afterEach(() => fs.rmSync(report, { force: true }));

  /** Verifies in a new window until the service is being asked. */
  const verify = async () => {
    const workbench = new Workbench(
      await browser.newPage({ viewport: { width: 1400, height: 900 } }),
    );
    await workbench.open(editor.url(project));
    await workbench.openRoadmap();
    await workbench.command('MLOps Roadmap: Verify Project');
    await workbench.message('Run the checks of').first().waitFor();
    await workbench.page.getByRole('button', { name: 'Run the Checks' }).click();
    await until(() => fs.existsSync(report) && fs.readFileSync(report, 'utf8').endsWith(']'));
    const [pid, folder] = JSON.parse(fs.readFileSync(report, 'utf8')) as [number, string];
    return { workbench, pid, folder };
  };
  const until = async (holds: () => boolean) => {
    for (const end = Date.now() + 60_000; !holds();) {
      if (Date.now() > end) throw new Error('It did not come to that within a minute.');
      await setTimeout(100);
    }
  };
  const isOver = (pid: number) => {
    const [state] = /(?<=\) )\w/.exec(tryRead(`/proc/${pid}/stat`)) ?? [];
    return state === undefined || state === 'Z';
  };

  it('leaves no service and no copy when it is reloaded', async () => {
    const { workbench, pid, folder } = await verify();
    assert.ok(!isOver(pid) && fs.existsSync(folder));
    await workbench.command('Developer: Reload Window');
    await until(() => isOver(pid) && !fs.existsSync(path.dirname(folder)));
    await workbench.page.close();
  });

  it('leaves none when the editor itself is killed', async () => {
    const { workbench, pid, folder } = await verify();
    assert.ok(!isOver(pid) && fs.existsSync(folder));
    editor.stop();
    await until(() => isOver(pid) && !fs.existsSync(path.dirname(folder)));
    await workbench.page.close();
  });
});

function tryRead(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
