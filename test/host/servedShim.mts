#!/usr/bin/env node
import { launchBrowser, startEditor } from '../harness/workbench.ts';

// Stands in for VS Code's program: takes the arguments of @vscode/test-electron, runs the tests in
// the served VS Code's extension host, and exits with their code.

const argument = (name: string) =>
  process.argv.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3);
const workspace = process.argv.slice(2).find((each) => !each.startsWith('-'));
const editor = await startEditor({ development: true });
const browser = await launchBrowser();
try {
  const page = await browser.newPage();
  const remote = (file = '') => `vscode-remote://127.0.0.1:${editor.served.port}${file}`;
  const payload = [
    ['extensionDevelopmentPath', remote(argument('extensionDevelopmentPath'))],
    ['extensionTestsPath', remote(argument('extensionTestsPath'))],
    ['skipWelcome', 'true'],
  ];
  const code = new Promise<number>((resolve, reject) => {
    void page.exposeFunction('codeAutomationExit', resolve);
    page.on('crash', () => reject(new Error('The page crashed.')));
  });
  // The workbench's own words come the same way; the tests' lines carry a mark (index.ts).
  await page.exposeFunction('codeAutomationLog', (_type: string, [text]: unknown[]) => {
    const [before, line] = String(text).split('[tests] ');
    if (before === '' && line !== undefined) console.log(line);
  });
  await page.goto(
    `${editor.url(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
  );
  process.exitCode = await code;
} finally {
  await browser.close();
  editor.stop();
}
