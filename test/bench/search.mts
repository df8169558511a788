import * as fs from 'node:fs';
import { launchBrowser, temporaryFolder, Workbench } from '../harness/workbench.ts';
import { startProduct } from '../ui/product.ts';
import { median, type Measure } from './measure.mts';

const WORDS = ['drift', 'kubern', 'dvc', 'canary', 'prompt', 'feature', 'window', 'ragas', 'sql'];

/** From a word typed into “Search the Roadmap” to the first row that fits, in the real editor. */
export async function measureSearch(): Promise<readonly Measure[]> {
  const workspace = temporaryFolder('window');
  const editor = await startProduct();
  const browser = await launchBrowser();
  try {
    const workbench = new Workbench(await browser.newPage());
    await workbench.open(editor.url(workspace));
    await workbench.openRoadmap();
    await workbench.command('MLOps Roadmap: Search');
    const input = workbench.quickInput().getByPlaceholder('A phase, task, tool');
    await input.waitFor();
    const times: number[] = [];
    for (const word of WORDS) {
      await input.fill('');
      await workbench.quickInput().locator('.monaco-list-row').first().waitFor();
      times.push(await timeToRow(workbench, word));
    }
    return [
      {
        name: 'search over the whole content, a word to its first row',
        value: median(times),
        unit: 'ms',
        aim: { of: 'value', atMost: 20 },
      },
    ];
  } finally {
    await browser.close();
    editor.stop();
    fs.rmSync(workspace, { recursive: true, force: true });
  }
}

async function timeToRow(workbench: Workbench, word: string): Promise<number> {
  return workbench.page.evaluate(async (wanted) => {
    const widget = [...document.querySelectorAll<HTMLElement>('.quick-input-widget')].find(
      ({ style }) => style.display !== 'none',
    );
    const input = widget?.querySelector('input');
    if (!widget || !input) throw new Error('The search is not open.');
    const isThere = () =>
      widget.querySelector('.monaco-list-row')?.textContent.toLowerCase().includes(wanted) === true;
    const started = performance.now();
    input.value = wanted;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise<void>((resolve) => {
      const rows = new MutationObserver(() => isThere() && resolve());
      rows.observe(widget, { childList: true, subtree: true, characterData: true });
      if (isThere()) resolve();
    });
    return performance.now() - started;
  }, word);
}
