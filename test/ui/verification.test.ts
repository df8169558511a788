import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { statusOf, type Report } from '../../src/core/checks/report.ts';
import { launchBrowser, Workbench, type Editor } from '../harness/workbench.ts';
import { root } from '../../scripts/setup/places.mjs';
import { ProvedProject } from '../starters/proof.ts';
import { adviceOnReports, startProduct } from './product.ts';

async function until(met: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !met();) {
    if (Date.now() > end) throw new Error('It did not come to that within a minute.');
    await setTimeout(50);
  }
}

describe('verifying a project in the editor', () => {
  let project: ProvedProject;
  let editor: Editor;
  let browser: Browser;
  let workbench: Workbench;
  before(async () => {
    project = ProvedProject.scaffolded('model-deployment');
    editor = await startProduct();
    browser = await launchBrowser();
    workbench = new Workbench(await browser.newPage({ viewport: { width: 1500, height: 950 } }));
    await workbench.open(editor.url(project.folder));
  });
  after(async () => {
    await browser.close();
    editor.stop();
    project.dispose();
  });

  const guide = () => workbench.notes();
  const first = () => project.steps.find(({ given }) => !given)!;
  const place = () => project.steps.indexOf(first());
  const title = () => String(first()['title']);
  const evidence = () => path.join(project.folder, '.mlops-roadmap', 'evidence.jsonl');

  it('says first what the checks do, and verifies nothing when the question is left', async () => {
    await workbench.command('MLOps Roadmap: Verify Project');
    const dialog = workbench.message('Run the checks of');
    await dialog.getByText('Trains your model and saves it').first().waitFor();
    await workbench.screenshot('verify-consent');
    await workbench.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(fs.readFileSync(evidence(), 'utf8'), '');
  });

  it('is red with reasons on the bare starter', async () => {
    await workbench.command('MLOps Roadmap: Verify Project');
    await workbench.message('Run the checks of').first().waitFor();
    await workbench.page.getByRole('button', { name: 'Run the Checks' }).click();
    const total = project.steps.length;
    await workbench
      .message(new RegExp(`\\d of ${total} steps verified\\. Expected .+ Found: .+ Next: `))
      .first()
      .waitFor({ timeout: 150_000 });
    await workbench.screenshot('verify-red');
    await workbench.page.keyboard.press('Escape');
  });

  it('shows a hint in the guide, with what the checks said', async () => {
    await workbench.command('MLOps Roadmap: Show Hint');
    await workbench.answer('A hint for which step?', title());
    await workbench.quickInput().locator('.monaco-list-row').filter({ hasText: title() }).waitFor();
    await workbench.page.keyboard.press('Enter');
    const step = guide().locator(`#step-${first().id}`);
    await step.getByText('Hint 1', { exact: true }).waitFor();
    await step.getByText('Expected', { exact: true }).first().waitFor();
    await step.getByText('Not verified yet').first().waitFor();
    await step.getByText('Hint 2 of 3').scrollIntoViewIfNeeded();
    await workbench.screenshot('verify-guide');
  });

  it('compares with the solution only after a yes, and records the look', async () => {
    await guide().locator(`#step-${first().id}`).getByText('Compare with Solution').click();
    await workbench.message('Look at the solution of').first().waitFor();
    await workbench.page.getByRole('button', { name: 'Look at the Solution' }).click();
    await workbench.quickInput().getByText('All that the step adds').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.monaco-diff-editor').first().waitFor();
    await workbench.screenshot('verify-compare');
    assert.match(fs.readFileSync(evidence(), 'utf8'), /"kind":"peeked"/);
  });

  it('is green with the first step solved: message, tree, status bar, Test Explorer', async () => {
    await project.solve(first());
    await workbench.command('MLOps Roadmap: Verify Step');
    await workbench.answer('Verify which step?', title());
    await workbench.quickInput().locator('.monaco-list-row').filter({ hasText: title() }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.message('Verified: ').first().waitFor({ timeout: 120_000 });
    await workbench.page
      .getByText(`${place() + 1}/${project.steps.length}`)
      .first()
      .waitFor();
    await workbench.openRoadmap();
    await workbench.page.locator('.pane-header').filter({ hasText: 'Projects' }).click();
    await workbench.row(String(first()['label'])).filter({ hasText: 'verified' }).first().waitFor();
    await workbench.screenshot('verify-green');
    await workbench.command('Testing: Focus on Test Explorer View');
    await workbench.page.locator('.test-explorer .monaco-list-row').first().waitFor();
    await workbench.screenshot('verify-test-explorer');
    assert.match(fs.readFileSync(evidence(), 'utf8'), /"kind":"verified"/);
  });

  it('copies a report about a check that seems wrong', async () => {
    await workbench.command('MLOps Roadmap: This Check Seems Wrong');
    const other = String(project.steps[place() + 1]!['title']);
    await workbench.answer('A check of which step seems wrong?', other);
    await workbench.quickInput().locator('.monaco-list-row').filter({ hasText: other }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput().getByPlaceholder('Which check seems wrong?').waitFor();
    await workbench.page.keyboard.press('Enter');
    const message = workbench.message('A report is on the clipboard').first();
    await message.filter({ hasText: adviceOnReports() }).waitFor();
  });

  it('says the same as the terminal and the project’s own verifier', async () => {
    const { report } = await project.verify([first().id]);
    const cli = JSON.parse(
      execFileSync(
        process.execPath,
        ['dist/cli.js', 'verify', project.folder, '--yes', '--json', '--step', first().id],
        { cwd: root, encoding: 'utf8' },
      ),
    ) as Report;
    assert.deepEqual({ ...cli, run: undefined }, { ...report, run: undefined });
    const proofs = fs
      .readFileSync(evidence(), 'utf8')
      .split('\n')
      .filter((line) => line.includes(`"step":"${first().id}"`) && line.includes('verified'))
      .map((line) => JSON.parse(line) as { checks: Record<string, string> });
    assert.equal(statusOf(report.results), 'passed');
    // What the editor found is what the terminal finds.
    assert.deepEqual(
      proofs[0]?.checks,
      Object.fromEntries(report.results.map(({ check, found }) => [check, found.slice(0, 200)])),
    );
  });

  it('restarts a step, with the work saved on a branch', async () => {
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-C', project.folder, ...args], { encoding: 'utf8' });
    assert.match(git('status', '--porcelain'), /train\.py/);
    await workbench.command('MLOps Roadmap: Restart Step');
    await workbench.answer('Restart which step?', title());
    await workbench.quickInput().locator('.monaco-list-row').filter({ hasText: title() }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.getByRole('button', { name: 'Save on a Branch, Then Restart' }).click();
    await workbench.message('Your work is on the branch').first().waitFor();
    assert.doesNotMatch(git('status', '--porcelain'), /train\.py|model-card/);
    const branch = git('branch', '--list', 'saved/*', '--format=%(refname:short)').trim();
    assert.match(git('diff', '--name-only', 'HEAD', branch), /train\.py/);
  });

  it('runs again on save, as long as that is asked for', async () => {
    await workbench.command('Testing: Focus on Test Explorer View');
    const step = workbench.page
      .locator('.test-explorer .monaco-list-row')
      .filter({ hasText: title() });
    await workbench.page.locator('.test-explorer .monaco-tl-twistie').first().click();
    await step.first().waitFor();
    await step.and(workbench.page.locator('[aria-label*="Passed"]')).first().waitFor();
    await workbench.command('Test: Start Continuous Run');
    await workbench.page.getByRole('button', { name: 'Stop Continuous Run' }).first().waitFor();
    await workbench.page.keyboard.press('Control+P');
    await workbench.quickInput().locator('input').fill('README.md');
    await workbench
      .quickInput()
      .locator('.monaco-list-row.focused')
      .filter({ hasText: 'README.md' })
      .waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.monaco-editor[data-uri$="README.md"] .view-lines').click();
    await workbench.page.keyboard.type('typed by hand');
    await workbench.page.keyboard.press('Control+S');
    const readme = path.join(project.folder, 'README.md');
    await until(() => fs.readFileSync(readme, 'utf8').includes('typed by hand'));
    await step
      .and(workbench.page.locator('[aria-label*="Failed"]'))
      .first()
      .waitFor({ timeout: 120_000 });
    await workbench.screenshot('verify-on-save');
    await workbench.command('Test: Stop Continuous Run');
  });

  it('can be cancelled, and leaves nothing behind', async () => {
    const rooms = () =>
      fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('.verify.mlr-'));
    const before = new Set(rooms());
    await workbench.command('Test: Run All Tests');
    await until(() => rooms().some((name) => !before.has(name)));
    await workbench.screenshot('verify-running');
    await workbench.command('Test: Cancel Test Run');
    await until(() => rooms().every((name) => before.has(name)));
    await workbench.screenshot('verify-cancelled');
  });
});
