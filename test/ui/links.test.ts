import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { root } from '../../scripts/setup/places.mjs';
import { launchBrowser, temporaryFolder, Workbench, type Editor } from '../harness/workbench.ts';
import { startProduct } from './product.ts';

/** The texts of links that a guide may not have, with their targets. */
const REFUSED = {
  'plain http': 'http://insecure.example/a',
  mail: 'mailto:someone@insecure.example',
  'another extension': 'vscode://insecure.example/x',
  command: 'command:workbench.action.terminal.new',
  file: 'file:///etc/passwd',
  script: 'javascript:alert(1)',
  'hidden host': 'https://github.com@insecure.example/',
};
const WEB = 'https://docs.python.org/3/library/csv.html';
// Of another site: VS Code's question names the address of a site that was opened first.
const IN_A_STEP = 'https://www.sqlite.org/lang_upsert.html';

/** The ways to follow a link. */
const WAYS: Readonly<Record<string, (link: Locator) => Promise<void>>> = {
  click: (link) => link.click(),
  'middle click': (link) => link.click({ button: 'middle' }),
  'click with Ctrl': (link) => link.click({ modifiers: ['Control'] }),
  'click with Shift': (link) => link.click({ modifiers: ['Shift'] }),
};

describe('a link on a page', () => {
  const base = temporaryFolder('links');
  const folder = path.join(base, '01-data');
  let editor: Editor;
  let browser: Browser;
  let workbench: Workbench;
  before(async () => {
    const cli = path.join(root, 'dist', 'cli.js');
    execFileSync(process.execPath, [cli, 'new', 'versioned-data-script', folder]);
    const links = Object.entries(REFUSED).map(([text, target]) => `- [${text}](${target})`);
    fs.writeFileSync(
      path.join(folder, '.mlops-roadmap', 'guide.md'),
      [
        '# Links',
        ...links,
        '- <http://insecure.example/auto>',
        '',
        `[web page](${WEB})`,
        '',
        '<http://127.0.0.1:8000/docs>',
        '',
        `::: note [in a title](${REFUSED['plain http']})\nText.\n:::\n`,
      ].join('\n'),
    );
    const checksFile = path.join(folder, '.mlops-roadmap', 'checks.json');
    const checks = JSON.parse(fs.readFileSync(checksFile, 'utf8')) as {
      readonly steps: readonly { goal: string }[];
    };
    checks.steps[0]!.goal = `See [the page of a step](${IN_A_STEP}), not [that one](http://insecure.example/b).`;
    fs.writeFileSync(checksFile, JSON.stringify(checks));
    editor = await startProduct();
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    // What VS Code opens goes to a list in place of the network.
    await context.addInitScript(() => {
      const opened: string[] = [];
      const location = Object.defineProperty({}, 'href', {
        set: (address: string) => opened.push(address),
      });
      const open = (address?: string | URL) => {
        if (address !== undefined && String(address) !== '') opened.push(String(address));
        return { location, opener: null, focus: () => undefined, close: () => undefined };
      };
      Object.assign(window, { open, opened });
    });
    workbench = new Workbench(await context.newPage());
    await workbench.open(editor.url(folder));
    await workbench.openRoadmap();
  });
  after(async () => {
    await browser.close();
    editor.stop();
    fs.rmSync(base, { recursive: true, force: true });
  });

  /** Takes the list of what was opened, by the window and by tabs of the browser. */
  const takeOpened = async () => {
    const { page } = workbench;
    const list = await page.evaluate(() =>
      (window as unknown as { readonly opened: string[] }).opened.splice(0),
    );
    const tabs = page
      .context()
      .pages()
      .filter((each) => each !== page);
    return [...list, ...tabs.map((tab) => tab.url())];
  };
  const dialog = () => workbench.page.locator('.monaco-dialog-box');
  /** Agrees to VS Code's question whether to open a site, and waits until it has. */
  const agree = async (address: string) => {
    await dialog().filter({ hasText: address }).waitFor();
    await dialog().getByRole('button', { name: 'Open', exact: true }).click();
    await workbench.page.waitForFunction(
      (wanted) => (window as unknown as { readonly opened: string[] }).opened.includes(wanted),
      address,
    );
  };
  const opensOnce = async (address: string, follow: () => Promise<void>) => {
    await follow();
    await agree(address);
    assert.deepEqual(await takeOpened(), [address]);
    assert.equal(await dialog().count(), 0);
  };
  const linkText = (text: string) => workbench.notes().getByText(text, { exact: true });

  describe('of the notes', () => {
    const link = () => workbench.notes().locator('.links a').first();
    before(async () => {
      await workbench.command('MLOps Roadmap: Open Phase Notes');
      await workbench.answer('Which notes?', 'Containers with Docker');
      const row = workbench.quickInput().locator('.monaco-list-row');
      await row.filter({ hasText: 'Containers' }).first().waitFor();
      await workbench.page.keyboard.press('Enter');
      await link().waitFor();
    });

    it('says where it leads before it is followed', async () => {
      const address = (await link().getAttribute('href')) ?? '';
      assert.match(address, /^https:\/\//);
      assert.equal(await link().getAttribute('title'), address);
    });

    for (const [name, follow] of Object.entries(WAYS)) {
      it(`opens once by a ${name}`, async () => {
        const address = (await link().getAttribute('href')) ?? '';
        await opensOnce(address, () => follow(link()));
      });
    }

    it('opens once by the keyboard', async () => {
      const address = (await link().getAttribute('href')) ?? '';
      await opensOnce(address, async () => {
        await link().focus();
        await workbench.page.keyboard.press('Enter');
      });
    });

    it('opens nothing by the right button, nor by being dragged', async () => {
      const menu = workbench.page.locator('.context-view .monaco-menu');
      await link().click({ button: 'right' });
      await menu.waitFor();
      await workbench.page.keyboard.press('Escape');
      await menu.waitFor({ state: 'hidden' });
      await link().dragTo(workbench.notes().getByRole('heading', { level: 2 }).last());
      // What follows is answered in the order in which it was asked for.
      await opensOnce((await link().getAttribute('href')) ?? '', () => link().click());
    });
  });

  describe('of a guide that somebody else wrote', () => {
    before(async () => {
      await workbench.command('MLOps Roadmap: Open Project Guide');
      await linkText('web page').waitFor();
    });

    it('opens once', async () => {
      await linkText('web page').click();
      await dialog().filter({ hasText: WEB }).waitFor();
      await workbench.screenshot('link-click');
      await agree(WEB);
      assert.deepEqual(await takeOpened(), [WEB]);
    });

    it('opens once from the text of a step', async () => {
      await opensOnce(IN_A_STEP, () => linkText('the page of a step').click());
    });

    it('opens a service on this machine once, without a question', async () => {
      await linkText('http://127.0.0.1:8000/docs').click();
      // A served VS Code leads there by an address of its own.
      const isOpen = () =>
        (window as unknown as { readonly opened: string[] }).opened.some((each) =>
          each.endsWith('8000/docs'),
        );
      await workbench.page.waitForFunction(isOpen);
      assert.equal((await takeOpened()).length, 1);
      await opensOnce(WEB, () => linkText('web page').click());
    });

    for (const [text, target] of Object.entries(REFUSED)) {
      it(`opens nothing for ${text}, and says why`, async () => {
        await workbench
          .notes()
          .getByText(`${target} is not opened: links here lead only to notes, https:// addresses`)
          .first()
          .waitFor();
        for (const follow of Object.values(WAYS)) await follow(linkText(text));
        await opensOnce(WEB, () => linkText('web page').click());
      });
    }

    it('opens nothing from a title, a bare address or the text of a step', async () => {
      for (const text of ['in a title', 'http://insecure.example/auto', 'that one']) {
        for (const follow of Object.values(WAYS)) await follow(linkText(text));
      }
      await workbench.screenshot('links-refused');
      await opensOnce(WEB, () => linkText('web page').click());
    });
  });
});
