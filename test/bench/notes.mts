import * as fs from 'node:fs';
import type { Browser } from 'playwright-core';
import type { Skill } from '../../src/core/roadmap/model.ts';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from '../ui/product.ts';
import { longestNote } from './content.mts';
import { median, type Measure } from './measure.mts';

const RUNS = 5;
const SETTLED = 5000;

/** From choosing a page to its first paint, in the real editor with the packaged product. */
export async function measureNotes(): Promise<readonly Measure[]> {
  const { roadmap, id } = await longestNote();
  const skills = roadmap.phases.flatMap((phase) => phase.skills.filter((skill) => skill.note));
  const longest = skills.find((skill) => skill.id === id)!;
  const other = skills.find((skill) => skill.id !== id)!;
  const editor = await startProduct();
  const browser = await launchBrowser();
  const first: number[] = [];
  const again: number[] = [];
  try {
    for (let run = 0; run < RUNS; run += 1) {
      const times = await openPages(editor, browser, [longest, other, longest]);
      first.push(times[0]!);
      again.push(times[2]!);
    }
  } finally {
    await browser.close();
    editor.stop();
  }
  return [
    {
      name: `open “${longest.title}” to first paint, the first page in a window`,
      value: median(first),
      unit: 'ms',
    },
    {
      name: `open “${longest.title}” to first paint, after another page`,
      value: median(again),
      unit: 'ms',
    },
  ];
}

/** Opens pages one after the other in a new window; the times to their first paints. */
async function openPages(
  editor: Editor,
  browser: Browser,
  pages: readonly Skill[],
): Promise<readonly number[]> {
  const workspace = temporaryFolder('window');
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  try {
    const workbench = new Workbench(await context.newPage());
    await workbench.open(editor.url(workspace));
    await workbench.openRoadmap();
    await workbench.page.waitForTimeout(SETTLED);
    const times: number[] = [];
    for (const page of pages) times.push(await timeToPaint(workbench, page));
    return times;
  } finally {
    await context.close();
    fs.rmSync(workspace, { recursive: true, force: true });
  }
}

async function timeToPaint(workbench: Workbench, { id, title }: Skill): Promise<number> {
  await workbench.command('MLOps Roadmap: Open Phase Notes');
  await workbench.quickInput().locator('input').fill(title);
  const choice = workbench
    .quickInput()
    .locator('.monaco-list-row')
    .filter({ has: workbench.page.getByText(title, { exact: true }) })
    .first();
  await choice.waitFor();
  await workbench.page.evaluate(() => {
    const note = ({ timeStamp }: Event) => {
      document.body.dataset['chosenAt'] = String(performance.timeOrigin + timeStamp);
    };
    addEventListener('click', note, { once: true, capture: true });
  });
  await choice.click();
  await workbench.notes().locator(`body[data-page="${id}"] h1`).first().waitFor();
  const chosenAt = await workbench.page.locator('body').getAttribute('data-chosen-at');
  return (await paintedAt(workbench)) - Number(chosenAt);
}

/** When the browser first painted the page that is open; headline and text come in one document. */
async function paintedAt(workbench: Workbench): Promise<number> {
  const body = workbench.notes().locator('body[data-page]');
  return body.evaluate(
    () =>
      new Promise<number>((resolve) =>
        new PerformanceObserver((list) => {
          const paint = list.getEntriesByName('first-contentful-paint')[0];
          if (paint) resolve(performance.timeOrigin + paint.startTime);
        }).observe({ type: 'paint', buffered: true }),
      ),
  );
}
