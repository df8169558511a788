import * as fs from 'node:fs';
import * as path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { root } from '../../scripts/setup/places.mjs';
import { temporaryFolder } from '../harness/workbench.ts';

// The suite inside a real VS Code: the served one, or with VSCODE_DESKTOP=1 a desktop one that
// @vscode/test-electron downloads.

const workspace = temporaryFolder('workspace');
const shim = path.join(import.meta.dirname, 'servedShim.mts');
fs.chmodSync(shim, 0o755);
const desktop = process.env['VSCODE_DESKTOP'] === '1';
try {
  process.exitCode = await runTests({
    ...(desktop ? {} : { vscodeExecutablePath: shim }),
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, 'out', 'host', 'index.js'),
    launchArgs: [workspace],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  fs.rmSync(workspace, { recursive: true, force: true });
}
