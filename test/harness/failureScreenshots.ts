import { Workbench } from './workbench.ts';

/** Saves what each open page shows when a test has failed, as `failed-<test>-<page>.png`. */
export const mochaHooks = {
  async afterEach(this: Mocha.Context): Promise<void> {
    const test = this.currentTest;
    if (test?.state !== 'failed') return;
    const name = test
      .fullTitle()
      .replace(/[^a-z0-9]+/gi, '-')
      .slice(0, 100);
    const pages = [...Workbench.all].filter(({ page }) => !page.isClosed());
    for (const [index, workbench] of pages.entries()) {
      await workbench.screenshot(`failed-${name}-${index + 1}`).catch(() => undefined);
    }
  },
};
