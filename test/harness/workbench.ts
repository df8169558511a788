import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type Frame,
  type FrameLocator,
  type Locator,
  type Page,
} from 'playwright-core';
import {
  launchServed,
  writeSettings,
  type Served,
  type ServedOptions,
} from '../../scripts/servedVscode/launch.mts';
import { root } from '../../scripts/setup/places.mjs';

const CHROMIUM = '/usr/bin/chromium';
const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A folder of this run's own, removed by `dispose`. */
export function temporaryFolder(name: string): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), `mlops-roadmap-${name}-`));
}

/** A browser that tests drive the workbench with. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS });
}

/** A browser whose storage outlives it, in `folder`: what a user's browser is. */
export function launchPersistentBrowser(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM,
    args: CHROMIUM_ARGS,
    viewport: { width: 1400, height: 900 },
  });
}

/** A served VS Code with its data folder. */
export interface Editor {
  readonly served: Served;
  readonly dataFolder: string;
  readonly url: (folder?: string) => string;
  readonly setTheme: (theme: string) => void;
  readonly stop: () => void;
}

/** Starts the served VS Code for a test. */
export async function startEditor(
  options: Omit<ServedOptions, 'dataFolder'> & { readonly dataFolder?: string },
): Promise<Editor> {
  const dataFolder = options.dataFolder ?? temporaryFolder('editor');
  const served = await launchServed({ ...options, dataFolder });
  return {
    served,
    dataFolder,
    url: (folder) =>
      `http://127.0.0.1:${served.port}/${folder === undefined ? '?ew=true' : `?folder=${encodeURIComponent(folder)}`}`,
    setTheme: (theme) =>
      // Windows take it up when they load.
      writeSettings(dataFolder, { ...options.settings, 'workbench.colorTheme': theme }),
    stop: () => {
      served.stop();
      if (options.dataFolder === undefined)
        fs.rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** One page of the workbench, with the words of a user. */
export class Workbench {
  /** Every one of this run, also those whose page is closed. */
  static readonly all = new Set<Workbench>();
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    Workbench.all.add(this);
    page.setDefaultTimeout(30_000);
  }

  /** Opens the address and waits until the workbench can be used. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.locator('.monaco-workbench .activitybar').waitFor({ timeout: 90_000 });
  }

  /** Opens our views from the activity bar and waits for the tree. */
  async openRoadmap(): Promise<void> {
    if (!(await this.row('Foundations').first().isVisible())) {
      // A badge lies over the icon, and hands clicks on.
      await this.page.locator('.activitybar a[aria-label^="MLOps Roadmap"]').click({ force: true });
    }
    await this.row('Foundations').first().waitFor({ timeout: 60_000 });
  }

  /** Waits until VS Code has stored the layout of its window, and what opens with it has the focus. */
  settled(): Promise<void> {
    return this.stored('"transitionedToFullScreen"');
  }

  /** Waits until the browser's store of VS Code, where extensions' state lies, holds a text. */
  async stored(text: string): Promise<void> {
    const until = Date.now() + 30_000;
    while (!(await this.isStored(text))) {
      if (Date.now() > until) throw new Error(`${text} was not stored.`);
      await setTimeout(100);
    }
  }

  private isStored(text: string): Promise<boolean> {
    return this.page.evaluate(async (wanted) => {
      const done = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.addEventListener('success', () => resolve(request.result));
          request.addEventListener('error', () => reject(request.error ?? new Error('no store')));
        });
      for (const { name } of await indexedDB.databases()) {
        const database = await done(indexedDB.open(name ?? ''));
        for (const store of database.objectStoreNames) {
          const values = await done(database.transaction(store).objectStore(store).getAll());
          if (values.some((value) => typeof value === 'string' && value.includes(wanted))) {
            database.close();
            return true;
          }
        }
        database.close();
      }
      return false;
    }, text);
  }

  /** The tree rows whose text holds `text`. */
  row(text: string | RegExp): Locator {
    return this.page.locator('.sidebar .monaco-list-row').filter({ hasText: text });
  }

  /** The checkbox of the row that holds `text`. */
  checkbox(text: string): Locator {
    return this.row(text)
      .first()
      .locator('[role=checkbox], .monaco-checkbox, .monaco-custom-toggle')
      .first();
  }

  /** Runs a command from the palette, by keyboard; waits until the palette knows it. */
  async command(title: string): Promise<void> {
    const row = this.quickInput().locator('.monaco-list-row').filter({ hasText: title }).first();
    for (let attempt = 1; ; attempt += 1) {
      await this.page.keyboard.press('F1');
      try {
        // Something that takes the focus, such as a view that is just opening, closes the palette.
        await this.quickInput().locator('input').fill(`>${title}`, { timeout: 5000 });
        await row.waitFor({ timeout: 5000 });
        break;
      } catch (error) {
        // Extensions that are still being found are not in a palette that is open already.
        if (attempt === 6) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
    await this.page.keyboard.press('Enter');
  }

  /** Waits for the quick pick or input box with this placeholder, and types into it. */
  async answer(placeholder: string | RegExp, text: string): Promise<void> {
    await this.quickInput().getByPlaceholder(placeholder).fill(text);
  }

  /** The quick pick or input box that is open. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  /** The frame of the notes that are open, for what a locator cannot do. */
  async notesFrame(): Promise<Frame> {
    await this.notes().locator('main').waitFor();
    for (const frame of this.page.frames()) {
      if ((await frame.locator('body[data-page]').count()) > 0) return frame;
    }
    throw new Error('The notes are not open.');
  }

  /** The inner document of the notes. */
  notes(): FrameLocator {
    return this.page
      .locator('iframe.webview')
      .last()
      .contentFrame()
      .locator('#active-frame')
      .contentFrame();
  }

  /** The text of the notifications and dialogs that are open. */
  message(text: string | RegExp): Locator {
    return this.page
      .locator('.notifications-toasts, .notifications-center, .monaco-dialog-box')
      .filter({ hasText: text });
  }

  /** Keeps a picture of the page in out/screenshots. */
  async screenshot(name: string): Promise<void> {
    const folder = path.join(root, 'out', 'screenshots');
    fs.mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }
}
